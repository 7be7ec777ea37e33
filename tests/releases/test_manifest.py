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
