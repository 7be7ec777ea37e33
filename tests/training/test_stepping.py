"""One step: memory that runs out is told with the batch that fits."""

import numpy as np
import pytest
import tensorflow as tf
from tests.training.tiny import SIDE, objective, phase, tiny_network

from graft.errors import OutOfMemory
from graft.training.stepping import Stepper


class Greedy:
    """A network that needs more memory than there is (70 TB) for more than so many pictures."""

    def __init__(self, inner, most: int) -> None:
        self.inner, self.most = inner, most

    def __call__(self, pictures, training: bool):
        maps, vector = self.inner(pictures, training=training)
        needed = tf.where(tf.shape(pictures)[0] > self.most, tf.constant(2**44, tf.int64), 1)
        return maps, vector + tf.reduce_sum(tf.random.stateless_uniform([needed], [1, 2]))


@pytest.mark.parametrize(("most", "words"), [(4, "train with batch=3"), (0, "Not even one picture")])
def test_a_batch_that_is_too_large_is_told_with_one_that_fits(most: int, words: str) -> None:
    network = tiny_network()
    before = network.state()
    stepper = Stepper(network, phase({"head": 1e-3}), objective(), 1)
    network.backbone = Greedy(network.backbone, most)  # type: ignore[assignment]
    with pytest.raises(OutOfMemory, match=words) as caught:
        stepper.learn(np.zeros((12, SIDE, SIDE, 3), np.uint8), np.zeros(12, np.int32), seed=1, step=0)
    assert caught.value.details == {"batch": 12, "fits": 3 if most else 0}
    after = network.kernel.numpy(), network.bias.numpy()
    np.testing.assert_array_equal(after[0], before[-2])
