"""How long the export takes, and how far TensorFlow.js is from Keras, on real weights and photographs.

    .venv/bin/python -m tests.benchmarks.export WEIGHTS_DIR FLOWERS_ZIP [--backbone NAME] [--all]

Prints one JSON object; seconds unless a name says otherwise. ``--all`` compares every picture of
the val split instead of the eight that a training compares.
"""

import argparse
import hashlib
import io
import json
import os
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from statistics import median
from typing import TypeVar

import numpy as np
from PIL import Image

from graft.backbones import catalogue
from graft.backbones.builders import build
from graft.exporting.backbone import export_backbone
from graft.exporting.head import HeadWeights, export_head
from graft.exporting.parity import ParityRunner, Probe, choose_probes
from graft.settings import Settings
from graft.storage.home import Home

CLASSES = 5
T = TypeVar("T")


@dataclass(frozen=True)
class Picture:
    class_id: str
    sha256: str
    data: bytes

    def probe(self) -> Probe:
        return self.sha256, self.decode

    def decode(self) -> Image.Image:
        return Image.open(io.BytesIO(self.data)).convert("RGB")


def val_pictures(archive: Path) -> list[Picture]:
    with zipfile.ZipFile(archive) as opened:
        entries = [PurePosixPath(name) for name in opened.namelist() if "val/" in name and name[-1] != "/"]
        data = [opened.read(str(entry)) for entry in entries]
    return [
        Picture(entry.parent.name, hashlib.sha256(bytes_).hexdigest(), bytes_)
        for entry, bytes_ in zip(entries, data, strict=True)
    ]


def timed(call: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    return call(), time.perf_counter() - start


def random_head(seed: int, features: int) -> HeadWeights:
    random = np.random.default_rng(seed)
    kernel = random.normal(0, 0.3, (features, CLASSES)).astype(np.float32)
    return HeadWeights(kernel, random.normal(0, 1, CLASSES).astype(np.float32), 1.3)


def measure(settings: Settings, name: str, pictures: list[Picture]) -> dict[str, object]:
    home = Home(settings.home).create()
    row = catalogue.find(name, settings)
    model, built = timed(lambda: build(row, settings))
    backbone, converted = timed(lambda: export_backbone(row, settings, home, lambda: model))
    runner = ParityRunner(settings)
    probes = [picture.probe() for picture in pictures]
    _, rehearsed = timed(lambda: runner.rehearse(backbone, lambda: model, row.input))
    exports, checks, differences = [], [], []
    for seed in range(11):
        weights = random_head(seed, row.features)
        head, seconds = timed(partial(export_head, weights, home))
        exports.append(seconds)
        compare = partial(runner.check, backbone, head, lambda: model, weights, row.input, probes)
        parity, seconds = timed(compare)
        checks.append(seconds)
        differences.append(parity.max_difference)
    runner.close()
    return {
        "backbone": {"name": name, "sha256": backbone.sha256, "bytes": backbone.bytes},
        "build": built,
        "convert_backbone": converted,
        "rehearse": rehearsed,
        "export_head": {"first": exports[0], "median_of_10": median(exports[1:]), "bytes": head.bytes},
        "check": {"first": checks[0], "median_of_10": median(checks[1:])},
        "largest_difference": max(differences),
        "pictures": len(probes),
        "load_average": os.getloadavg()[0],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("flowers", type=Path)
    parser.add_argument("--backbone", default="mobilenet_v2_035_224")
    parser.add_argument("--all", action="store_true")
    given = parser.parse_args()
    pictures = val_pictures(given.flowers)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), weights_dir=given.weights)
        print(
            json.dumps(measure(settings, given.backbone, pictures if given.all else choose_probes(pictures)))
        )


if __name__ == "__main__":
    main()
