"""A number from feature vectors: what is learnt, what can't be, what is refused."""

import json
from dataclasses import replace

import numpy as np
import pytest

from graft.errors import BadParameter, LabelsMissing, OneValue, TooFewExamples
from graft.training.regression import choose_transform, evaluate, train_regression
from graft.training.splits import ExampleRef, assign

COUNT = 150


def project(noise: float = 0.3, positive: bool = False) -> tuple[list[ExampleRef], np.ndarray]:
    """Examples whose value is a sum of their features, and those."""
    dice = np.random.default_rng(2)
    features = dice.normal(size=(COUNT, 12)).astype(np.float32)
    values = features @ dice.normal(size=12) + dice.normal(0, noise, COUNT)
    values = np.exp(values) if positive else values
    rows = [
        ExampleRef(f"e{i}", f"{i:064x}", "", f"g{i}", None, value=float(value))
        for i, value in enumerate(values)
    ]
    return rows, features


def test_what_features_tell_is_learnt_and_measured_honestly():
    examples, features = project()
    trained = train_regression(examples, features, transform=None, seed=0)
    test = trained.metrics["test"]
    assert test["examples"] == sum(split == "test" for split in assign(examples).values())
    assert test["r2"] > 0.9
    assert test["interval"][0] < test["r2"] < test["interval"][1]
    assert test["mae"] < test["mae_of_mean"] / 3
    assert test["mae"] <= test["rmse"]
    assert trained.told.transform == "none"
    assert trained.kernel.shape == (12, 1)
    assert trained.told.likely[0] < 0 < trained.told.likely[1]
    json.dumps(trained.metrics, allow_nan=False)


def test_noise_is_not_learnt():
    examples, features = project()
    values = np.random.default_rng(9).permutation([row.value for row in examples])
    shuffled = [replace(row, value=float(value)) for row, value in zip(examples, values, strict=True)]
    trained = train_regression(shuffled, features, transform=None, seed=0)
    for part in trained.metrics.values():
        assert part["r2"] < 0.1
        assert part["interval"][0] < 0


def test_positive_skewed_values_are_learnt_as_logarithms():
    examples, features = project(positive=True)
    trained = train_regression(examples, features, transform=None, seed=0)
    assert trained.told.transform == trained.metrics["test"]["transform"] == "log"
    assert trained.metrics["test"]["r2"] > 0.9
    asked = train_regression(examples, features, transform="none", seed=0)
    assert asked.told.transform == "none"
    np.testing.assert_allclose(
        [pair[0] for pair in asked.metrics["test"]["pairs"]],
        [pair[0] for pair in trained.metrics["test"]["pairs"]],
    )


def test_logarithms_only_where_they_are_called_for():
    assert choose_transform(np.array([1.0, 2, 3, 4]), None) == "none"
    assert choose_transform(np.array([-1.0, 1, 1, 90]), None) == "none"
    assert choose_transform(np.array([1.0, 2, 3, 4]), "log") == "log"
    with pytest.raises(BadParameter, match="-1"):
        choose_transform(np.array([-1.0, 1, 1, 90]), "log")


def test_test_pictures_teach_nothing():
    examples, features = project()
    splits = assign(examples)
    poisoned = features.copy()
    poisoned[[splits[row.id] == "test" for row in examples]] *= -100
    honest, other = (
        train_regression(examples, values, transform=None, seed=0) for values in (features, poisoned)
    )
    np.testing.assert_array_equal(honest.kernel, other.kernel)
    assert honest.told.likely == other.told.likely


def test_the_same_seed_gives_the_same_result():
    examples, features = project()
    first, second = (train_regression(examples, features, transform=None, seed=5) for _ in range(2))
    np.testing.assert_array_equal(first.kernel, second.kernel)
    assert first.metrics == second.metrics


def test_a_group_counts_once():
    predicted, targets = np.array([1.0, 3.0, 5.0, 6.0, 0.0]), np.array([2.0, 2.0, 5.0, 6.0, 1.0])
    found = evaluate(predicted, targets, np.array([4, 4, 7, 8, 9]), "none", 0)
    assert (found["examples"], found["groups"]) == (5, 4)
    assert found["pairs"] == [[2.0, 2.0], [5.0, 5.0], [6.0, 6.0], [1.0, 0.0]]
    assert found["mae"] == pytest.approx(0.25)
    assert found["rmse"] == pytest.approx(0.5)
    assert found["r2"] == pytest.approx(1 - 1 / 17)


def test_a_picture_without_a_value_is_told():
    examples, features = project()
    with pytest.raises(LabelsMissing, match="1 of 150") as told:
        train_regression([replace(examples[0], value=None), *examples[1:]], features, transform=None, seed=0)
    assert told.value.details["examples"] == ["e0"]


def test_too_few_and_all_the_same_are_refused():
    examples, features = project()
    with pytest.raises(TooFewExamples, match="Received: 2"):
        train_regression(examples[:2], features[:2], transform=None, seed=0)
    same = [replace(row, value=7.0) for row in examples]
    with pytest.raises(OneValue, match="have 7"):
        train_regression(same, features, transform=None, seed=0)
    with pytest.raises(BadParameter, match="Logarithms"):
        train_regression(examples, features, transform="log", seed=0)
