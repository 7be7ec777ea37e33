"""Pretrained classifiers: what they say, and the file that the page loads."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.backbones.networks import noise, randomise

from graft.backbones import builders, catalogue, classifiers
from graft.backbones.builders import build_classifier
from graft.backbones.preprocessing import prepare
from graft.errors import UnknownClassifier, WeightsAbsent, WeightsCorrupt
from graft.exporting.classifier import export_classifier
from graft.exporting.head import rehearse_export
from graft.exporting.node import NodeProgram
from graft.settings import Settings
from graft.storage.home import Home

NAMES = {str(number): [f"n{number:08d}", f"kind_{number}"] for number in range(1000)}
SAID = {
    "cat.bmp": "Egyptian cat",
    "hot_dog.jpg": "hotdog",
    "parrot.jpg": "macaw",
    "sunflower.bmp": "daisy",
}


@pytest.fixture(scope="module")
def weights_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A narrow classifier's weights, random, and names for its answers."""
    folder = tmp_path_factory.mktemp("weights")
    row = catalogue.find("mobilenet_v1_025_128", Settings())
    model = builders.application(row, top=True)
    randomise(model)
    model.save_weights(folder / str(row.top_file))
    (folder / catalogue.CLASS_INDEX).write_text(json.dumps(NAMES))
    return folder


@pytest.fixture
def settings(tmp_path: Path, weights_dir: Path) -> Settings:
    return Settings(home=tmp_path / "home", weights_dir=weights_dir)


def test_names_are_keras_with_spaces(settings: Settings) -> None:
    row = catalogue.find("mobilenet_v1_025_128", settings)
    assert classifiers.names(row, settings)[7] == "kind 7"
    assert catalogue.as_json(row, settings)["weights"]["top"] == "local"
    assert catalogue.as_json(row, settings)["available"] is False


def test_the_likeliest_come_first() -> None:
    told = classifiers.ranked([0.1, 0.4, 0.05, 0.2, 0.15, 0.1], list("abcdef"))
    assert [row["class"] for row in told] == ["b", "d", "e", "a", "f"]
    assert told[0]["probability"] == 0.4


def test_without_names_or_weights_the_way_is_told(settings: Settings, tmp_path: Path) -> None:
    row = catalogue.find("mobilenet_v1_025_128", settings)
    bare = replace(settings, weights_dir=None)
    with pytest.raises(WeightsAbsent, match="graft backbone fetch mobilenet_v1_025_128 --top"):
        build_classifier(row, bare)
    (tmp_path / str(row.top_file)).write_bytes(b"")
    with pytest.raises(WeightsAbsent, match=catalogue.CLASS_INDEX):
        classifiers.names(row, replace(settings, weights_dir=tmp_path))
    with pytest.raises(WeightsAbsent, match="no classifier"):
        classifiers.names(catalogue.default_backbone(settings), settings)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"0": []}', '{"0": ["n", 5]}'])
def test_names_that_can_not_be_read_are_told(settings: Settings, tmp_path: Path, text: str) -> None:
    row = catalogue.find("mobilenet_v1_025_128", settings)
    (tmp_path / str(row.top_file)).write_bytes(b"")
    (tmp_path / catalogue.CLASS_INDEX).write_text(text)
    with pytest.raises(WeightsCorrupt, match="ImageNet's names"):
        classifiers.names(row, replace(settings, weights_dir=tmp_path))


def test_a_classifier_is_exported_once_and_says_what_keras_says(settings: Settings, home: Home) -> None:
    row = catalogue.find("mobilenet_v1_025_128", settings)
    with pytest.raises(UnknownClassifier) as refused:
        classifiers.exported(row, settings, home)
    assert (refused.value.code, refused.value.status) == ("unknown_classifier", 404)
    model = build_classifier(row, settings)
    manifest = export_classifier(row, settings, home, lambda: model)
    assert classifiers.exported(row, settings, home) == manifest
    assert (len(manifest["classes"]), manifest["classes"][3]) == (1000, "kind 3")

    def never():
        raise AssertionError("built again")

    assert export_classifier(row, settings, home, never) == manifest
    picture = Image.fromarray(noise(128)[0].astype(np.uint8)).resize((150, 140))
    found = in_node(settings, home, manifest, picture)
    expected = model(prepare(picture, row.input)[None].astype(np.float32), training=False).numpy()[0]
    assert expected.sum() == pytest.approx(1, abs=1e-5)
    assert np.abs(found - expected).max() <= 1e-3


def in_node(settings: Settings, home: Home, manifest: dict, picture: Image.Image) -> np.ndarray:
    """float64[k]: what TensorFlow.js says of the picture."""
    rehearse_export(1000, 2, home.path / "head")
    (home.path / "picture.rgb").write_bytes(picture.tobytes())
    program = NodeProgram(settings.web_dir / "dist-node" / "parity.js")
    try:
        answer = program.ask(
            "predict",
            backbone=str((home.artifacts / manifest["model"]).parent),
            head=str(home.path / "head"),
            input=manifest["input"],
            outputs={"maps": manifest["output"], "vector": manifest["output"]},
            pictures=[
                {
                    "path": str(home.path / "picture.rgb"),
                    "width": picture.width,
                    "height": picture.height,
                }
            ],
            vectors=True,
        )
    finally:
        program.close()
    return np.array(answer["vectors"][0])


def test_real_weights_say_what_the_photographs_show(assets: Path, settings: Settings, home: Home) -> None:
    settings = replace(settings, weights_dir=assets / "weights")
    row = catalogue.find("mobilenet_v2_100_224", settings)
    model = build_classifier(row, settings)
    manifest = export_classifier(row, settings, home, lambda: model)
    named = classifiers.names(row, settings)
    for name, said in SAID.items():
        picture = Image.open(assets / "pictures" / name).convert("RGB")
        values = prepare(picture, row.input)[None].astype(np.float32)
        expected = model(values, training=False).numpy()[0]
        assert classifiers.ranked(expected.tolist(), named)[0]["class"] == said
        if name == "cat.bmp":
            assert np.abs(in_node(settings, home, manifest, picture) - expected).max() <= 1e-3


def test_resnext_classifies_too(settings: Settings) -> None:
    row = catalogue.at_size(catalogue.find("resnext50_32x4d_224", settings), 32)
    model = builders._resnext_with_top(row)
    assert model.output_shape == (None, 1000)
    np.testing.assert_allclose(model(noise(32)).numpy().sum(), 1, rtol=1e-4)


def test_a_top_of_logits_gets_its_softmax(settings: Settings) -> None:
    model = builders.application(catalogue.find("regnet_x_002_32", settings), top=True)
    np.testing.assert_allclose(model(noise(32)).numpy().sum(), 1, rtol=1e-4)
