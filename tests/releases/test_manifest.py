import json
import math
import subprocess
import sys

import pytest
from pydantic import ValidationError

from graft.releases import manifest
from graft.releases.manifest import Manifest, Parts
from graft.storage.tables import now


def test_the_manifest_is_the_contract_s(project, new_run, parts, made):
    run = new_run()
    written = manifest.build(project, run, 3, now(), made)
    assert list(written) == [
        *("format", "project", "version", "created_at", "task", "classes", "input", "backbone", "head"),
        *("calibration", "unknown", "metrics", "parity", "transfer", "run"),
    ]
    assert written["format"] == "graft-bundle/1"
    assert written["project"] == {"id": project.id, "name": "Noodles"}
    assert written["classes"][1]["name"] == "ramen <b>"
    assert written["input"]["size"] == [224, 192]
    assert written["backbone"]["model"] == f"backbones/{parts['backbone']['sha256']}/model.json"
    assert written["metrics"] == parts["metrics"]
    assert written["head"]["model"] == f"heads/{parts['head']['sha256']}/model.json"
    assert written["run"] == {"id": run.id, "strategy": "head", "seed": 7, "seconds": 0.41}


def test_what_was_written_can_be_read(project, new_run, made):
    written = manifest.build(project, new_run(), 3, now(), made)
    again = Manifest.model_validate_json(json.dumps(written))
    assert again.model_dump(mode="json") == written


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("head", "sha256"), "../../../etc/passwd"),
        (("backbone", "model"), "backbones/../../secret/model.json"),
        (("backbone", "features"), 0),
        (("input", "fit"), "stretch"),
        (("input", "scale"), math.nan),
        (("calibration", "temperature"), 0.0),
        (("unknown", "threshold"), 1.5),
        (("parity", "max_difference"), math.inf),
        (("parity", "probes"), 0),
        (("metrics", "cross_validation", "nll"), math.inf),
        (("run",), {}),
    ],
)
def test_a_part_that_breaks_the_contract_is_refused(parts, path, value):
    *parents, last = path
    part = parts
    for parent in parents:
        part = part[parent]
    part[last] = value
    with pytest.raises(ValidationError, match=last):
        Parts.model_validate(parts)


def test_releases_never_import_tensorflow():
    code = (
        "import sys, graft.releases.versions, graft.releases.bundle;"
        "sys.exit(any(name.split('.')[0] in ('tensorflow', 'tf_keras') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


TARGET = {"quantity": "price", "unit": "€", "transform": "log", "likely": [-0.3, 0.4], "deviation": 5e4}
NUMBER = {
    "r2": 0.5,
    "interval": [0.4, 0.6],
    "mae": 3.0,
    "rmse": 4.0,
    "mae_of_mean": 6.0,
    "transform": "log",
    "examples": 8,
    "groups": 2,
    "pairs": [[1.0, 2.0], [3.0, 3.5]],
}


def test_a_number_s_manifest_has_a_target_and_no_calibration(project, new_run, parts):
    run = new_run()
    run.task, run.classes = "regression", []
    del parts["calibration"], parts["unknown"]
    parts |= {"target": TARGET, "metrics": {"test": NUMBER, "cross_validation": None}}
    written = manifest.build(project, run, 1, now(), Parts.model_validate(parts))
    assert (written["task"], written["classes"], written["target"]) == ("regression", [], TARGET)
    assert written["metrics"]["test"] == NUMBER
    assert not {"calibration", "unknown", "thresholds"} & set(written)


def test_several_labels_have_thresholds(project, new_run, parts):
    run = new_run()
    run.task = "multi_label"
    del parts["calibration"], parts["unknown"]
    parts |= {"thresholds": [0.4, 0.6], "metrics": {"test": None, "cross_validation": None}}
    assert manifest.build(project, run, 1, now(), Parts.model_validate(parts))["thresholds"] == [0.4, 0.6]


def test_parts_of_another_task_are_refused(project, new_run, made, parts):
    run = new_run()
    run.task = "multi_label"
    with pytest.raises(ValidationError, match="calibration belongs to the tasks single_label"):
        manifest.build(project, run, 1, now(), made)
    del parts["calibration"]
    with pytest.raises(ValidationError, match="calibration belongs to"):
        manifest.build(project, new_run(), 1, now(), Parts.model_validate(parts))
