"""Feature vectors: the fast copy gives what Keras gives, and what is kept is what was computed."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import tf_keras as keras
from PIL import Image

from graft.backbones import catalogue, features
from graft.backbones.builders import build
from graft.backbones.catalogue import Backbone
from graft.backbones.features import Embedder
from graft.backbones.litert import FORMAT, compare
from graft.backbones.preprocessing import prepare
from graft.datasets import pictures
from graft.errors import ConversionFailed, NotAPicture, WeightsAbsent, WeightsCorrupt
from graft.settings import Settings
from graft.storage.database import Database
from graft.storage.home import Home


@pytest.fixture(scope="module")
def weights_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights as Keras would have them, but random."""
    folder = tmp_path_factory.mktemp("weights")
    settings = Settings(home=folder)
    keras.utils.set_random_seed(0)
    for name in ("mobilenet_v2_035_96", "mobilenet_v1_025_128"):
        row = catalogue.find(name, settings)
        build(row, settings, weights=False).save_weights(folder / row.weights_file)
    return folder


@pytest.fixture
def settings(tmp_path: Path, weights_dir: Path) -> Settings:
    return Settings(home=tmp_path / "home", weights_dir=weights_dir)


@pytest.fixture
def backbone(settings: Settings) -> Backbone:
    return catalogue.find("mobilenet_v2_035_96", settings)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home folder in which fast copies stay from test to test: making one takes a second."""
    return Home(tmp_path_factory.mktemp("copied") / "home").create()


def builder(backbone: Backbone, settings: Settings) -> Callable[[], keras.Model]:
    return lambda: build(backbone, settings)


def photographs(count: int) -> list[bytes]:
    """PNG files of coloured noise."""
    found = []
    for seed in range(count):
        pixels = np.random.default_rng(seed).integers(0, 256, (12, 9 + seed % 5, 3), dtype=np.uint8)
        file = BytesIO()
        Image.fromarray(pixels).resize((90, 120)).save(file, "PNG")
        found.append(file.getvalue())
    return found


def in_keras(backbone: Backbone, settings: Settings, images: list[bytes]) -> np.ndarray:
    ready = [prepare(pictures.decode(data, settings.pixels), backbone.input) for data in images]
    return build(backbone, settings)(np.stack(ready).astype(np.float32))[1].numpy()


@pytest.mark.parametrize("name", ["mobilenet_v2_035_96", "mobilenet_v1_025_128"])
def test_the_fast_copy_gives_what_keras_gives(name: str, settings: Settings, copied: Home) -> None:
    row = catalogue.find(name, settings)
    images = photographs(11)
    found = np.stack(list(Embedder(row, settings, copied, builder(row, settings)).embed(images)))
    expected = in_keras(row, settings, images)
    assert found.shape == (11, row.features)
    assert np.abs(found - expected).max() <= 1e-4 * np.abs(expected).max()


def test_the_copy_is_made_once_and_kept_by_fingerprint(
    backbone: Backbone, settings: Settings, home: Home
) -> None:
    first = list(Embedder(backbone, settings, home, builder(backbone, settings)).embed(photographs(2)))
    (path,) = home.artifacts.rglob("*.tflite")
    assert path.name == f"{catalogue.fingerprint(backbone, settings)}-{FORMAT}.tflite"

    def never() -> keras.Model:
        raise AssertionError("built again")

    again = list(Embedder(backbone, settings, home, never).embed(photographs(2)))
    np.testing.assert_array_equal(first, again)


def test_bytes_that_are_no_picture_end_the_embedding(
    backbone: Backbone, settings: Settings, copied: Home
) -> None:
    embedder = Embedder(backbone, settings, copied, builder(backbone, settings))
    vectors = embedder.embed([*photographs(3), b"not a picture"])
    assert len([next(vectors) for _ in range(3)]) == 3
    with pytest.raises(NotAPicture):
        next(vectors)
    assert len(list(embedder.embed(photographs(1)))) == 1


def test_no_embedder_without_weights(tmp_path: Path, home: Home) -> None:
    bare = Settings(home=tmp_path / "home")
    row = catalogue.find("mobilenet_v2_035_96", bare)
    with pytest.raises(WeightsAbsent):
        Embedder(row, bare, home, builder(row, bare))


def test_a_file_that_holds_no_weights_is_told(tmp_path: Path, backbone: Backbone) -> None:
    (tmp_path / backbone.weights_file).write_bytes(b"\x89HDF\r\n\x1a\nnothing")
    with pytest.raises(WeightsCorrupt, match="fetch or copy it again"):
        build(backbone, Settings(home=tmp_path, weights_dir=tmp_path))


def test_weights_of_another_network_are_told(tmp_path: Path, weights_dir: Path, backbone: Backbone) -> None:
    other = (weights_dir / "mobilenet_2_5_128_tf_no_top.h5").read_bytes()
    (tmp_path / backbone.weights_file).write_bytes(other)
    with pytest.raises(WeightsCorrupt):
        build(backbone, Settings(home=tmp_path, weights_dir=tmp_path))


def test_weights_that_are_no_numbers_make_no_copy(tmp_path: Path, backbone: Backbone, home: Home) -> None:
    settings = Settings(home=tmp_path / "home", weights_dir=tmp_path)
    model = build(backbone, settings, weights=False)
    model.set_weights([np.full_like(value, np.nan) for value in model.get_weights()])
    model.save_weights(tmp_path / backbone.weights_file)
    with pytest.raises(ConversionFailed):
        Embedder(backbone, settings, home, builder(backbone, settings)).warm()
    assert not list(home.artifacts.rglob("*.tflite"))


def test_a_copy_that_disagrees_is_thrown_away() -> None:
    compare("net", np.array([1.0, 2.0]), np.array([1.0, 2.001]))
    with pytest.raises(ConversionFailed, match="thrown away"):
        compare("net", np.array([1.0, 2.0]), np.array([1.0, 2.1]))


def test_vectors_are_kept_in_the_order_asked_for(database: Database) -> None:
    names = [f"{i:064x}" for i in range(1203)]
    vectors = {name: np.array([i, i / 3], np.float32) for i, name in enumerate(names)}
    with database.session() as session:
        assert features.missing(session, "net", names) == names
        features.save(session, "net", dict(list(vectors.items())[:700]))
    with database.session() as session:
        assert features.missing(session, "net", names) == names[700:]
        assert features.missing(session, "another net", names) == names
        features.save(session, "net", vectors)
    asked = [*reversed(names), names[5]]
    with database.reading() as session:
        found = features.load(session, "net", asked)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, np.stack([vectors[name] for name in asked]))


def test_a_vector_that_was_never_kept_is_an_error(database: Database) -> None:
    with database.reading() as session, pytest.raises(KeyError):
        features.load(session, "net", ["0" * 64])


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["mobilenet_v2_035_224", "mobilenet_v2_100_224", "mobilenet_v1_025_224", "mobilenet_v1_025_128"]
)
def test_real_weights_on_real_photographs(name: str, assets: Path, tmp_path: Path, home: Home) -> None:
    settings = Settings(home=tmp_path / "home", weights_dir=assets / "weights")
    row = catalogue.find(name, settings)
    images = [path.read_bytes() for path in sorted((assets / "pictures").iterdir())]
    found = np.stack(list(Embedder(row, settings, home, builder(row, settings)).embed(images)))
    expected = in_keras(row, settings, images)
    assert np.abs(found - expected).max() <= 1e-3 * np.abs(expected).max()
