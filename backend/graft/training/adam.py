"""Adam (Kingma & Ba 2015, https://arxiv.org/abs/1412.6980, end of section 2), one operation a weight.

TensorFlow's own operation. Keras' optimizer writes the same out in a dozen for each weight, which are all
traced and made ready first: a phase of training took twice as long to begin.
"""

from collections.abc import Sequence

import tensorflow as tf

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7
"""As Keras has them."""


class Adam:
    """Moves some weights, each by its own moments."""

    def __init__(self, weights: Sequence[tf.Variable], rate: float) -> None:
        """
        Args:
            weights: float32, of any shapes.
            rate: the learning rate; ``learning_rate`` may be assigned another before any step.
        """
        self._weights = tuple(weights)
        self.learning_rate = tf.Variable(tf.constant(rate, tf.float32), name="rate")
        self._steps = tf.Variable(tf.constant(0, tf.int64), name="steps")
        zeros = [tf.zeros(weight.shape) for weight in weights]
        self._moments = [(tf.Variable(zero, name="m"), tf.Variable(zero, name="v")) for zero in zeros]

    @property
    def variables(self) -> list[tf.Variable]:
        """The number of steps and the moments, in the order of Keras' optimizer: what a checkpoint needs."""
        return [self._steps, *(moment for pair in self._moments for moment in pair)]

    def apply(self, gradients: Sequence[tf.Tensor]) -> None:
        """One step: float32 gradients, one for each weight in turn. For graphs."""
        step = tf.cast(self._steps.assign_add(1), tf.float32)
        powers = tf.pow(BETA_1, step), tf.pow(BETA_2, step)
        rate = self.learning_rate.read_value()
        for weight, (first, second), gradient in zip(self._weights, self._moments, gradients, strict=True):
            tf.raw_ops.ResourceApplyAdam(
                var=weight.handle,
                m=first.handle,
                v=second.handle,
                beta1_power=powers[0],
                beta2_power=powers[1],
                lr=rate,
                beta1=BETA_1,
                beta2=BETA_2,
                epsilon=EPSILON,
                grad=gradient,
            )
