"""A pretrained classifier as one graph model: from a picture to probabilities."""

import json
from collections.abc import Callable
from typing import Any

import tf_keras as keras

from graft.backbones import classifiers
from graft.backbones.catalogue import Backbone
from graft.exporting.artifacts import keep, pack
from graft.exporting.converter import CONVERTER, convert
from graft.settings import Settings
from graft.storage.files import write_aside
from graft.storage.home import Home

FORMAT = "graft-classifier/1"
OUTPUT = "probabilities"
"""The graph's output node, float32[N, k]."""


def export_classifier(
    backbone: Backbone, settings: Settings, home: Home, build: Callable[[], keras.Model]
) -> dict[str, Any]:
    """The exported classifier's manifest; ``build`` is called, and seconds go by, only the first time.

    Raises:
        ConversionFailed: the converter could not.
        DiskFull: no space left.
        WeightsAbsent: the weights are not on this machine.
    """
    index = classifiers.manifest_file(home, classifiers.fingerprint(backbone, settings))
    parent = home.artifacts / "classifiers"
    if index.exists():
        known = json.loads(index.read_text(encoding="utf-8"))
        if known["converter"] == CONVERTER and (parent / known["sha256"]).exists():
            return known
    keras.backend.reset_uids()  # layers are numbered by the process: the names would change the hash
    model = build()
    kept = keep(parent, lambda folder: convert(model, folder, [OUTPUT]))
    pack(kept.folder)
    manifest = {
        "format": FORMAT,
        "backbone": backbone.name,
        "licence": backbone.licence,
        "sha256": kept.sha256,
        "model": f"classifiers/{kept.sha256}/model.json",
        "bytes": kept.bytes,
        "input": backbone.input.as_json(),
        "output": OUTPUT,
        "classes": classifiers.names(backbone, settings),
        "converter": CONVERTER,
    }
    with write_aside(index) as file:
        file.write(json.dumps(manifest).encode())
    return manifest
