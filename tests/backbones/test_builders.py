"""Builders: poolings, other sizes, ResNeXt, and weights that don't fit."""

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
import tf_keras as keras
from tests.backbones.networks import noise, randomise

from graft.backbones import catalogue, resnext
from graft.backbones.builders import build
from graft.backbones.grouped import GroupedConv2D
from graft.errors import BadParameter, InputTooSmall, PoolingImpossible, WeightsAbsent, WeightsMismatch
from graft.settings import Settings


def test_any_size_by_name(settings: Settings) -> None:
    row = catalogue.find("resnet50_v2_160", settings)
    assert (row.name, row.input.size, row.weights_file) == (
        "resnet50_v2_160",
        (160, 160),
        catalogue.find("resnet50_v2_224", settings).weights_file,
    )
    small = catalogue.find("graftnet_small_64", settings)
    assert build(small, settings).input_shape == (None, 64, 64, 3)


def test_a_size_that_can_not_be_looked_at_is_refused(settings: Settings) -> None:
    with pytest.raises(InputTooSmall, match="75 × 75") as refused:
        catalogue.find("inception_v3_74", settings)
    assert (refused.value.code, refused.value.status) == ("input_too_small", 422)
    assert refused.value.details == {"name": "inception_v3_299", "least": 75, "received": 74}
    with pytest.raises(BadParameter, match="1024"):
        catalogue.find("vgg16_99999", settings)


@pytest.mark.parametrize(("pooling", "width"), [("avg", 1280), ("max", 1280), ("none", 1280)])
def test_poolings(settings: Settings, pooling, width: int) -> None:
    row = catalogue.find("mobilenet_v2_035_96", settings)
    maps, vector = build(row, settings, weights=False, pooling=pooling)(noise(96), training=False)
    assert (maps.shape, vector.shape) == ((1, 3, 3, width), (1, width))
    reduced = {"avg": np.mean, "max": np.max, "none": lambda maps, axis: maps[:, :2, :2].max(axis)}
    np.testing.assert_allclose(vector, reduced[pooling](maps.numpy(), axis=(1, 2)), rtol=1e-5)


def test_no_pooling_of_one_pixel(settings: Settings) -> None:
    row = catalogue.at_size(catalogue.find("mobilenet_v2_035_96", settings), 32)
    with pytest.raises(PoolingImpossible, match="1 × 1 at 32 pixels") as refused:
        build(row, settings, weights=False, pooling="none")
    assert (refused.value.code, refused.value.status) == ("pooling_impossible", 422)


def test_weights_of_another_width_are_refused(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, weights_dir=tmp_path)
    narrow, wide = (catalogue.find(f"mobilenet_v1_{alpha}_128", settings) for alpha in ("025", "050"))
    build(narrow, settings, weights=False).save_weights(tmp_path / wide.weights_file)
    with pytest.raises(WeightsMismatch, match="α") as refused:
        build(wide, settings)
    assert (refused.value.code, refused.value.status) == ("weights_mismatch", 409)


def test_weights_that_are_nowhere_tell_the_way(settings: Settings) -> None:
    row = catalogue.find("vgg16_224", settings)
    with pytest.raises(WeightsAbsent, match="graft backbone fetch vgg16_224") as refused:
        build(row, settings)
    assert (refused.value.code, refused.value.status) == ("weights_absent", 409)


@pytest.mark.parametrize("groups", [4, 8])
def test_grouped_convolutions_are_keras_own_and_train(groups: int) -> None:
    given = keras.layers.Conv2D(
        16, 3, groups=groups, padding="same", activation="relu", input_shape=(6, 6, 8)
    )
    theirs = keras.Sequential([given])
    ours = keras.Sequential([GroupedConv2D.from_config(given.get_config())])
    ours.build((None, 6, 6, 8))
    randomise(theirs)
    ours.set_weights(theirs.get_weights())
    x = np.random.default_rng(0).normal(size=(2, 6, 6, 8)).astype(np.float32)
    np.testing.assert_allclose(ours(x), theirs(x), atol=1e-5)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(ours(x))
    assert all(np.abs(gradient).max() > 0 for gradient in tape.gradient(loss, ours.trainable_weights))


def test_resnext_with_keras_weights_is_keras_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keras has the blocks, with depthwise convolutions for grouped ones, and publishes weights of those."""
    from tf_keras.src.applications import resnet

    monkeypatch.setattr(resnet, "layers", keras.layers)

    def stages(x: tf.Tensor) -> tf.Tensor:
        for stage in range(4):
            x = resnet.stack3(x, 128 * 2**stage, 2, stride1=2 if stage else 1, name=f"conv{stage + 2}")
        return x

    theirs = resnet.ResNet(stages, False, False, "resnext50", False, None, input_shape=(64, 64, 3))
    randomise(theirs)
    theirs.save_weights(tmp_path / "weights.h5")
    monkeypatch.setitem(resnext.BLOCKS, 26, (2, 2, 2, 2))
    pixels = keras.Input((64, 64, 3))
    ours = keras.Model(pixels, resnext.resnext(pixels, 26))
    resnext.load_weights(ours, tmp_path / "weights.h5")
    x = np.random.default_rng(0).normal(size=(1, 64, 64, 3)).astype(np.float32)
    expected = theirs(x, training=False).numpy()
    found = ours(x, training=False).numpy()
    assert np.abs(found - expected).max() <= 1e-4 * np.abs(expected).max()


def test_depth_of_the_papers_networks(settings: Settings) -> None:
    """25.0 and 44.2 million weights with the top (table 1 and section 5.1), of which the top has 2.05."""
    for name, millions in (("resnext50_32x4d_64", 23.0), ("resnext101_32x4d_64", 42.1)):
        model = build(catalogue.find(name, settings), settings, weights=False)
        assert model.count_params() / 1e6 == pytest.approx(millions, abs=0.2)
