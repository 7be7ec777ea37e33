"""Ways to train: what there is, previews, and backbones that were trained here."""

import pytest
from tests.api.conftest import picture
from tests.api.test_errors import body

from graft.backbones import domains
from graft.backbones.domains import Domain
from graft.storage.tables import Project
from graft.training.parameters import FinetuneParameters


@pytest.fixture
def trained(settings, client) -> Domain:
    """A domain backbone's row (its weights are not asked for here)."""
    domain = Domain("noodles-v1", "graftnet_small_128", 96, "avg", 1408, "a" * 64, "Noodles", "finetune", "r")
    domains.keep(domain, settings)
    return domain


def test_strategies_are_told_with_their_parameters_and_presets(client) -> None:
    told = client.get("/api/strategies").json
    rows = {row["id"]: row for row in told["items"]}
    assert list(rows) == ["head", "finetune", "domain", "warmstart", "rebuild", "scratch"]
    (pooling,) = [row for row in rows["rebuild"]["parameters"] if row["name"] == "pooling"]
    assert pooling["choices"] == ["avg", "max", "none"]
    assert [row["name"] for row in told["presets"]][:2] == ["none", "counter"]


def test_a_run_tells_its_parameters_and_what_became_of_them(client, project, add) -> None:
    for class_, shades in (("a", (1, 2)), ("b", (3, 4))):
        for shade in shades:
            add(class_, picture(shade))
    asked = {"strategy": "finetune", "parameters": {"epochs": 2, "augment": "topdown"}}
    made = client.post(f"/api/projects/{project['id']}/runs", json=asked)
    assert made.status_code == 202
    run = made.json["run"]
    assert (run["parameters"]["epochs"], run["parameters"]["augment"]) == (2, "topdown")
    assert run["parameters"]["falloff"] == FinetuneParameters().falloff
    assert run["history"] is None


def test_previews_are_asked_for_and_got(client, project, add) -> None:
    previews = f"/api/projects/{project['id']}/previews"
    assert body(client.post(previews, json={"preset": "counter"})) == (422, "empty_class")
    add("a", picture(1))
    job = client.post(previews, json={"preset": "counter"}).json["job"]
    assert (job["kind"], job["status"]) == ("preview", "queued")
    assert body(client.post(previews, json={"preset": "underwater"})) == (422, "unknown_preset")
    assert body(client.get(f"/api/previews/{'0' * 64}")) == (404, "unknown_preview")
    assert body(client.get("/api/previews/..%2Fgraft.db")) == (404, "not_found")


def test_trained_backbones_are_listed_renamed_and_removed(client, trained) -> None:
    rows = {row["name"]: row for row in client.get("/api/backbones").json["items"]}
    row = rows["noodles-v1"]
    assert (row["source"], row["input"]["size"], row["weights"]["state"]) == ("domain", [96, 96], "absent")
    assert row["origin"] == {
        "architecture": "graftnet_small_128",
        "project": "Noodles",
        "strategy": "finetune",
        "run": "r",
    }
    renamed = client.patch("/api/backbones/noodles-v1", json={"name": "noodles"})
    assert renamed.json["name"] == "noodles"
    again = client.patch("/api/backbones/noodles-v1", json={"name": "noodles-v1"})
    assert again.json["name"] == "noodles-v1", "what it was called before still finds it"
    assert client.delete("/api/backbones/noodles").status_code == 204
    assert body(client.delete("/api/backbones/noodles-v1")) == (404, "unknown_backbone")


def test_what_cannot_be_done_to_a_backbone_is_refused(client, project, database, trained, settings) -> None:
    for new, expected in (
        ("", (422, "bad_name")),
        ("../x", (422, "bad_name")),
        ("Noodles", (422, "bad_name")),
        ("x" * 65, (422, "bad_name")),
        ("vgg16_224", (409, "name_taken")),
    ):
        assert body(client.patch("/api/backbones/noodles-v1", json={"name": new})) == expected
    assert body(client.patch("/api/backbones/nobody", json={"name": "x"})) == (404, "unknown_backbone")
    assert body(client.patch("/api/backbones/vgg16_224", json={"name": "x"})) == (422, "bad_parameter")
    assert body(client.delete("/api/backbones/vgg16_224")) == (422, "bad_parameter")
    with database.session() as session:
        session.get_one(Project, project["id"]).backbone = "noodles-v1"
    client.patch("/api/backbones/noodles-v1", json={"name": "soups"})
    refused = client.delete("/api/backbones/soups")
    assert body(refused) == (409, "backbone_in_use")
    assert refused.json["error"]["details"]["users"] == ["project 'Noodles'"]
    assert set(domains.kept(settings)) == {"soups"}
