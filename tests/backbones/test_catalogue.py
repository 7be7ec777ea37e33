"""The catalogue: every row is what Keras has, and the weights are where it says."""

import subprocess
import sys
from pathlib import Path

import pytest
import tf_keras as keras

from graft.backbones import catalogue
from graft.backbones.catalogue import Backbone
from graft.errors import BadParameter, UnknownBackbone, WeightsAbsent
from graft.settings import Settings
from graft.storage.home import Home

ROWS = catalogue.all_backbones(Settings())


def put_weights(folder: Path, backbone: Backbone, content: bytes = b"weights") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / backbone.weights_file
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_rows_are_well_formed(row: Backbone) -> None:
    side = row.input.size[0]
    assert row.name.endswith(f"_{side}")
    assert "{" not in repr(row).replace(repr(row.arguments), "").replace(repr(row.groups), "")
    assert row.input.size == (side, side)
    assert 32 <= row.least <= side
    assert row.licence
    assert row.paper.startswith("https://")
    assert row.features > 0
    assert next(iter(row.groups)) == "stem"
    assert (row.url is None) == (row.source == "embedded")
    assert (row.download_bytes is None) == (row.source == "embedded")
    accuracy = row.accuracy
    assert accuracy.top1 is None or 40 < accuracy.top1 < 90
    assert accuracy.top5 is None or accuracy.top1 < accuracy.top5 < 99


def test_every_network_of_the_chapter_and_keras_later_ones() -> None:
    names = {row.name for row in ROWS}
    chapter = """vgg16_224 vgg19_224 resnet50_224 resnet101_224 resnet152_224 resnet50_v2_224 resnet101_v2_224
        resnet152_v2_224 resnext50_32x4d_224 resnext101_32x4d_224 inception_v3_299 inception_resnet_v2_299
        densenet121_224 densenet169_224 densenet201_224 xception_299 nasnet_mobile_224 nasnet_large_331"""
    later = """mobilenet_v3_small_100_224 mobilenet_v3_large_075_224 efficientnet_b0_224 efficientnet_b7_600
        efficientnet_v2_b0_224 efficientnet_v2_l_480 convnext_tiny_224 convnext_xlarge_224 regnet_x_002_224
        regnet_y_320_224"""
    assert set(f"{chapter} {later}".split()) < names
    own = {name for name in dir(keras.applications) if name[0].isupper() and not name.startswith("ResNetRS")}
    assert {row.application for row in ROWS} - {""} == own


def test_the_catalogue_is_read_without_tensorflow() -> None:
    code = """import sys; from graft.settings import Settings; from graft.backbones import catalogue
rows = [catalogue.as_json(row, Settings()) for row in catalogue.all_backbones(Settings())]
assert len(rows) > 100 and not {"tensorflow", "tf_keras"} & set(sys.modules)"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_width_and_size_there_are_weights_of() -> None:
    names = {row.name for row in ROWS}
    assert len(names) == len(ROWS)
    assert {
        f"mobilenet_v2_{v}_{s}" for v in ("035", "050", "075", "100") for s in (96, 128, 160, 192, 224)
    } < names
    assert {"mobilenet_v2_130_224", "mobilenet_v2_140_224"} < names
    assert {
        f"mobilenet_v1_{v}_{s}" for v in ("025", "050", "075", "100") for s in (128, 160, 192, 224)
    } < names


def test_an_unknown_name_is_told_its_neighbours(settings: Settings) -> None:
    with pytest.raises(UnknownBackbone, match="mobilenet_v2_035_224") as refused:
        catalogue.find("mobilenet_v2_35_224", settings)
    assert "mobilenet_v2_035_224" in refused.value.details["nearest"]
    with pytest.raises(UnknownBackbone, match="Near it"):
        catalogue.find("☃" * 10_000, settings)


def test_a_folder_without_a_catalogue_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadParameter, match="GRAFT_MODELS_DIR"):
        catalogue.all_backbones(Settings(models_dir=tmp_path))


def test_weights_are_found_in_the_given_folder_then_among_the_downloads(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", weights_dir=tmp_path / "weights")
    row = catalogue.find("mobilenet_v2_035_224", settings)
    assert catalogue.weights_state(row, settings) == "absent"
    cached = put_weights(Home(settings.home).weights, row)
    assert catalogue.weights_state(row, settings) == "cached"
    assert catalogue.weights_path(row, settings) == cached
    local = put_weights(tmp_path / "weights", row)
    assert catalogue.weights_state(row, settings) == "local"
    assert catalogue.weights_path(row, settings) == local


def test_absent_weights_tell_how_to_get_them(settings: Settings) -> None:
    row = catalogue.find("mobilenet_v1_025_224", settings)
    with pytest.raises(WeightsAbsent) as refused:
        catalogue.weights_path(row, settings)
    assert "GRAFT_WEIGHTS_DIR" in refused.value.message
    assert "mobilenet_2_5_224_tf_no_top.h5" in refused.value.message
    assert "graft backbone fetch mobilenet_v1_025_224" in refused.value.message


def test_missing_embedded_weights_are_told(tmp_path: Path) -> None:
    ours = Settings()
    models = tmp_path / "models"
    models.mkdir()
    (models / "catalogue.toml").write_text((ours.models_dir / "catalogue.toml").read_text())
    settings = Settings(home=tmp_path / "home", models_dir=models)
    row = catalogue.default_backbone(settings)
    assert row.source == "embedded"
    with pytest.raises(WeightsAbsent, match="come with Graft"):
        catalogue.weights_path(row, settings)


def test_projects_use_the_best_that_is_at_hand(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", weights_dir=tmp_path / "weights")
    assert catalogue.choose(None, settings).source == "embedded"
    put_weights(tmp_path / "weights", catalogue.find("mobilenet_v2_035_224", settings))
    assert catalogue.choose(None, settings).name == "mobilenet_v2_035_224"
    assert catalogue.choose("mobilenet_v1_050_160", settings).name == "mobilenet_v1_050_160"


def test_fingerprint_follows_weights_and_preprocessing(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", weights_dir=tmp_path / "weights")
    small, large = (catalogue.find(f"mobilenet_v2_035_{size}", settings) for size in (96, 224))
    put_weights(tmp_path / "weights", small)
    put_weights(tmp_path / "weights", large)
    before = catalogue.fingerprint(small, settings)
    assert before == catalogue.fingerprint(small, settings)
    assert before != catalogue.fingerprint(large, settings)
    put_weights(tmp_path / "weights", small, b"other weights")
    assert before != catalogue.fingerprint(small, settings)
