"""Several labels from feature vectors: what is learnt, what can't be, what is refused."""

import json
from dataclasses import replace

import numpy as np
import pytest

from graft.errors import Cancelled, LabelsMissing, TooFewExamples
from graft.training.multilabel import average_precision, choose_thresholds, deal, evaluate, train_labels
from graft.training.splits import ExampleRef, assign

CLASSES = [{"id": "a", "name": "miso"}, {"id": "b", "name": "egg"}, {"id": "c", "name": "leek"}]
COUNT = 240


def project(apart: float = 2.0) -> tuple[list[ExampleRef], np.ndarray]:
    """Examples that show each class or not, independently, and their features."""
    dice = np.random.default_rng(1)
    shown = dice.random((COUNT, 3)) < (0.5, 0.3, 0.15)
    centres = dice.normal(size=(3, 20)) * apart
    features = shown @ centres + dice.normal(size=(COUNT, 20))
    rows = [
        ExampleRef(
            *(f"e{i}", f"{i:064x}", "", f"g{i}", None),
            class_ids=tuple(c["id"] for c, here in zip(CLASSES, row, strict=True) if here),
        )
        for i, row in enumerate(shown)
    ]
    return rows, features.astype(np.float32)


def test_each_class_is_learnt_and_measured_honestly():
    examples, features = project()
    trained = train_labels(examples, CLASSES, features, seed=0)
    test = trained.metrics["test"]
    assert test["examples"] == trained.counts["test"] > 20
    assert trained.metrics["cross_validation"]["examples"] == COUNT - test["examples"]
    assert test["mean_average_precision"] > 0.95
    assert test["interval"][0] <= test["mean_average_precision"] <= test["interval"][1]
    assert test["exact_match"] > 0.8
    assert [row["class_id"] for row in test["per_class"]] == ["a", "b", "c"]
    assert all(row["f1"] > 0.8 for row in test["per_class"])
    assert all(0.05 <= threshold <= 0.95 for threshold in trained.thresholds)
    json.dumps(trained.metrics, allow_nan=False)


def test_noise_is_not_learnt():
    examples, features = project()
    order = np.random.default_rng(3).permutation(COUNT)
    trained = train_labels(examples, CLASSES, features[order], seed=0)
    shares = [sum(c["id"] in (row.class_ids or ()) for row in examples) / COUNT for c in CLASSES]
    low, high = trained.metrics["cross_validation"]["interval"]
    assert low < np.mean(shares) + 0.1
    assert high < 0.6


def test_test_pictures_teach_nothing():
    examples, features = project()
    trained = train_labels(examples, CLASSES, features, seed=0)
    splits = assign(examples)
    poisoned = features.copy()
    poisoned[[splits[row.id] == "test" for row in examples]] *= -100
    other = train_labels(examples, CLASSES, poisoned, seed=0)
    np.testing.assert_array_equal(trained.kernel, other.kernel)
    assert trained.thresholds == other.thresholds


def test_the_same_seed_gives_the_same_result():
    examples, features = project()
    first, second = (train_labels(examples, CLASSES, features, seed=4) for _ in range(2))
    np.testing.assert_array_equal(first.kernel, second.kernel)
    assert first.metrics == second.metrics


def test_the_rare_class_keeps_pictures_to_learn_from():
    examples, features = project()
    rare = [
        replace(row, class_ids=tuple(c for c in row.class_ids or () if c != "c") + (("c",) if i < 2 else ()))
        for i, row in enumerate(examples)
    ]
    assert train_labels(rare, CLASSES, features, seed=0).metrics["test"]["per_class"][2]["examples"] == 0


def test_groups_are_held_out_whole():
    shown = np.random.default_rng(0).random((60, 3)) < 0.3
    groups = np.repeat([f"g{i}" for i in range(20)], 3)
    folds = deal(shown, groups, 0)
    assert folds is not None
    assert all(len(set(folds[groups == group])) == 1 for group in set(groups))
    assert set(folds) == {0, 1, 2, 3, 4}
    assert deal(shown, np.repeat("one", 60), 0) is None


def test_average_precision_is_the_definition_s():
    probabilities, shown = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, False])
    ones = np.ones((1, 4))
    assert average_precision(probabilities, shown, ones)[0] == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(np.full(4, 0.5), shown, ones)[0] == pytest.approx(0.5)
    assert np.isnan(average_precision(probabilities, np.zeros(4, bool), ones)[0])
    twice = average_precision(probabilities, shown, np.array([[1.0, 2, 1, 0]]))[0]
    assert twice == pytest.approx((1 + 2 / 4) / 2)


def test_a_threshold_separates_where_it_can():
    probabilities = np.array([0.9, 0.8, 0.8, 0.7, 0.7, 0.3, 0.2])[:, None]
    shown = np.array([True] * 5 + [False] * 2)[:, None]
    assert choose_thresholds(probabilities, shown) == [pytest.approx(0.5)]
    assert choose_thresholds(probabilities, np.roll(shown, 3) & shown) == [0.5]
    assert choose_thresholds(None, shown) == [0.5]


def test_a_picture_that_shows_none_is_right_when_nothing_is_said():
    found = evaluate(
        np.array([[0.9, 0.1], [0.2, 0.3]]),
        np.array([[True, False], [False, False]]),
        np.array(["x", "y"]),
        ["a", "b"],
        [0.5, 0.5],
        0,
    )
    assert found["exact_match"] == 1
    assert found["per_class"][1] == {
        "class_id": "b",
        "precision": None,
        "recall": None,
        "f1": None,
        "average_precision": None,
        "examples": 0,
    }
    assert found["mean_average_precision"] == 1


def test_what_can_t_be_learnt_is_told():
    examples, features = project()
    with pytest.raises(LabelsMissing, match="1 of 240"):
        train_labels([replace(examples[0], class_ids=None), *examples[1:]], CLASSES, features, seed=0)
    always = [replace(row, class_ids=("a",)) for row in examples]
    with pytest.raises(TooFewExamples, match=r"show it, outside test\. Fewer: 'egg', 'leek'"):
        train_labels(always, CLASSES, features, seed=0)
    with pytest.raises(TooFewExamples, match=r"don't show it, outside test\. Fewer: 'miso'"):
        train_labels(always, CLASSES[:1], features, seed=0)
    with pytest.raises(Cancelled):
        train_labels(examples, CLASSES, features, seed=0, cancelled=lambda: True)
