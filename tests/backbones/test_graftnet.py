"""The network that Graft trains itself keeps the shapes and the cost that it promises."""

import numpy as np
import pytest
import tf_keras as keras

from graft.backbones.graftnet import PLANS, build_graftnet

MOBILENET_V2_035_224 = 59.2e6  # multiply-adds: the most that one image may cost


def multiply_adds(network: keras.Model) -> int:
    """Of all convolutions, for one image."""
    total = 0
    for layer in network.layers:
        if isinstance(layer, keras.layers.Conv2D):  # DepthwiseConv2D is one, of one channel each
            _, height, width, channels = layer.output_shape
            depth = 1 if isinstance(layer, keras.layers.DepthwiseConv2D) else layer.input_shape[-1]
            total += height * width * channels * depth * layer.kernel_size[0] ** 2
    return total


@pytest.fixture(scope="module")
def small() -> keras.Model:
    return build_graftnet("small", 128)


def test_maps_and_vector_have_the_promised_shapes(small):
    maps, vector = small(np.zeros((2, 128, 128, 3), np.float32))
    assert maps.shape == (2, 4, 4, 1408)
    assert vector.shape == (2, 1408)


def test_the_vector_is_the_mean_of_the_maps(small):
    maps, vector = small(np.random.default_rng(0).uniform(0, 255, (1, 128, 128, 3)).astype(np.float32))
    np.testing.assert_allclose(vector, maps.numpy().mean((1, 2)), rtol=1e-4, atol=1e-5)
    assert maps.numpy().min() >= 0
    assert maps.numpy().max() <= 6


def test_an_image_costs_no_more_than_mobilenet_v2_035(small):
    assert multiply_adds(small) <= MOBILENET_V2_035_224


def test_weights_fit_six_megabytes_as_float16(small):
    assert small.count_params() * 2 <= 6e6


def test_widths_are_multiples_of_eight():
    for plan in PLANS.values():
        widths = [plan.stem, plan.features, *(w for b in plan.blocks for w in (b.expanded, b.width))]
        assert [width for width in widths if width % 8] == []


def test_the_same_weights_serve_any_size():
    free, fixed = build_graftnet("tiny", None), build_graftnet("tiny", 64)
    fixed.set_weights(free.get_weights())
    pixels = np.random.default_rng(0).uniform(0, 255, (1, 64, 64, 3)).astype(np.float32)
    np.testing.assert_allclose(free(pixels)[1], fixed(pixels)[1], rtol=1e-5)


def test_only_layers_that_every_runtime_is_fast_at(small):
    kinds = {type(layer).__name__ for layer in small.layers}
    assert kinds == {
        "InputLayer", "Rescaling", "Conv2D", "DepthwiseConv2D", "BatchNormalization", "ReLU", "Add",
        "GlobalAveragePooling2D", "Concatenate",
    }  # fmt: skip
