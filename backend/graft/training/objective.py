"""What a network, or a dense head, is trained to: alike for every task, but for what stands here."""

import abc
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np
import tensorflow as tf

from graft.training.by_task import Layer, Made
from graft.training.division import Division
from graft.training.splits import ExampleRef

Asked = Callable[[], bool]


class Objective(abc.ABC):
    """n examples, divided; what k outputs should say of them, how far off they are, what is published."""

    targets: np.ndarray
    """What each example should be given; dtype, and shape from the second axis on, are the task's."""
    outputs: int
    """k."""
    task: ClassVar[str]
    """As :class:`graft.storage.tables.Run` has it."""
    division: Division

    def __init__(self, examples: Sequence[ExampleRef], seed: int) -> None:
        """
        Args:
            examples: n of them.
            seed: of what is drawn: which are held out, samples for intervals.
        """
        self.examples, self.seed = examples, seed
        self.groups = np.array([row.group for row in examples])

    @abc.abstractmethod
    def loss(self, targets: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
        """float32[N], in nats: of N targets and float32[N, k]."""

    def right(self, targets: tf.Tensor, logits: tf.Tensor) -> tf.Tensor | None:
        """float32[N], the share of each answer that is right; none where that can't be said."""
        return None

    @abc.abstractmethod
    def losses(self, logits: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """float64[m], each row's loss of float[m, k], as it would be when published."""

    def score(self, logits: np.ndarray, rows: np.ndarray) -> dict[str, Any]:
        """``val_loss``, the mean of :meth:`losses`, and ``val_accuracy``, the mean of :meth:`right`."""
        right = self.right(tf.constant(self.targets[rows]), tf.constant(logits, tf.float32))
        accuracy = None if right is None else float(np.mean(right))
        return {"val_loss": float(self.losses(logits, rows).mean()), "val_accuracy": accuracy}

    @abc.abstractmethod
    def scores(self, logits: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, list[str]]:
        """How right float[m, k] are about the rows, and the group of each score.

        Returns:
            float64 in (−∞, 1], one a picture, or of a number one a group, as many as names of groups.
            Their mean is the :data:`~graft.training.tested.MEASURES` of the task.
        """

    @abc.abstractmethod
    def solve(self, features: np.ndarray, cancelled: Asked) -> tuple[Layer, Layer]:
        """The convex head of train and val on float32[n, C], and one like it that has not seen val.

        Raises:
            Cancelled: ``cancelled`` said so.
        """

    @abc.abstractmethod
    def publish(
        self, weights: Layer, held_out: np.ndarray, test: np.ndarray, hidden: Layer | None = None
    ) -> Made:
        """A head as a version has it: calibrated on val, and measured.

        Args:
            weights: its last layer.
            held_out: float[m, k], the logits of val.
            test: float[m, k], the logits of test.
            hidden: the layer before the last, if there is one.
        """

    def metrics(
        self,
        evaluate: Callable[[np.ndarray, np.ndarray], dict[str, Any]],
        held_out: np.ndarray,
        test: np.ndarray,
    ) -> dict[str, Any]:
        """``test`` and ``cross_validation`` (of val), each none where there are no such examples."""
        asked = (("test", test, self.division.test), ("cross_validation", held_out, self.division.val))
        return {name: evaluate(said, rows) if len(rows) else None for name, said, rows in asked}
