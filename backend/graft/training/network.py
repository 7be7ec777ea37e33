"""A network whose convolution groups and last layer can be trained apart."""

from collections.abc import Sequence

import numpy as np
import tensorflow as tf
import tf_keras as keras

from graft.backbones.groups import Group
from graft.training.phases import HEAD


class Network:
    """A backbone, and the task's layer on its feature vector."""

    def __init__(self, backbone: keras.Model, groups: Sequence[Group], outputs: int, seed: int) -> None:
        """The last layer begins as Glorot and Bengio (2010) have it, from the seed.

        Args:
            backbone: float32[N, h, w, 3] in [0, 255] to ``[maps, vector]``.
            groups: its convolution groups, the stem first.
            outputs: k.
            seed: 0…2³²−1.
        """
        self.backbone = backbone
        self.groups = tuple(groups)
        self.size: tuple[int, int] = tuple(backbone.input_shape[1:3])
        width = backbone.output_shape[1][-1]
        reach = float(np.sqrt(6 / (width + outputs)))
        kernel = np.random.default_rng([seed, 3]).uniform(-reach, reach, (width, outputs))
        self.kernel = tf.Variable(tf.constant(kernel, tf.float32), name="head/kernel")
        self.bias = tf.Variable(tf.zeros(outputs), name="head/bias")

    @property
    def weights(self) -> list[tf.Variable]:
        """All of them, the statistics of batch normalisation too; the head's last."""
        return [*self.backbone.weights, self.kernel, self.bias]

    @property
    def normalisations(self) -> list[keras.layers.BatchNormalization]:
        """Its layers of batch normalisation."""
        layers = self.backbone._flatten_layers()
        return [layer for layer in layers if isinstance(layer, keras.layers.BatchNormalization)]

    def start_from(self, kernel: np.ndarray, bias: np.ndarray) -> None:
        """Have a head begin with float32[C, k] and float32[k]."""
        self.kernel.assign(kernel)
        self.bias.assign(bias)

    def free(self, parts: Sequence[str]) -> dict[str, list[tf.Variable]]:
        """Have these parts alone be trainable; their weights, by part.

        Scale and shift of batch normalisation (gamma, beta) are among them: with its statistics held
        still it is a linear layer like another.

        Args:
            parts: names of convolution groups, and ``head``.
        """
        self.backbone.trainable = True  # the model's own flag hides its layers'
        for layer in self.backbone.layers:
            layer.trainable = False
        found: dict[str, list[tf.Variable]] = {HEAD: [self.kernel, self.bias]} if HEAD in parts else {}
        for group in self.groups:
            if group.name in parts:
                for layer in group.layers:
                    layer.trainable = True
                found[group.name] = [v for layer in group.layers for v in layer.trainable_weights]
        return found

    def logits(self, vectors: np.ndarray) -> np.ndarray:
        """float64[n, k] of float32[n, C]."""
        return vectors.astype(np.float64) @ self.kernel.numpy() + self.bias.numpy()

    def state(self) -> list[np.ndarray]:
        """A copy of all weights."""
        return [weight.numpy() for weight in self.weights]

    def restore(self, state: Sequence[np.ndarray]) -> None:
        """Take all weights back from :meth:`state`."""
        for weight, value in zip(self.weights, state, strict=True):
            weight.assign(value)
