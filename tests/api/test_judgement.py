"""Advice, verdicts and comparisons over HTTP."""

import pytest
from tests.api.conftest import picture

from graft.backbones import catalogue


@pytest.fixture
def filled(client, project, add):
    """The project with twelve pictures a class, six of each for the test."""
    for shade in range(24):
        split = "test" if shade % 12 < 6 else "train"
        assert add("ab"[shade // 12], picture(shade), split=split).status_code == 201
    return f"/api/projects/{project['id']}"


@pytest.fixture
def backbones(settings):
    own = catalogue.default_backbone(settings)
    return [own.name, catalogue.at_size(own, 96).name]


def test_advice_names_the_class_and_the_one_cure(client, project, add):
    add("a", picture(1))
    answer = client.get(f"/api/projects/{project['id']}/advice").json
    first = answer["items"][0]
    assert (first["code"], first["severity"], first["classes"]) == (
        "few_pictures",
        "warn",
        [project["b"], project["a"]],
    )
    assert first["action"]["kind"] == "open-class"
    assert first["action"]["class_id"] == project["b"]
    assert answer["embedded"] == 0, "no worker has looked yet"


def test_advice_works_where_the_backbones_weights_are_absent(client, project, filled):
    client.patch(filled, json={"backbone": "vgg16_224"})
    codes = [item["code"] for item in client.get(f"{filled}/advice").json["items"]]
    assert "verdict_unasked" in codes


def test_a_verdict_is_asked_for_once_and_then_waited_for(client, filled, backbones):
    nothing = client.get(f"{filled}/verdict").json
    assert (nothing["verdict"], nothing["job_id"], nothing["backbone"]) == (None, None, backbones[0])
    asked = client.post(f"{filled}/verdict", json={})
    assert asked.status_code == 202
    job = asked.json["job"]
    assert (job["kind"], job["status"]) == ("verdict", "queued")
    assert client.post(f"{filled}/verdict", json={"backbone": backbones[0]}).json["job"]["id"] == job["id"]
    assert client.post(f"{filled}/verdict", json={"backbone": backbones[1]}).json["job"]["id"] != job["id"]
    assert client.get(f"{filled}/verdict").json["job_id"] == job["id"]
    assert client.get(f"{filled}/verdict?backbone={backbones[1]}").json["backbone"] == backbones[1]


def test_a_comparison_is_started_read_and_cancelled(client, filled, backbones):
    empty = client.get(f"{filled}/compare").json
    assert (empty["items"], empty["strategies"][0]) == ([], {"id": "head", "title": "Head"})
    assert "warmstart" not in [row["id"] for row in empty["strategies"]], "it needs another project"
    started = client.post(
        f"{filled}/compare", json={"strategies": ["head"], "backbones": backbones, "seed": 3}
    )
    assert started.status_code == 202
    made = started.json
    assert (made["status"], made["seed"], made["test_examples"], made["total"]) == ("running", 3, 12, 2)
    assert client.get(f"{filled}/compare/{made['id']}").json == made
    assert client.get(f"{filled}/compare").json["items"] == [made]
    again = client.post(f"{filled}/compare", json={"strategies": ["head"], "backbones": backbones})
    assert (again.status_code, again.json["error"]["code"]) == (409, "comparison_in_progress")
    cancelled = client.post(f"{filled}/compare/{made['id']}/cancel").json
    assert cancelled["status"] == "cancelled"
    assert {row["status"] for row in cancelled["rows"]} == {"cancelled"}


@pytest.mark.parametrize(
    ("method", "path", "json", "expected"),
    [
        ("get", "advice", None, None),
        ("post", "verdict", {"backbone": "resnet_9000"}, (404, "unknown_backbone")),
        ("get", "verdict?backbone=resnet_9000", None, (404, "unknown_backbone")),
        ("post", "verdict", {"backbone": "vgg16_224"}, (409, "weights_absent")),
        ("post", "verdict", {"backbon": "x"}, (422, "bad_request")),
        (
            "post",
            "compare",
            {"strategies": ["head"], "backbones": ["resnet_9000", "x"]},
            (404, "unknown_backbone"),
        ),
        (
            "post",
            "compare",
            {"strategies": ["head"], "backbones": ["vgg16_224", "vgg19_224"]},
            (409, "weights_absent"),
        ),
        (
            "post",
            "compare",
            {"strategies": ["head"], "backbones": ["vgg16_224"]},
            (422, "nothing_to_compare"),
        ),
        ("post", "compare", {"strategies": ["luck", "head"], "backbones": ["{own}"]}, (422, "bad_parameter")),
        ("post", "compare", {"strategies": ["head"]}, (422, "bad_request")),
        ("get", "compare/none", None, (404, "unknown_comparison")),
        ("post", "compare/none/cancel", None, (404, "unknown_comparison")),
    ],
)
def test_errors_have_the_one_shape(client, filled, backbones, method, path, json, expected):
    if json and json.get("backbones") == ["{own}"]:
        json = {**json, "backbones": backbones[:1]}
    response = getattr(client, method)(f"{filled}/{path}", json=json)
    if expected is None:
        assert response.status_code == 200
        return
    assert (response.status_code, response.json["error"]["code"]) == expected
    assert response.json["error"]["message"].endswith((".", "?"))


def test_a_project_that_cannot_be_trained_cannot_be_judged(client, project, add, backbones):
    base = f"/api/projects/{project['id']}"
    ask = {"strategies": ["head"], "backbones": backbones}
    assert client.post(f"{base}/verdict", json={}).json["error"]["code"] == "empty_class"
    assert client.post(f"{base}/compare", json=ask).json["error"]["code"] == "empty_class"
    for shade in range(4):
        add("ab"[shade % 2], picture(shade), split="train")
    assert client.post(f"{base}/compare", json=ask).json["error"]["code"] == "too_few_to_compare"
    assert client.get("/api/projects/none/advice").json["error"]["code"] == "unknown_project"
