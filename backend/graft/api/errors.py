"""Every error in one shape: ``{"error": {"code", "message", "details", "request_id"}}``."""

import logging
import secrets
from http import HTTPStatus
from typing import Any

from apiflask import APIFlask, HTTPError
from flask import Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from graft.errors import Failure, GraftError

log = logging.getLogger("graft.api")


def _answer(status: int, code: str, message: str, details: Any) -> Response:
    error = {"code": code, "message": message, "details": details, "request_id": g.get("request_id")}
    answer = jsonify({"error": error})
    answer.status_code = status
    return answer


def _of_graft(error: GraftError) -> Response:
    if error.status >= 500:
        log.error("%s: %s", error.code, error.message)
    return _answer(error.status, error.code, error.message, error.details)


def _of_validation(error: HTTPError) -> Response:
    """APIFlask's own errors: almost always a request that doesn't fit its schema."""
    if error.status_code != 422:
        return _of_status(error.status_code)
    place, problems = next(iter(error.detail.items()), ("request", {}))
    field, words = (
        next(iter(problems.items()), ("body", [])) if isinstance(problems, dict) else ("body", problems)
    )
    sentence = (
        f"The request's {place} does not fit: {field}: {', '.join(map(str, words))}. See /openapi.json."
    )
    return _answer(422, "bad_request", sentence, error.detail)


def _of_http(error: HTTPException) -> Response:
    return _of_status(error.code or 500)


def _of_status(status: int) -> Response:
    """An error of HTTP itself: no such address, no such method."""
    phrase = HTTPStatus(status).phrase
    sentence = f"{phrase}: {request.method} {request.path[:200]}. What there is stands in /openapi.json."
    return _answer(status, phrase.lower().replace(" ", "_").replace("-", "_"), sentence, {})


def _unexpected(error: Exception) -> Response:
    """A mistake of ours: the log gets the traceback, the client a number to find it by."""
    log.exception("request %s failed", g.get("request_id"))
    return _of_graft(
        Failure("Graft made a mistake with this request. The server's log has it under the request's id.")
    )


_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "Every error: which rule was broken, what came, and the cure.",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "details", "request_id"],
            "properties": {
                "code": {"type": "string", "description": "The same for the same mistake, always."},
                "message": {"type": "string", "description": "A sentence for people."},
                "details": {"type": "object", "description": "For programs; by the code."},
                "request_id": {"type": ["string", "null"], "description": "As in the server's log."},
            },
        }
    },
}


def _describe(spec: Any) -> Any:
    """Have the OpenAPI document say what APIFlask leaves out: how errors look, and what is needed."""
    schemas = spec["components"]["schemas"]
    schemas.pop("ValidationError", None)  # APIFlask's own, which is never sent
    schemas["Error"] = _SCHEMA
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for operations in spec["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict):
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = {"description": "An error.", "content": content}
                if "requestBody" in operation:
                    operation["requestBody"]["required"] = True
                for parameter in operation.get("parameters", []):
                    if parameter["in"] == "path" and parameter["schema"]["type"] == "integer":
                        parameter["schema"]["minimum"] = 1
    return spec


def install(app: APIFlask) -> None:
    """Answer every error of ``app`` in the one shape, say so in its document, and number the requests."""
    app.spec_processor(_describe)

    @app.before_request
    def number_request() -> None:
        g.request_id = secrets.token_hex(6)

    app.register_error_handler(GraftError, _of_graft)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(RecursionError, lambda _: _of_status(400))  # JSON nested without end
    app.register_error_handler(Exception, _unexpected)
    app.error_processor(_of_validation)
