"""Augmentation: other pictures of the same thing, made while training and never in what is exported.

A picture of the batch is moved, scaled, turned and mirrored in one step, then lit otherwise, then
partly hidden. All that is random comes from the seed handed in, so that the same seed gives the same
pictures: there is no layer that keeps a state, and none that could be left in the exported graph.
"""

import math
from typing import Any

import tensorflow as tf

from graft.training.presets import Preset

GREY = 127.5
LEAST_ERASED, MOST_ERASED = 0.1, 0.35
"""Sides of the rectangle that is hidden, as shares of the picture's (random erasing, Zhong et al. 2017,
https://arxiv.org/abs/1708.04896)."""


def augment(pictures: tf.Tensor, preset: Preset, seed: tf.Tensor) -> tf.Tensor:
    """The pictures, each changed at random as far as the preset goes.

    Args:
        pictures: uint8 or float32[N, h, w, 3] in [0, 255].
        preset: the scene.
        seed: int32[2]; the same seed changes the same pictures in the same way.

    Returns:
        float32[N, h, w, 3] in [0, 255].
    """
    changed: Any = tf.cast(pictures, tf.float32)
    # One draw for every picture and purpose, so that a preset's parts don't share their dice.
    dice = tf.random.stateless_uniform(tf.stack([tf.shape(changed)[0], 16]), seed)
    if preset.shift or preset.zoom or preset.rotate or preset.flip:
        changed = _moved(changed, preset, dice)
    if preset.light:
        changed = _lit(changed, preset.light, dice[:, 6:11])
    if preset.erase:
        changed = _partly_hidden(changed, preset.erase, dice[:, 11:16])
    return changed


def _moved(pictures: Any, preset: Preset, dice: tf.Tensor) -> tf.Tensor:
    """One affine map for each picture; what comes into sight mirrors what was at the edge."""
    height, width = pictures.shape[1], pictures.shape[2]
    span = dice * 2 - 1
    angle = span[:, 0] * (preset.rotate * math.pi / 180)
    # The map leads from a place in the new picture to one in the old: a larger picture is a smaller step.
    scale = 1 / (1 + span[:, 1] * preset.zoom)
    across = tf.where(dice[:, 2] < 0.5, -1.0, 1.0) if "h" in preset.flip else tf.ones_like(scale)
    down = tf.where(dice[:, 3] < 0.5, -1.0, 1.0) if "v" in preset.flip else tf.ones_like(scale)
    a, b = scale * tf.cos(angle) * across, -scale * tf.sin(angle) * down
    c, d = scale * tf.sin(angle) * across, scale * tf.cos(angle) * down
    x, y = (width - 1) / 2, (height - 1) / 2
    left = x - a * x - b * y + span[:, 4] * preset.shift * width
    top = y - c * x - d * y + span[:, 5] * preset.shift * height
    zero = tf.zeros_like(a)
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=pictures,
        transforms=tf.stack([a, b, left, c, d, top, zero, zero], axis=1),
        output_shape=tf.constant([height, width]),
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="REFLECT",
    )


def _lit(pictures: Any, most: float, dice: tf.Tensor) -> tf.Tensor:
    """Other brightness, contrast, colour and tint: ``dice`` is float32[N, 5] in [0, 1)."""
    change = ((dice * 2 - 1) * most)[:, :, None, None]
    lit = pictures * (1 + change[:, 0:1])
    mean = tf.reduce_mean(lit, axis=(1, 2, 3), keepdims=True)
    lit = mean + (lit - mean) * (1 + change[:, 1:2])
    grey = tf.reduce_mean(lit, axis=3, keepdims=True)
    lit = grey + (lit - grey) * (1 + change[:, 2:3])
    # Warmer and cooler light: red against blue, half as far as the brightness goes.
    tint = tf.concat([change[:, 3:4], change[:, 4:5] / 2, -change[:, 3:4]], axis=3) / 2
    return tf.clip_by_value(lit * (1 + tint), 0, 255)


def _partly_hidden(pictures: Any, share: float, dice: tf.Tensor) -> tf.Tensor:
    """Paint a rectangle of some pictures grey: ``dice`` is float32[N, 5] in [0, 1)."""
    sides = LEAST_ERASED + dice[:, 1:3] * (MOST_ERASED - LEAST_ERASED)
    starts = dice[:, 3:5] * (1 - sides)
    rows = _within(pictures.shape[1], starts[:, 0], sides[:, 0])[:, :, None, None]
    columns = _within(pictures.shape[2], starts[:, 1], sides[:, 1])[:, None, :, None]
    chosen = (dice[:, 0] < share)[:, None, None, None]
    return tf.where(chosen & rows & columns, GREY, pictures)


def _within(length: int, start: tf.Tensor, side: tf.Tensor) -> tf.Tensor:
    """bool[N, length]: whether a row or column lies in the rectangle."""
    place = tf.range(length, dtype=tf.float32) / length
    return (place >= start[:, None]) & (place < (start + side)[:, None])
