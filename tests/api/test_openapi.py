"""The API keeps to its document: what fits it is answered as it says, and nothing breaks the server."""

import tempfile
from pathlib import Path

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from tests.api.conftest import picture

from graft.app import create_app
from graft.settings import Settings

ENDLESS = {"/api/events"}
"""Answered for as long as one listens."""


def understood(context, response, case) -> None:
    """What fits the document may be refused for what it says, and never for its shape."""
    said = response.json() if response.content and "json" in response.headers["content-type"][0] else {}
    assert said.get("error", {}).get("code") not in ("bad_request", "method_not_allowed"), said["error"]


KEPT = [not_a_server_error, response_schema_conformance, status_code_conformance, understood]


def document() -> dict:
    """What a server says of itself, whatever its home folder holds."""
    with tempfile.TemporaryDirectory() as home:
        app = create_app(Settings(home=Path(home)))
        app.extensions["graft"].database.close()
        return app.spec


DOCUMENT = document()
OPERATIONS = [
    (method, path) for path, methods in DOCUMENT["paths"].items() if path not in ENDLESS for method in methods
]


@pytest.fixture
def known(client, project, add) -> dict[str, str]:
    """What there is, by the names that paths have for it."""
    example = add("a", picture(1)).json["example"]
    return {
        "project_id": project["id"],
        "class_id": project["b"],
        "example_id": example["id"],
        "sha256": example["sha256"],
    }


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Schemathesis closes no file it was sent
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_whatever_fits_the_document_is_answered_as_it_says(client, known, method, path) -> None:
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    schema.app = client.application
    operation = schema[path][method]

    @hypothesis.settings(max_examples=10, database=None, derandomize=True)
    @hypothesis.given(operation.as_strategy())
    def ask(case: schemathesis.Case) -> None:
        case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
        case.call_and_validate(checks=KEPT)

    ask()
