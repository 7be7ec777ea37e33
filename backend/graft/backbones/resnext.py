"""ResNeXt, 32×4d (Xie et al. 2016, https://arxiv.org/abs/1611.05431, table 1).

A ResNet whose 3×3 convolutions are in 32 groups. Keras publishes weights of it and no network; its
weights were made with a depthwise convolution in the place of each grouped one, and are rearranged here.
"""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import tensorflow as tf
import tf_keras as keras

from graft.backbones.grouped import GroupedConv2D

GROUPS = 32
BLOCKS = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3)}
"""Residual blocks of each stage, by depth."""

layers = keras.layers


def resnext(pixels: tf.Tensor, depth: int) -> tf.Tensor:
    """float32[N, h, w, 3], as torch's ImageNet networks take it, to maps, float32[N, h/32, w/32, 2048].

    Raises:
        KeyError: a depth that there is not.
    """
    x = layers.ZeroPadding2D(3, name="conv1_pad")(pixels)
    x = layers.Conv2D(64, 7, strides=2, use_bias=False, name="conv1_conv")(x)
    x = _normalise(x, "conv1")
    x = layers.ReLU(name="conv1_relu")(x)
    x = layers.ZeroPadding2D(1, name="pool1_pad")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool1_pool")(x)
    for stage, blocks in enumerate(BLOCKS[depth]):
        width = 128 * 2**stage
        for number in range(1, blocks + 1):
            stride = 2 if stage and number == 1 else 1
            x = _block(x, width, stride, number == 1, f"conv{stage + 2}_block{number}")
    return x


def _block(x: tf.Tensor, width: int, stride: int, project: bool, name: str) -> tf.Tensor:
    """1×1, grouped 3×3, 1×1, and the input added; projected where its shape differs."""
    shortcut = x
    if project:
        shortcut = layers.Conv2D(2 * width, 1, strides=stride, use_bias=False, name=f"{name}_0_conv")(x)
        shortcut = _normalise(shortcut, f"{name}_0")
    x = layers.Conv2D(width, 1, use_bias=False, name=f"{name}_1_conv")(x)
    x = layers.ReLU(name=f"{name}_1_relu")(_normalise(x, f"{name}_1"))
    x = layers.ZeroPadding2D(1, name=f"{name}_2_pad")(x)
    x = GroupedConv2D(width, 3, strides=stride, groups=GROUPS, use_bias=False, name=f"{name}_2_conv")(x)
    x = layers.ReLU(name=f"{name}_2_relu")(_normalise(x, f"{name}_2"))
    x = layers.Conv2D(2 * width, 1, use_bias=False, name=f"{name}_3_conv")(x)
    x = layers.Add(name=f"{name}_add")([shortcut, _normalise(x, f"{name}_3")])
    return layers.ReLU(name=f"{name}_out")(x)


def _normalise(x: tf.Tensor, name: str) -> tf.Tensor:
    return layers.BatchNormalization(epsilon=1.001e-5, name=f"{name}_bn")(x)


def load_weights(model: keras.Model, path: Path) -> None:
    """Put Keras' published weights into ``model``; their layers have the names that ours have.

    Raises:
        OSError, KeyError, ValueError: not a file of this network's weights.
    """
    with h5py.File(path) as file:
        root: Any = file.get("model_weights", file)
        for layer in model.layers:
            if not layer.weights:
                continue
            stored = root[layer.name]
            values = [np.asarray(stored[name]) for name in stored.attrs["weight_names"]]
            if isinstance(layer, GroupedConv2D):
                values = [_grouped(value, layer.groups) for value in values]
            layer.set_weights(values)


def _grouped(depthwise: np.ndarray, groups: int) -> np.ndarray:
    """Kernel [h, w, C, c], output j of channel i summed over its group of c, as [h, w, c, C]."""
    height, width, channels, each = depthwise.shape
    if channels != groups * each:
        raise ValueError(f"a kernel for {groups} groups, not of shape {depthwise.shape}")
    kernel = depthwise.reshape(height, width, groups, each, each)
    return kernel.transpose(0, 1, 3, 2, 4).reshape(height, width, each, channels)
