"""Every network of the catalogue: it builds, its groups are whole, its export says what Keras says."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tf_keras as keras
from PIL import Image
from tests.backbones.networks import SMALLEST, VARIANTS, as_trained, least, noise, randomise

from graft.backbones.builders import application, build
from graft.backbones.catalogue import Backbone
from graft.backbones.groups import convolution_groups
from graft.exporting.converter import convert
from graft.exporting.head import rehearse_export
from graft.exporting.node import NodeProgram
from graft.settings import Settings

TOLERANCE = 1e-3
"""Largest difference of a feature, as a part of the largest feature."""
LIKE_OTHERS = {
    "densenet121_224",
    "efficientnet_v2_b0_224",
    "inception_v3_299",
    "mobilenet_v3_small_minimalistic_224",
    "resnet50_v2_224",
    "resnext50_32x4d_224",
}
"""Have no kind of layer that another family's smallest has not: exported with ``-m nightly``."""
COMPARED_WITH_KERAS = {"vgg16_224", "regnet_x_002_224", "mobilenet_v2_035_96"}
"""The others with ``-m nightly``."""


def nightly(rows: list[Backbone], always: set[str]) -> list:
    marks = {True: (), False: (pytest.mark.nightly,)}
    return [pytest.param(row, id=row.name, marks=marks[row.name in always]) for row in rows]


@pytest.fixture(scope="module")
def node() -> Iterator[NodeProgram]:
    program = NodeProgram(Settings().web_dir / "dist-node" / "parity.js", seconds=300)
    yield program
    program.close()


@pytest.fixture(autouse=True)
def one_network_at_a_time() -> Iterator[None]:
    yield
    keras.backend.clear_session()
    gc.collect()


@pytest.mark.slow
@pytest.mark.parametrize("row", nightly(VARIANTS, {row.name for row in SMALLEST.values()} - LIKE_OTHERS))
def test_a_network_builds_and_groups_and_exports(
    row: Backbone, settings: Settings, node: NodeProgram, tmp_path: Path
) -> None:
    row = least(row)
    model = built(row, settings)
    as_trained(model)
    convert(model, tmp_path / "backbone", ["maps", "vector"])
    rehearse_export(row.features, 2, tmp_path / "head")
    pixels = noise(row.least).astype(np.uint8)
    (tmp_path / "picture.rgb").write_bytes(Image.fromarray(pixels[0]).tobytes())
    answer = node.ask(
        "predict",
        backbone=str(tmp_path / "backbone"),
        head=str(tmp_path / "head"),
        input=row.input.as_json(),
        outputs={"maps": "maps", "vector": "vector"},
        pictures=[{"path": str(tmp_path / "picture.rgb"), "width": row.least, "height": row.least}],
        vectors=True,
    )
    expected, other = model(np.concatenate([pixels, noise(row.least, 9)]), training=False)[1].numpy()
    assert np.abs(expected - other).max() > 10 * TOLERANCE * np.abs(expected).max(), "pictures matter"
    difference = np.abs(np.array(answer["vectors"][0]) - expected).max() / np.abs(expected).max()
    print(f"{row.name}: {difference:.1e}")
    assert difference <= TOLERANCE


@pytest.mark.parametrize("name", sorted(LIKE_OTHERS))
def test_a_network_builds_and_groups(name: str, settings: Settings) -> None:
    built(least(next(row for row in VARIANTS if row.name == name)), settings)


def built(row: Backbone, settings: Settings) -> keras.Model:
    """The network with random weights, its outputs and groups as they should be."""
    model = build(row, settings, weights=False)
    maps, vector = model.output_shape
    assert model.input_shape == (None, *row.input.size, 3)
    assert (maps[-1], vector) == (row.features, (None, row.features))
    check_groups(model, row)
    return model


def check_groups(model: keras.Model, row: Backbone) -> None:
    """Every trainable weight is in one group, and no layer feeds one of an earlier group."""
    groups = convolution_groups(model, row)
    assert [group.name for group in groups] == list(row.groups)
    assert groups[0].name == "stem"
    assert all(group.layers for group in groups)
    weights = [id(weight) for group in groups for weight in group.weights]
    assert len(weights) == len(set(weights))
    model.trainable = True
    assert {id(weight) for weight in model.trainable_weights} <= set(weights)
    model.trainable = False
    place = {id(layer): number for number, group in enumerate(groups) for layer in group.layers}
    reached: dict[int, int] = {}
    for layer in model.layers:  # in an order in which the signal flows
        above = [node.layer for inbound in layer.inbound_nodes for node in inbound.parent_nodes]
        latest = max((reached.get(id(parent), 0) for parent in above), default=0)
        assert place.get(id(layer), latest) >= latest, layer.name
        reached[id(layer)] = place.get(id(layer), latest)


@pytest.mark.parametrize("row", nightly([r for r in VARIANTS if r.application], COMPARED_WITH_KERAS))
def test_a_network_with_weights_is_keras_own(
    row: Backbone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File, address, preprocessing and network are those that Keras itself takes."""
    settings = Settings(home=tmp_path, weights_dir=tmp_path)
    row = row if row.family.startswith("mobilenet_v") and row.input.size[0] < 200 else least(row)
    random = build(row, settings, weights=False)
    as_trained(random)
    random.save_weights(tmp_path / row.weights_file)
    asked = intercept(monkeypatch, tmp_path)
    network = getattr(keras.applications, row.application)
    own = {"alpha", "minimalistic"} & row.arguments.keys()
    theirs = network(
        input_shape=(*row.input.size, 3), include_top=False, **{key: row.arguments[key] for key in own}
    )
    assert asked == [(row.weights_file, row.url)]
    pixels = noise(row.input.size[0])
    prepared = sys.modules[network.__module__].preprocess_input(pixels.copy())
    expected = theirs(prepared, training=False).numpy()
    found = build(row, settings)(pixels, training=False)[0].numpy()
    assert np.abs(found - expected).max() <= 1e-4 * np.abs(expected).max()
    assert np.abs(expected - theirs(prepared[:, ::-1], training=False)).max() > 0.01 * np.abs(expected).max()


def intercept(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[tuple[str, str]]:
    """Have Keras find its downloads in ``folder``; what it asks for."""
    asked: list[tuple[str, str]] = []

    def get_file(name: str, address: str, **_: object) -> str:
        asked.append((name, address))
        return str(folder / name)

    monkeypatch.setattr("tf_keras.src.utils.data_utils.get_file", get_file)
    return asked


@pytest.mark.nightly
@pytest.mark.parametrize("row", [r for r in VARIANTS if r.application], ids=lambda row: row.name)
def test_the_classifiers_weights_are_keras_own(
    row: Backbone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = application(row, top=True)
    randomise(model)
    model.save_weights(tmp_path / str(row.top_file))
    asked = intercept(monkeypatch, tmp_path)
    own = {"alpha", "minimalistic"} & row.arguments.keys()
    shape = (*row.input.size, 3)
    network = getattr(keras.applications, row.application)
    network(input_shape=shape, **{key: row.arguments[key] for key in own})
    assert asked == [(row.top_file, row.top_url)]
