"""Every error has one shape, a fixed code and a sentence."""

from dataclasses import replace

import pytest
from tests.api.conftest import picture

from graft import errors
from graft.app import create_app
from graft.errors import GraftError


def every_error(kind: type[GraftError] = GraftError) -> list[type[GraftError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in every_error(child))]


def test_codes_are_unique_and_statuses_are_http():
    kinds = every_error()
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(400 <= kind.status < 600 for kind in kinds)
    assert all(vars(errors)[kind.__name__] is kind for kind in kinds), "errors.py holds them all"


def body(response):
    error = response.json["error"]
    assert set(error) == {"code", "message", "details", "request_id"}
    assert error["message"].endswith((".", "?"))
    assert error["request_id"]
    return response.status_code, error["code"]


@pytest.mark.parametrize(
    ("method", "path", "json", "expected"),
    [
        ("get", "/api/projects/none", None, (404, "unknown_project")),
        ("patch", "/api/projects/none", {"name": "x"}, (404, "unknown_project")),
        ("delete", "/api/projects/none", None, (404, "unknown_project")),
        ("post", "/api/projects", {"name": ""}, (422, "bad_name")),
        ("post", "/api/projects", {"name": "x" * 10_000}, (422, "bad_name")),
        ("post", "/api/projects", {"name": "Noodles"}, (409, "name_taken")),
        ("post", "/api/projects", {"nome": "x"}, (422, "bad_request")),
        ("post", "/api/projects", {"name": "x", "backbone": "resnet_9000"}, (404, "unknown_backbone")),
        ("post", "/api/projects/{id}/classes", {"name": " "}, (422, "bad_name")),
        ("post", "/api/projects/{id}/classes", {"name": "A"}, (409, "name_taken")),
        ("patch", "/api/projects/{id}/classes/none", {"name": "x"}, (404, "unknown_class")),
        ("get", "/api/projects/{id}/examples?limit=0", None, (422, "bad_request")),
        ("get", "/api/projects/{id}/examples?cursor=%00", None, (422, "bad_parameter")),
        ("post", "/api/projects/{id}/examples?class_id=none", None, (422, "empty_picture")),
        ("patch", "/api/projects/{id}/examples/none", {"split": "test"}, (404, "unknown_example")),
        ("post", "/api/projects/{id}/runs", {}, (422, "empty_class")),
        ("post", "/api/projects/{id}/runs", {"strategy": "luck"}, (422, "bad_parameter")),
        ("post", "/api/projects/{id}/runs", {"seed": -1}, (422, "bad_parameter")),
        (
            "post",
            "/api/projects/{id}/runs",
            {"strategy": "finetune", "parameters": {"speed": 1}},
            (422, "unknown_parameter"),
        ),
        (
            "post",
            "/api/projects/{id}/runs",
            {"strategy": "scratch", "parameters": {"augment": "underwater"}},
            (422, "unknown_preset"),
        ),
        (
            "post",
            "/api/projects/{id}/runs",
            {"strategy": "rebuild", "parameters": {"epochs": 0}},
            (422, "bad_parameter"),
        ),
        (
            "post",
            "/api/projects/{id}/runs",
            {"strategy": "rebuild", "parameters": {"size": 16}},
            (422, "input_too_small"),
        ),
        ("post", "/api/projects/{id}/runs", {"strategy": "domain"}, (404, "unknown_source")),
        (
            "post",
            "/api/projects/{id}/runs",
            {"strategy": "warmstart", "parameters": {"source": "nobody"}},
            (404, "unknown_source"),
        ),
        ("get", "/api/projects/{id}/runs/none", None, (404, "unknown_run")),
        ("get", "/api/projects/{id}/versions/current/manifest", None, (404, "unknown_version")),
        ("get", "/api/projects/{id}/versions/7/bundle.zip", None, (404, "unknown_version")),
        ("get", "/api/projects/{id}/versions/x/manifest", None, (404, "unknown_version")),
        ("post", "/api/projects/{id}/versions/7/publish", None, (404, "unknown_version")),
        ("post", f"/api/projects/{{id}}/versions/{2**63}/publish", None, (404, "unknown_version")),
        ("get", "/api/jobs/none", None, (404, "unknown_job")),
        ("post", "/api/jobs/none/cancel", None, (404, "unknown_job")),
        ("post", "/api/backbones/none/fetch", None, (404, "unknown_backbone")),
        ("post", "/api/backbones/inception_v3_74/fetch", None, (422, "input_too_small")),
        ("post", "/api/backbones/vgg16_224/fetch?top=perhaps", None, (422, "bad_request")),
        ("post", "/api/projects", {"name": "x", "backbone": "vgg16_31"}, (422, "input_too_small")),
        ("get", "/api/backbones/none/classifier", None, (404, "unknown_backbone")),
        ("get", "/api/backbones/vgg16_224/classifier", None, (409, "weights_absent")),
        ("post", "/api/backbones/vgg16_224/classifier", None, (409, "weights_absent")),
        ("post", "/api/backbones/{ours}/classifier", None, (409, "weights_absent")),
        ("get", "/api/events?project=none", None, (404, "unknown_project")),
        ("get", "/api/nothing", None, (404, "not_found")),
        ("put", "/api/projects", {}, (405, "method_not_allowed")),
        ("get", "/artifacts/heads/none/model.json", None, (404, "not_found")),
        ("get", "/artifacts/heads/../graft.db", None, (404, "not_found")),
    ],
)
def test_every_endpoint_answers_errors_in_the_one_shape(client, project, method, path, json, expected):
    response = getattr(client, method)(path.format(id=project["id"], ours=project["backbone"]), json=json)
    assert body(response) == expected


def test_a_request_that_is_nested_without_end_is_refused(client):
    nested = "[" * 100_000 + "]" * 100_000
    answer = client.post("/api/projects", data=nested, content_type="application/json")
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad_request")


def test_the_document_says_what_errors_look_like(client):
    document = client.get("/openapi.json").json
    schema = {"schema": {"$ref": "#/components/schemas/Error"}}
    for operations in document["paths"].values():
        for operation in operations.values():
            assert operation["responses"]["default"]["content"] == {"application/json": schema}
            assert not any(code.startswith("4") for code in operation["responses"])
    described = document["components"]["schemas"]["Error"]["properties"]["error"]
    assert set(described["required"]) == set(client.get("/api/nothing").json["error"])
    adding = document["paths"]["/api/projects/{project_id}/examples"]["post"]
    assert "image/*" in adding["requestBody"]["content"]
    assert {"200", "201"} <= set(adding["responses"])


def test_training_refuses_what_it_cannot_learn_from(client, project, add):
    runs = f"/api/projects/{project['id']}/runs"
    other = client.post("/api/projects", json={"name": "Empty"}).json
    assert body(client.post(f"/api/projects/{other['id']}/runs", json={})) == (422, "no_classes")
    client.post(f"/api/projects/{other['id']}/classes", json={"name": "only"})
    assert body(client.post(f"/api/projects/{other['id']}/runs", json={})) == (422, "too_few_classes")
    add("a", picture(1))
    refused = client.post(runs, json={})
    assert body(refused) == (422, "empty_class")
    assert [row["name"] for row in refused.json["error"]["details"]["classes"]] == ["b"]
    add("b", picture(2))
    assert body(client.post(runs, json={})) == (422, "too_few_examples")
    add("a", picture(3))
    add("b", picture(4))
    first = client.post(runs, json={})
    assert first.status_code == 202
    again = client.post(runs, json={})
    assert body(again) == (409, "run_in_progress")
    assert again.json["error"]["details"]["job_id"] == first.json["job"]["id"]
    assert client.post(f"/api/jobs/{first.json['job']['id']}/cancel").json["status"] == "cancelled"


def test_a_mistake_of_ours_tells_a_number_and_no_secrets(settings, database):
    app = create_app(settings)

    @app.get("/api/broken")
    def broken():
        raise RuntimeError("the secret")

    response = app.test_client().get("/api/broken")
    assert body(response) == (500, "failure")
    assert "secret" not in response.text


def test_names_are_data(client):
    for name in ("<script>alert(1)</script>", "🍜", "naïve café", "../../x"):
        made = client.post("/api/projects", json={"name": name})
        assert made.json["name"] == name


def test_other_sites_cannot_change_anything(client):
    answer = client.post("/api/projects", json={"name": "x"}, headers={"Origin": "https://elsewhere.example"})
    assert body(answer) == (403, "bad_origin")
    assert client.get("/api/projects").json["items"] == []


def test_another_name_that_points_here_is_refused(client):
    assert body(client.get("/api/projects", headers={"Host": "rebound.example:8000"})) == (403, "bad_origin")


def test_a_token_is_asked_for_when_one_is_set(settings, database):
    guarded = create_app(replace(settings, token="secret")).test_client()
    assert body(guarded.get("/api/projects")) == (401, "bad_token")
    assert guarded.get("/api/projects", headers={"Authorization": "Bearer secret"}).status_code == 200
    guarded.get("/healthz?token=secret")
    assert guarded.get("/api/projects").status_code == 200


def test_every_answer_lets_wasm_use_threads_and_no_foreign_script_run(client):
    for path in ("/healthz", "/api/projects", "/api/none"):
        headers = client.get(path).headers
        assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
