"""A client of a fresh application, and small real pictures to send."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from graft.app import create_app


@pytest.fixture
def client(settings, database) -> Iterator[FlaskClient]:
    """Requests to the application without a socket."""
    app = create_app(settings)
    yield app.test_client()
    app.extensions["graft"].database.close()


def picture(shade: int, size: tuple[int, int] = (40, 30), format_: str = "PNG") -> bytes:
    """A one-coloured picture; another shade is another picture."""
    file = io.BytesIO()
    Image.new("RGB", size, (shade % 256, shade // 256, 90)).save(file, format_)
    return file.getvalue()


@pytest.fixture
def project(client) -> dict[str, Any]:
    """A project with two classes, ``a`` and ``b``, and no pictures."""
    made = client.post("/api/projects", json={"name": "Noodles"}).json
    for name in "ab":
        made[name] = client.post(f"/api/projects/{made['id']}/classes", json={"name": name}).json["id"]
    return made


@pytest.fixture
def add(client, project) -> Callable[..., Any]:
    """Send a picture to a class of the project."""

    def send(class_: str, data: bytes, **query: str):
        query = {"class_id": project.get(class_, class_), **query}
        return client.post(f"/api/projects/{project['id']}/examples", query_string=query, data=data)

    return send
