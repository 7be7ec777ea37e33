"""Our Adam is Keras'."""

import numpy as np
import tensorflow as tf
import tf_keras as keras

from graft.training.adam import Adam

SHAPES = ((), (3,), (2, 4))
STEPS = 20


def weights() -> list[tf.Variable]:
    dice = np.random.default_rng(0)
    return [tf.Variable(dice.normal(size=shape).astype(np.float32)) for shape in SHAPES]


def gradients(step: int) -> list[tf.Tensor]:
    dice = np.random.default_rng(1 + step)
    return [tf.constant(dice.normal(size=shape) * 10.0 ** -(step % 5), tf.float32) for shape in SHAPES]


def test_it_moves_weights_as_keras_does_and_keeps_the_same() -> None:
    ours, theirs = weights(), weights()
    adam, optimizer = Adam(ours, 0.01), keras.optimizers.Adam(0.01, jit_compile=False)
    optimizer.build(theirs)
    step = tf.function(lambda *given: adam.apply(given))
    for number in range(STEPS):
        for one in (adam, optimizer):
            one.learning_rate.assign(0.1 / (1 + number))
        step(*gradients(number))
        optimizer.apply_gradients(zip(gradients(number), theirs, strict=True))
    for found, expected in zip([*ours, *adam.variables], [*theirs, *optimizer.variables], strict=True):
        assert found.dtype == expected.dtype
        np.testing.assert_allclose(found.numpy(), expected.numpy(), rtol=1e-4, atol=1e-6)
