"""Grouped convolutions as convolutions side by side.

TensorFlow on a CPU runs a grouped kernel through XLA and has no gradient of it; TensorFlow.js has no
grouped kernel at all. Split, convolve and concatenate is the same arithmetic on the same weights, and
trains and exports everywhere.
"""

from typing import Any

import tensorflow as tf
import tf_keras as keras


@keras.utils.register_keras_serializable("graft")
class GroupedConv2D(keras.layers.Conv2D):
    """Keras' Conv2D with ``groups`` of 2 or more, channels last."""

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """float32[N, h, w, C] to float32[N, h', w', filters]."""
        outputs = self._depthwise(inputs) if self.kernel.shape[2] == 1 else self._side_by_side(inputs)
        if self.bias is not None:
            outputs = tf.nn.bias_add(outputs, self.bias)
        activation: Any = self.activation
        return activation(outputs) if activation else outputs

    def _depthwise(self, inputs: tf.Tensor) -> tf.Tensor:
        """Groups of one channel (ConvNeXt's), of which all kernels have an operation."""
        height, width, _, filters = self.kernel.shape
        kernel = tf.reshape(self.kernel, (height, width, self.groups, filters // self.groups))
        padding = str(self.padding).upper()
        return tf.nn.depthwise_conv2d(inputs, kernel, (1, *self.strides, 1), padding)

    def _side_by_side(self, inputs: tf.Tensor) -> tf.Tensor:
        slices = tf.split(inputs, self.groups, axis=-1)
        kernels = tf.split(self.kernel, self.groups, axis=-1)
        parts = [self.convolution_op(part, kernel) for part, kernel in zip(slices, kernels, strict=True)]
        return tf.concat(parts, axis=-1)


def side_by_side(network: keras.Model) -> keras.Model:
    """The same network with grouped convolutions side by side; itself where it has none.

    Its weights are new and random.
    """
    if not any(_is_grouped(layer) for layer in network.layers):
        return network
    return keras.models.clone_model(
        network,
        clone_function=lambda layer: (GroupedConv2D if _is_grouped(layer) else type(layer)).from_config(
            layer.get_config()
        ),
    )


def _is_grouped(layer: keras.layers.Layer) -> bool:
    return type(layer) is keras.layers.Conv2D and layer.groups > 1
