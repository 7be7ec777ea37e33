"""Which rows a network learns from, which tell it when to stop, and which are asked about once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graft.errors import TooFewExamples
from graft.training.folds import assign_folds
from graft.training.splits import ExampleRef, assign


@dataclass(frozen=True)
class Division:
    """Rows of a run's examples."""

    labels: np.ndarray
    """int[n] in [0, k)."""
    groups: np.ndarray
    """n names."""
    train: np.ndarray
    """int[m]: learnt from."""
    val: np.ndarray
    """int[m]: held out, to stop in time and to calibrate."""
    test: np.ndarray
    """int[m]: asked about once; may be empty."""

    @property
    def counts(self) -> dict[str, int]:
        """Examples by split."""
        sizes = {"train": len(self.train), "val": len(self.val), "test": len(self.test)}
        return {name: size for name, size in sizes.items() if size}


def divide(examples: Sequence[ExampleRef], class_ids: Sequence[str], seed: int) -> Division:
    """Divide the examples; groups stay whole.

    The val that was given is taken where it leaves some of every class to learn from: it may lack a class,
    since it only tells when to stop. Otherwise a fifth of the groups, or fewer where a class has few, are
    dealt from the seed.

    Args:
        examples: n of them.
        class_ids: k ids in the order of the head's outputs.
        seed: of the dealing.

    Raises:
        TooFewExamples: no val was given, and a class has fewer than two groups outside test: one to learn
            from and one to hold out.
    """
    place = {class_id: number for number, class_id in enumerate(class_ids)}
    labels = np.array([place[row.class_id] for row in examples])
    groups = np.array([row.group for row in examples])
    splits = assign(examples)
    split = np.array([splits[row.id] for row in examples])
    learning, test = np.flatnonzero(split != "test"), np.flatnonzero(split == "test")
    counts = Counter(labels[learning].tolist())
    poor = [number for number in range(len(class_ids)) if counts[number] < 2]
    given = split[learning] == "val"
    own = labels[learning]
    if given.any() and len(np.unique(own[~given])) == len(class_ids):
        return Division(labels, groups, learning[~given], learning[given], test)
    folds = None if poor else assign_folds(own, groups[learning].tolist(), seed)
    if folds is None:
        raise TooFewExamples(
            "To train a network every class needs pictures of two groups or more outside test: some to "
            "learn from, and some to hold out. Add pictures, or train the head alone."
        )
    return Division(labels, groups, learning[folds != 0], learning[folds == 0], test)
