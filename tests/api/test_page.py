"""The built page, as the web process hands it out."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graft.app import create_app

SCRIPT, SMALL = b"const page = 1;" * 9, b"not really Brotli"


@pytest.fixture
def client(settings, database, tmp_path) -> Iterator[FlaskClient]:
    assets = tmp_path / "web" / "dist" / "assets"
    assets.mkdir(parents=True)
    (assets.parent / "index.html").write_text("<!doctype html><title>Graft</title>")
    (assets / "page-1.js").write_bytes(SCRIPT)
    (assets / "page-1.js.br").write_bytes(SMALL)
    app = create_app(replace(settings, web_dir=tmp_path / "web"))
    yield app.test_client()
    app.extensions["graft"].database.close()


def get(client: FlaskClient, path: str, takes: str) -> TestResponse:
    """The answer, read and its file closed."""
    with client.get(path, headers={"Accept-Encoding": takes}) as answer:
        assert answer.data
        return answer


def test_a_browser_that_takes_brotli_gets_the_smaller_file(client):
    answer = get(client, "/assets/page-1.js", "gzip, br")
    assert (answer.data, answer.headers["Content-Encoding"]) == (SMALL, "br")
    assert answer.mimetype.endswith("javascript")
    assert "immutable" in answer.headers["Cache-Control"]


def test_any_other_client_gets_the_file_itself(client):
    answer = get(client, "/assets/page-1.js", "gzip")
    assert answer.data == SCRIPT
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding", "caches keep the two apart"


def test_addresses_that_the_page_understands_give_the_page(client):
    answer = get(client, "/p/noodles/train", "br")
    assert b"<title>Graft" in answer.data, "a file that Brotli doesn't make smaller is sent as it is"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_file_of_another_build_is_missed_not_replaced_by_the_page(client):
    answer = client.get("/assets/page-0.js")
    assert (answer.status_code, answer.json["error"]["code"]) == (404, "not_found")


def test_without_a_built_page_the_cure_is_told(settings, database, tmp_path):
    app = create_app(replace(settings, web_dir=tmp_path / "nowhere"))
    answer = app.test_client().get("/")
    app.extensions["graft"].database.close()
    assert (answer.status_code, answer.json["error"]["code"]) == (503, "page_not_built")
    assert "npm run setup" in answer.json["error"]["message"]
