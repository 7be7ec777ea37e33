"""One step: memory that runs out is told with the batch that fits."""

import numpy as np
import pytest
import tensorflow as tf
from tests.training.tiny import SIDE, objective, phase, tiny_network

from graft.errors import OutOfMemory
from graft.training.stepping import Stepper, largest_that_fits


class Greedy:
    """A network that needs more memory than there is (70 TB) for more than so many pictures."""

    def __init__(self, inner, most: int) -> None:
        self.inner, self.most = inner, most

    def __call__(self, pictures, training: bool):
        maps, vector = self.inner(pictures, training=training)
        needed = tf.where(tf.shape(pictures)[0] > self.most, tf.constant(2**44, tf.int64), 1)
        return maps, vector + tf.reduce_sum(tf.random.stateless_uniform([needed], [1, 2]))


# Small batches: TensorFlow waits ten seconds for memory before it says that there is none.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("batch", "fits", "words"), [(2, 1, "train with batch=1"), (1, 0, "Not even one picture")]
)
def test_a_batch_that_is_too_large_is_told_with_one_that_fits(batch: int, fits: int, words: str) -> None:
    network = tiny_network()
    before = network.state()
    stepper = Stepper(network, phase({"head": 1e-3}), objective(), 1)
    network.backbone = Greedy(network.backbone, fits)  # type: ignore[assignment]
    with pytest.raises(OutOfMemory, match=words) as caught:
        stepper.learn(np.zeros((batch, SIDE, SIDE, 3), np.uint8), np.zeros(batch, np.int32), seed=1, step=0)
    assert caught.value.details == {"batch": batch, "fits": fits}
    after = network.kernel.numpy(), network.bias.numpy()
    np.testing.assert_array_equal(after[0], before[-2])


@pytest.mark.parametrize(("batch", "most", "fits"), [(32, 4, 4), (12, 4, 3), (32, 0, 0), (1, 4, 0)])
def test_the_batch_is_halved_until_it_fits(batch: int, most: int, fits: int) -> None:
    tried: list[int] = []

    def attempt(count: int) -> None:
        tried.append(count)
        if count > most:
            raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")

    assert largest_that_fits(attempt, batch) == fits
    assert tried == [batch >> halved for halved in range(1, len(tried) + 1)]


def test_what_fails_for_another_reason_is_not_tried_with_less() -> None:
    def attempt(count: int) -> None:
        raise tf.errors.InvalidArgumentError(None, None, "not of memory")

    with pytest.raises(tf.errors.InvalidArgumentError):
        largest_that_fits(attempt, 32)
