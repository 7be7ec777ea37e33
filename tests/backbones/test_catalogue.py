"""The catalogue: every row is what Keras has, and the weights are where it says."""

from pathlib import Path

import pytest
import tf_keras as keras

from graft.backbones import catalogue
from graft.backbones.builders import build
from graft.backbones.catalogue import Backbone
from graft.errors import BadParameter, UnknownBackbone, WeightsAbsent
from graft.settings import Settings
from graft.storage.home import Home

ROWS = catalogue.all_backbones(Settings())
KERAS_ROWS = [row for row in ROWS if row.source == "keras"]
LEAST_OF_EACH = list({(row.family, row.variant): row for row in reversed(ROWS)}.values())
APPLICATIONS = {
    "mobilenet_v1": keras.applications.MobileNet,
    "mobilenet_v2": keras.applications.MobileNetV2,
}


def put_weights(folder: Path, backbone: Backbone, content: bytes = b"weights") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / backbone.weights_file
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_rows_are_well_formed(row: Backbone) -> None:
    assert row.name == f"{row.family}_{row.variant}_{row.input.size[0]}"
    assert row.input.size[0] == row.input.size[1]
    assert row.licence
    assert row.features > 0
    assert (row.url is None) == (row.source == "embedded")


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


@pytest.mark.parametrize("row", LEAST_OF_EACH, ids=lambda row: row.name)
def test_networks_have_the_shapes_their_rows_say(row: Backbone, settings: Settings) -> None:
    model = build(row, settings, weights=False)
    assert model.input_shape == (None, *row.input.size, 3)
    side = row.input.size[0] // 32
    assert [output.shape.as_list() for output in model.outputs] == [
        [None, side, side, row.features],
        [None, row.features],
    ]


@pytest.mark.parametrize("row", KERAS_ROWS[::4], ids=lambda row: row.name)
def test_files_and_addresses_are_those_keras_downloads(
    row: Backbone, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def get_file(name: str, address: str, **_: object) -> str:
        asked.append((name, address))
        raise ConnectionError

    monkeypatch.setattr("tf_keras.src.utils.data_utils.get_file", get_file)
    application = APPLICATIONS[row.family]
    with pytest.raises(ConnectionError):
        application(input_shape=(*row.input.size, 3), include_top=False, **row.arguments)
    assert asked == [(row.weights_file, row.url)]


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
