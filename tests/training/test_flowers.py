"""The head on real photographs and real weights, where the machine has them."""

import hashlib
import zipfile
from pathlib import Path, PurePosixPath

import numpy as np
import pytest

from graft.backbones import catalogue
from graft.backbones.builders import build
from graft.backbones.features import Embedder
from graft.settings import Settings
from graft.storage.home import Home
from graft.training.splits import ExampleRef
from graft.training.strategies import train_head


@pytest.mark.slow
def test_flowers_are_told_apart(assets: Path, tmp_path: Path, home: Home) -> None:
    settings = Settings(home=tmp_path / "home", weights_dir=assets / "weights")
    backbone = catalogue.find("mobilenet_v2_035_224", settings)
    examples, images = [], []
    with zipfile.ZipFile(assets / "data" / "flowers.zip") as archive:
        for name in sorted(archive.namelist()):
            path = PurePosixPath(name)
            if path.suffix != ".jpg":
                continue
            images.append(archive.read(name))
            sha256 = hashlib.sha256(images[-1]).hexdigest()
            split = "test" if path.parts[0] == "val" else "train"
            examples.append(ExampleRef(name, sha256, path.parts[1], sha256, split))
    embedder = Embedder(backbone, settings, home, lambda: build(backbone, settings))
    features = np.stack(list(embedder.embed(images)))
    classes = [{"id": name, "name": name} for name in sorted({row.class_id for row in examples})]
    trained = train_head(examples, classes, features, seed=0)
    assert trained.metrics["test"]["examples"] == 350
    assert trained.metrics["test"]["accuracy"] >= 0.857  # what a plain logistic regression reaches
    assert trained.metrics["test"]["ece"] < 0.05
    low, high = trained.metrics["cross_validation"]["interval"]
    assert low < trained.metrics["test"]["accuracy"] < high + 0.03
