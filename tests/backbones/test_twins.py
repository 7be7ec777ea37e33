"""Random twins: the same from the same seed, another from another, settled where they can be."""

from dataclasses import replace

import numpy as np
import pytest
import tf_keras as keras

from graft.backbones import catalogue
from graft.backbones.catalogue import Backbone
from graft.backbones.twins import Twin, photograph_like, settle, twins
from graft.errors import NoTwin
from graft.settings import Settings


@pytest.fixture
def backbone(settings: Settings) -> Backbone:
    """A network of MobileNet's smallest, whose weights nobody has."""
    return catalogue.at_size(catalogue.find("mobilenet_v1_025_128", settings), 32)


@pytest.fixture
def pictures() -> list[np.ndarray]:
    return list(np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), np.uint8))


def test_a_twin_is_its_seed(backbone, settings, pictures) -> None:
    first, again, other = (
        np.stack(list(Twin(backbone, "settled", seed).embed(pictures, settings))) for seed in (1, 1, 2)
    )
    assert first.shape == (3, backbone.features)
    assert np.isfinite(first).all()
    np.testing.assert_array_equal(first, again)
    assert not np.allclose(first, other)


def test_twins_of_two_kinds_have_keys_of_their_own(backbone) -> None:
    every = [*twins(backbone, 3), Twin(replace(backbone, arguments={"alpha": 0.5}), "drawn", 0)]
    assert [twin.kind for twin in every[:6]] == ["drawn"] * 3 + ["settled"] * 3
    assert len({twin.fingerprint for twin in every}) == 7
    assert Twin(backbone, "drawn", 0).fingerprint == every[0].fingerprint


def test_settling_measures_what_goes_through(backbone, settings) -> None:
    noise = photograph_like(16, (32, 32), 0)
    model = Twin(backbone, "drawn", 0).model(settings)
    before = [layer.momentum for layer in batch_norms(model)]
    settle(model, noise)
    first = batch_norms(model)[0]
    through = keras.Model(model.input, first.input)(noise).numpy()
    np.testing.assert_allclose(first.moving_mean, through.mean(axis=(0, 1, 2)), rtol=1e-3, atol=1e-4)
    assert [layer.momentum for layer in batch_norms(model)] == before
    assert not model.trainable_weights


def batch_norms(model: keras.Model) -> list[keras.layers.BatchNormalization]:
    return [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]


def test_noise_has_the_spectrum_of_photographs() -> None:
    noise = photograph_like(8, (64, 64), 0)
    assert noise.min() >= 0
    assert noise.max() <= 255
    power = np.abs(np.fft.fft2(noise[..., 1].mean(axis=0))) ** 2
    assert power[1, 1] > 20 * power[12, 12]
    np.testing.assert_array_equal(noise, photograph_like(8, (64, 64), 0))


def test_stopping_is_heard_between_pictures(backbone, settings, pictures) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(Twin(backbone, "drawn", 0).embed(pictures, settings, stop))


def test_a_module_of_tf_hub_has_no_twin(backbone, settings) -> None:
    module = replace(backbone, source="hub", builder="hub")
    with pytest.raises(NoTwin, match="module of TF Hub"):
        Twin(module, "drawn", 0).model(settings)
