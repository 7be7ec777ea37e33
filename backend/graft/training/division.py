"""Which rows a network learns from, which tell it when to stop, and which are asked about once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from graft.errors import TooFewExamples
from graft.training.splits import ExampleRef, assign


@dataclass(frozen=True)
class Division:
    """Rows of a run's examples."""

    train: np.ndarray
    """int[m]: learnt from."""
    val: np.ndarray
    """int[m]: held out, to stop in time and to calibrate."""
    test: np.ndarray
    """int[m]: asked about once; may be empty."""

    @property
    def learning(self) -> np.ndarray:
        """int[m]: all but test."""
        return np.concatenate([self.train, self.val])


def divide(
    examples: Sequence[ExampleRef],
    deal: Callable[[np.ndarray], np.ndarray | None],
    enough: Callable[[np.ndarray], bool],
) -> Division:
    """Divide the examples; groups stay whole.

    The val that was given is taken where it leaves enough to learn from: it may lack a class, since it only
    tells when to stop. Otherwise a first fold is held out.

    Args:
        examples: n of them.
        deal: gives rows, int[m], their folds, int[m] from 0, or none where they are too few for that.
        enough: whether rows are enough to learn from.

    Raises:
        TooFewExamples: no val was given, and the others are too few to hold some out.
    """
    splits = assign(examples)
    split = np.array([splits[row.id] for row in examples])
    learning, test = np.flatnonzero(split != "test"), np.flatnonzero(split == "test")
    given = split[learning] == "val"
    if given.any() and enough(learning[~given]):
        return Division(learning[~given], learning[given], test)
    folds = deal(learning)
    if folds is None or not enough(learning[folds != 0]):
        raise TooFewExamples(
            "To train a network every class, or a number, needs pictures of two groups or more outside test: "
            "some to learn from, and some to hold out. Add pictures, or train the head alone."
        )
    return Division(learning[folds != 0], learning[folds == 0], test)
