"""The way to a head's L2: it ends at the best one there is, wherever that lies."""

import numpy as np
import pytest

from graft.training import l2_path

ALL = sorted((*l2_path.USUAL, *l2_path.STRONG))


def heads_of(l2: float, start: np.ndarray | None) -> np.ndarray:
    return np.array([l2])


@pytest.mark.parametrize("patience", [1, 2])
@pytest.mark.parametrize("best", ALL)
def test_the_walk_ends_at_the_best(best: float, patience: int) -> None:
    def loss(heads: np.ndarray) -> float:
        return abs(ALL.index(heads[0]) - ALL.index(best))

    found, heads = l2_path.walk(heads_of, loss, patience, lambda tried: None)
    assert found == best == heads[0]


def test_a_walk_with_patience_gets_over_one_hill() -> None:
    losses = {0.3: 3.0, 0.1: 4.0, 0.03: 1.0}

    def found(patience: int) -> float:
        return l2_path.walk(heads_of, lambda heads: losses.get(heads[0], 9.0), patience, lambda tried: None)[
            0
        ]

    assert (found(1), found(2)) == (0.3, 0.03)


def test_each_step_starts_from_its_neighbour_and_is_told() -> None:
    pairs: list[tuple[float, float]] = []
    told: list[int] = []

    def heads(l2: float, start: np.ndarray | None) -> np.ndarray:
        if start is not None:
            pairs.append((ALL.index(start[0]), ALL.index(l2)))
        return np.array([l2])

    l2_path.walk(heads, lambda found: -found[0], len(ALL), told.append)
    assert all(abs(before - after) == 1 for before, after in pairs)
    assert told == list(range(1, l2_path.STEPS + 1))
