"""A pretrained classifier over HTTP: asked for, exported, described, its files served."""

import gzip
import json
from dataclasses import replace

import pytest
from tests.backbones.networks import randomise

from graft.backbones import builders, catalogue
from graft.exporting.classifier import export_classifier

NAME = "mobilenet_v1_025_128"


@pytest.fixture
def settings(settings, tmp_path):
    (tmp_path / "weights").mkdir()
    return replace(settings, weights_dir=tmp_path / "weights")


def test_a_classifier_is_asked_for_described_and_served(client, settings, home):
    row = catalogue.find(NAME, settings)
    model = builders.application(row, top=True)
    randomise(model)
    model.save_weights(settings.weights_dir / row.top_file)
    index = {str(number): [f"n{number}", f"kind_{number}"] for number in range(1000)}
    (settings.weights_dir / catalogue.CLASS_INDEX).write_text(json.dumps(index))

    assert client.get(f"/api/backbones/{NAME}/classifier").json["error"]["code"] == "unknown_classifier"
    started = client.post(f"/api/backbones/{NAME}/classifier")
    assert (started.status_code, started.json["job"]["kind"]) == (202, "classifier")
    export_classifier(row, settings, home, lambda: model)  # what the job does
    manifest = client.get(f"/api/backbones/{NAME}/classifier").json
    assert (manifest["format"], len(manifest["classes"])) == ("graft-classifier/1", 1000)
    assert "converter" not in manifest
    with client.get(f"/artifacts/{manifest['model']}") as graph:
        assert graph.status_code == 200
        assert "immutable" in graph.headers["Cache-Control"]
        plain = graph.data
    with client.get(f"/artifacts/{manifest['model']}", headers={"Accept-Encoding": "gzip, br"}) as graph:
        assert (graph.headers["Content-Encoding"], graph.mimetype) == ("gzip", "application/json")
        assert gzip.decompress(graph.data) == plain


def test_the_catalogue_is_listed_with_what_is_known(client):
    rows = {row["name"]: row for row in client.get("/api/backbones").json["items"]}
    assert rows["efficientnet_b0_224"]["accuracy"] == {"top1": 77.1, "top5": 93.3}
    assert rows["efficientnet_b0_224"]["least"] == 32
    assert rows["xception_299"]["groups"] == ["stem", "entry", "middle", "exit"]
    assert rows["vgg16_224"]["weights"]["top"] == "absent"
