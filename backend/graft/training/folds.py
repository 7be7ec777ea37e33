"""Which examples are held out when: for choosing L2 and for calibration."""

from collections.abc import Sequence

import numpy as np

FOLDS = 5


def assign_folds(labels: np.ndarray, groups: Sequence[str], seed: int) -> np.ndarray | None:
    """Deal examples into folds: groups stay whole, each fold gets its share of every class.

    Args:
        labels: int[n] in [0, k).
        groups: n names; examples of one group are never held out apart.
        seed: of the order in which groups of one size are dealt.

    Returns:
        int[n] in [0, folds), with five folds, or as many as the rarest class has groups; ``None``
        where a class has a single group, which can't be held out and trained on both.
    """
    _, first, member_of, sizes = np.unique(
        np.asarray(groups), return_index=True, return_inverse=True, return_counts=True
    )
    class_of = labels[first]
    per_class = np.bincount(class_of, minlength=int(labels.max()) + 1)
    count = int(min(FOLDS, per_class.min()))
    if count < 2:
        return None
    shuffled = np.random.default_rng(seed).permutation(len(sizes))
    # Class by class, the largest groups first: dealt round, folds come out even in both.
    order = shuffled[np.lexsort((-sizes[shuffled], class_of[shuffled]))]
    fold_of = np.empty(len(sizes), int)
    fold_of[order] = np.arange(len(sizes)) % count
    return fold_of[member_of]
