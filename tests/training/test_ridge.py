"""Ridge in closed form, against solving the normal equations again and again."""

import numpy as np
import pytest

from graft.errors import Cancelled
from graft.training.ridge import fit_ridge, group_means


def problem(groups: int, each: int, features: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    dice = np.random.default_rng(4)
    weights = dice.normal(size=features)
    things = dice.normal(size=(groups, features))
    of_group = np.repeat(np.arange(groups), each)
    rows = things[of_group] + dice.normal(0, 0.8, (groups * each, features))
    targets = things @ weights + dice.normal(0, 0.5, groups)
    return (3 * rows + 7).astype(np.float32), targets[of_group], of_group


def solved(features: np.ndarray, targets: np.ndarray, l2: float) -> tuple[np.ndarray, float]:
    """Ridge by its normal equations, the mean unpenalised."""
    mean, middle = features.mean(axis=0), targets.mean()
    centred = features - mean
    gram = centred.T @ centred + l2 * np.eye(features.shape[1])
    kernel = np.linalg.solve(gram, centred.T @ (targets - middle))
    return kernel, float(middle - mean @ kernel)


@pytest.mark.parametrize(("groups", "each", "features"), [(30, 1, 8), (12, 4, 6), (9, 2, 60)])
def test_it_is_what_refitting_without_each_group_gives(groups, each, features):
    rows, targets, of_group = problem(groups, each, features)
    found = fit_ridge(rows, targets, of_group)
    scaled = rows / rows.std(axis=0, dtype=np.float64)
    learning = group_means(scaled, of_group) if found.averaged else scaled
    wanted = group_means(targets, of_group) if found.averaged else targets
    owner = np.arange(groups) if found.averaged else of_group
    penalty = found.l2 * len(learning) * np.sum(learning.var(axis=0))
    kernel, bias = solved(learning, wanted, penalty)
    np.testing.assert_allclose(rows @ found.kernel + found.bias, scaled @ kernel + bias, rtol=1e-3, atol=1e-3)
    for group in range(groups):
        left = owner != group
        kernel, bias = solved(learning[left], wanted[left], penalty)
        asked = of_group == group
        np.testing.assert_allclose(found.held_out[asked], scaled[asked] @ kernel + bias, rtol=1e-3, atol=1e-3)


def test_pictures_of_one_thing_are_averaged_where_that_does_better():
    rows, targets, of_group = problem(60, 4, 20)
    assert fit_ridge(rows, targets, of_group).averaged
    alone = fit_ridge(rows, targets, np.arange(len(rows)))
    assert not alone.averaged


def test_a_feature_that_never_changes_says_nothing():
    rows, targets, of_group = problem(20, 1, 5)
    dead = np.concatenate([rows, np.full((20, 1), 3.3, np.float32)], axis=1)
    assert fit_ridge(dead, targets, of_group).kernel[-1] == 0


def test_cancel_is_heard():
    with pytest.raises(Cancelled):
        fit_ridge(*problem(10, 1, 4), cancelled=lambda: True)
