"""The convex head: it learns what can be learnt, only that, and finds the optimum that there is."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from graft.errors import Cancelled
from graft.training import heads, l2_path
from graft.training.folds import assign_folds
from graft.training.heads import Axes, fit_convex, solve


def clouds(
    count: int, width: int, classes: int, apart: float, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Features around one centre a class, and their labels."""
    dice = np.random.default_rng(seed)
    centres = np.random.default_rng(99).normal(size=(classes, width)) * apart
    labels = np.arange(count) % classes
    return (centres[labels] + dice.normal(size=(count, width))).astype(np.float32), labels


def alone(count: int) -> list[str]:
    return [f"picture {i}" for i in range(count)]


def predict(head, features: np.ndarray) -> np.ndarray:
    return (features @ head.kernel + head.bias).argmax(axis=1)


def test_learns_what_can_be_told_apart() -> None:
    features, labels = clouds(120, 64, 4, apart=0.6)
    head = fit_convex(features, labels, 4, assign_folds(labels, alone(120), 0))
    fresh, truth = clouds(400, 64, 4, apart=0.6, seed=1)
    assert np.mean(predict(head, fresh) == truth) >= 0.9
    assert np.mean(head.held_out_logits.argmax(axis=1) == labels[head.held_out]) >= 0.9


def test_learns_nothing_from_noise_and_says_so() -> None:
    features, _ = clouds(300, 64, 3, apart=0.0)
    labels = np.random.default_rng(5).integers(0, 3, 300)
    head = fit_convex(features, labels, 3, assign_folds(labels, alone(300), 0))
    fresh, truth = clouds(600, 64, 3, apart=0.0, seed=1)
    assert head.l2 >= 10
    assert 0.25 < np.mean(predict(head, fresh) == truth) < 0.42
    assert np.mean(head.held_out_logits.argmax(axis=1) == labels[head.held_out]) < 0.42


@pytest.mark.parametrize(("count", "width"), [(60, 200), (200, 60)])
def test_the_optimum_in_the_axes_is_the_optimum(count: int, width: int) -> None:
    features, labels = clouds(count, width, 3, apart=0.2)
    axes = Axes.of(features)
    weights = solve(axes.coordinates, labels, 3, np.ones((count, 1), bool), l2=0.1)
    kernel, bias = axes.to_features(weights[:, 0])
    plain = LogisticRegression(C=1 / 0.1, tol=1e-10, max_iter=10_000)
    scaled = (features.astype(np.float64) - features.mean(axis=0)) / axes.scale
    expected = plain.fit(scaled, labels).predict_proba(scaled)
    logits = features.astype(np.float64) @ kernel + bias
    found = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_heads_solved_together_are_the_heads_solved_alone() -> None:
    features, labels = clouds(60, 20, 3, apart=0.3)
    coordinates = Axes.of(features).coordinates
    seen = np.stack([np.arange(60) < 40, np.arange(60) >= 20], axis=1)
    together = solve(coordinates, labels, 3, seen, l2=0.3)
    for head in range(2):
        chosen = seen[:, head]
        alone_ = solve(coordinates[chosen], labels[chosen], 3, np.ones((40, 1), bool), l2=0.3)[:, 0]
        answers = [coordinates @ w[:-1] + w[-1] for w in (together[:, head], alone_)]
        np.testing.assert_allclose(*(a - a.mean(axis=1, keepdims=True) for a in answers), atol=1e-3)


def test_the_same_seed_gives_the_same_head() -> None:
    features, labels = clouds(80, 150, 4, apart=0.2)
    first, second = (
        fit_convex(features, labels, 4, assign_folds(labels, alone(80), seed=7), seed=7) for _ in range(2)
    )
    np.testing.assert_array_equal(first.kernel, second.kernel)
    assert first.l2 == second.l2


def test_without_folds_nothing_is_held_out() -> None:
    features, labels = clouds(20, 30, 2, apart=1.0)
    head = fit_convex(features, labels, 2, None)
    assert head.l2 == l2_path.DEFAULT
    assert len(head.held_out) == len(head.held_out_logits) == 0
    assert np.mean(predict(head, features) == labels) == 1


def test_features_that_are_all_the_same_give_the_shares_of_the_classes() -> None:
    labels = np.array([0, 0, 0, 1])
    head = fit_convex(np.ones((4, 8), np.float32), labels, 2, None)
    logits = np.ones(8) @ head.kernel + head.bias
    assert np.exp(logits[0]) / np.exp(logits).sum() == pytest.approx(0.75, abs=1e-3)


def test_progress_ends_where_it_said() -> None:
    features, labels = clouds(60, 30, 3, apart=0.5)
    told: list[tuple[int, int]] = []
    fit_convex(
        features, labels, 3, assign_folds(labels, alone(60), 0), progress=lambda *step: told.append(step)
    )
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_cancel_stops_in_the_middle() -> None:
    features, labels = clouds(60, 30, 3, apart=0.5)
    asked = iter([False] * 5)
    with pytest.raises(Cancelled):
        fit_convex(
            features, labels, 3, assign_folds(labels, alone(60), 0), cancelled=lambda: next(asked, True)
        )


def test_folds_keep_groups_whole_and_share_out_classes() -> None:
    labels = np.repeat([0, 1, 2], 40)
    groups = [f"{label}-{i // 4}" for label in range(3) for i in range(40)]
    folds = assign_folds(labels, groups, seed=3)
    assert folds is not None
    assert all(len({f for f, g in zip(folds, groups, strict=True) if g == name}) == 1 for name in set(groups))
    counts = np.array([np.bincount(labels[folds == fold], minlength=3) for fold in range(5)])
    assert counts.min() == counts.max() == 8


def test_folds_are_as_many_as_the_rarest_class_has_groups() -> None:
    labels = np.array([0] * 30 + [1] * 3)
    folds = assign_folds(labels, alone(33), seed=0)
    assert folds is not None
    assert set(folds) == {0, 1, 2}
    assert set(folds[labels == 1]) == {0, 1, 2}


def test_no_folds_where_a_class_is_one_burst() -> None:
    labels = np.array([0] * 10 + [1] * 10)
    groups = alone(10) + ["burst"] * 10
    assert assign_folds(labels, groups, seed=0) is None


def test_dealt_out_to_threads_the_optimum_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    features, labels = clouds(150, 40, 3, apart=0.3)
    folds = assign_folds(labels, alone(150), 0)
    whole = fit_convex(features, labels, 3, folds)
    monkeypatch.setattr(heads, "LEAST_PART", 1)
    dealt = fit_convex(features, labels, 3, folds)
    np.testing.assert_allclose(dealt.kernel, whole.kernel, atol=1e-4)
    np.testing.assert_allclose(dealt.held_out_logits, whole.held_out_logits, atol=1e-2)


@pytest.mark.parametrize("limit", ["MOST_VALIDATED", "MOST_EXACT", "MOST_FOLDED", "MOST_HELD_OUT"])
def test_large_projects_take_shortcuts_and_still_learn(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, limit, 60)
    features, labels = clouds(200, 64, 4, apart=0.6)
    head = fit_convex(features, labels, 4, assign_folds(labels, alone(200), 0))
    fresh, truth = clouds(400, 64, 4, apart=0.6, seed=1)
    assert np.mean(predict(head, fresh) == truth) >= 0.9
    held_out = {"MOST_VALIDATED": 60, "MOST_HELD_OUT": 40}.get(limit, 200)
    assert len(head.held_out) == len(head.held_out_logits) == held_out
    assert np.mean(head.held_out_logits.argmax(axis=1) == labels[head.held_out]) >= 0.9
