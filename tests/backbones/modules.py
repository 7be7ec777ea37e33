"""A small SavedModel as TF Hub has them, made on the spot."""

from pathlib import Path

import numpy as np
import tensorflow as tf

FEATURES = 6


class Vectors(tf.Module):
    """float32[N, h, w, 3] in [0, 1] to each channel's mean, and to what three weights make of it."""

    def __init__(self, width: int, side: int | None) -> None:
        super().__init__()
        start = np.random.default_rng(width).normal(size=(3, width)).astype(np.float32)
        self.kernel = tf.Variable(start, name="kernel")
        self.statistic = tf.Variable(np.ones(width, np.float32), trainable=False, name="statistic")
        spec = tf.TensorSpec((None, side, side, 3))
        self.call = tf.function(self._call, input_signature=[spec])

    def _call(self, pictures: tf.Tensor) -> tf.Tensor:
        return tf.reduce_mean(pictures, (1, 2)) @ self.kernel * self.statistic


def save(folder: Path, width: int = FEATURES, side: int | None = None) -> Path:
    module = Vectors(width, side)
    exported = tf.train.Checkpoint(kernel=module.kernel, statistic=module.statistic)
    exported.__call__ = module.call
    exported.trainable_variables = [module.kernel]
    exported.variables = [module.kernel, module.statistic]
    tf.saved_model.save(exported, str(folder))
    return folder
