"""The backbone as a graph model of two outputs: made once, fetched by a browser once."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import tf_keras as keras

from graft.backbones.catalogue import Backbone, fingerprint
from graft.exporting.artifacts import Artifact, keep, pack, size
from graft.exporting.converter import CONVERTER, convert
from graft.settings import Settings
from graft.storage.files import write_aside
from graft.storage.home import Home

OUTPUTS = {"maps": "maps", "vector": "vector"}
"""The graph's output nodes: the last feature maps, and their average over the picture."""


@dataclass(frozen=True)
class ExportedBackbone(Artifact):
    """A graph model from an image, float32[N, h, w, 3] in [0, 255], to maps and vector."""

    fingerprint: str
    """Of the network it was made from."""
    outputs: Mapping[str, str]
    """Node of ``maps``, float32[N, h', w', C], and of ``vector``, float32[N, C]."""


def export_backbone(
    backbone: Backbone, settings: Settings, home: Home, build: Callable[[], keras.Model]
) -> ExportedBackbone:
    """The exported backbone; ``build`` is called, and seconds go by, only the first time.

    Raises:
        ConversionFailed: The converter could not.
        DiskFull: No space left.
        WeightsAbsent: The weights are not on this machine.
    """
    key = fingerprint(backbone, settings)
    parent = home.artifacts / "backbones"
    index = parent / "by-fingerprint" / f"{key}.json"
    kept = _look_up(index, parent) or _make(index, parent, build)
    return ExportedBackbone(kept.sha256, kept.folder, kept.bytes, key, OUTPUTS)


def _look_up(index: Path, parent: Path) -> Artifact | None:
    """What an earlier call kept, if the same converter wrote it and it is still there."""
    if not index.exists():
        return None
    entry = json.loads(index.read_text())
    folder = parent / entry["sha256"]
    if entry["converter"] != CONVERTER or not folder.exists():
        return None
    return Artifact(folder.name, folder, size(folder))


def _make(index: Path, parent: Path, build: Callable[[], keras.Model]) -> Artifact:
    """Build, convert, keep, and write down under which fingerprint."""
    keras.backend.reset_uids()  # layers are numbered by the process: the names would change the hash
    model = build()
    kept = keep(parent, lambda folder: convert(model, folder, list(OUTPUTS.values())))
    pack(kept.folder)
    with write_aside(index) as file:
        file.write(json.dumps({"sha256": kept.sha256, "converter": CONVERTER}).encode())
    return kept
