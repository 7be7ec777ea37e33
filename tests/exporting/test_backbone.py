import gzip
import json
import shutil
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import tf_keras as keras
from PIL import Image
from tests.exporting.networks import small_backbone

from graft.backbones import builders, catalogue
from graft.backbones.catalogue import Backbone
from graft.errors import WeightsAbsent
from graft.exporting import backbone as exporting
from graft.exporting.backbone import export_backbone
from graft.exporting.head import HeadWeights, export_head
from graft.settings import Settings

NAME = "mobilenet_v2_035_224"


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(home=tmp_path / "home", weights_dir=tmp_path / "weights")


@pytest.fixture
def row(settings) -> Backbone:
    """A row of the catalogue with a file of weights: its bytes count, not what is in them."""
    row = catalogue.find(NAME, settings)
    write_weights(settings, row, b"first")
    return row


def write_weights(settings: Settings, row: Backbone, data: bytes) -> None:
    settings.weights_dir.mkdir(exist_ok=True)
    (settings.weights_dir / row.weights_file).write_bytes(data)


class Building:
    """Builds a small network, and counts how often."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.count = 0

    def __call__(self) -> keras.Model:
        self.count += 1
        return small_backbone(self.seed)


def test_a_backbone_is_converted_once(row, settings, home):
    build = Building()
    first = export_backbone(row, settings, home, build)
    assert export_backbone(row, settings, home, build) == first
    assert build.count == 1
    assert first.folder == home.artifacts / "backbones" / first.sha256
    files = [first.folder / name for name in ("model.json", "group1-shard1of1.bin")]
    assert {file for file in first.folder.iterdir() if file.suffix != ".gz"} == set(files)
    assert first.bytes == sum(file.stat().st_size for file in files)
    for packed in first.folder.glob("*.gz"):
        assert gzip.decompress(packed.read_bytes()) == packed.with_suffix("").read_bytes()
    assert dict(first.outputs) == {"maps": "maps", "vector": "vector"}


def test_other_weights_are_another_backbone(row, settings, home):
    first = export_backbone(row, settings, home, Building(0))
    write_weights(settings, row, b"second")
    second = export_backbone(row, settings, home, Building(1))
    assert first.fingerprint != second.fingerprint
    assert first.sha256 != second.sha256
    assert first.folder.exists()


def test_another_converter_converts_again(row, settings, home, monkeypatch):
    build = Building()
    first = export_backbone(row, settings, home, build)
    monkeypatch.setattr(exporting, "CONVERTER", "another")
    assert export_backbone(row, settings, home, build) == first
    assert build.count == 2


def test_files_that_are_gone_are_made_again(row, settings, home):
    build = Building()
    first = export_backbone(row, settings, home, build)
    shutil.rmtree(first.folder)
    assert export_backbone(row, settings, home, build) == first
    assert first.folder.exists()


def test_networks_made_before_in_the_process_do_not_change_the_hash(row, settings, home):
    def build() -> keras.Model:
        image = keras.Input((16, 16, 3))
        maps = keras.layers.Conv2D(4, 3, kernel_initializer="ones")(image)  # named by a counter
        return keras.Model(image, [maps, keras.layers.GlobalAveragePooling2D()(maps)])

    first = export_backbone(row, settings, home, build)
    shutil.rmtree(home.artifacts)
    build()
    assert export_backbone(row, settings, home, build) == first


def test_without_weights_nothing_is_made(row, settings, home):
    (settings.weights_dir / row.weights_file).unlink()
    build = Building()
    with pytest.raises(WeightsAbsent):
        export_backbone(row, settings, home, build)
    assert build.count == 0


@pytest.mark.slow
def test_a_real_network_agrees_on_real_photographs(assets, settings, home, runner):
    settings = replace(settings, weights_dir=assets / "weights")
    row = catalogue.find(NAME, settings)
    model = builders.build(row, settings)
    exported = export_backbone(row, settings, home, lambda: model)
    described = json.loads((exported.folder / "model.json").read_text())
    operations = Counter(node["op"] for node in described["modelTopology"]["node"])
    assert not any("BatchNorm" in operation for operation in operations)
    assert operations["_FusedConv2D"] + operations["FusedDepthwiseConv2dNative"] == 52

    random = np.random.default_rng(3)
    kernel = random.normal(0, 0.3, (row.features, 5)).astype(np.float32)
    weights = HeadWeights(kernel, np.zeros(5, np.float32), 0.8)
    probes = [
        (file.stem.ljust(64, "0"), lambda file=file: Image.open(file).convert("RGB"))
        for file in sorted((assets / "pictures").iterdir())
        if file.suffix != ".md"
    ]
    assert len(probes) == 4
    parity = runner.check(exported, export_head(weights, home), lambda: model, weights, row.input, probes)
    assert parity.max_difference < 1e-4
