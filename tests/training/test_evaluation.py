"""Evaluation against numbers worked out by hand or published."""

import json

import numpy as np
import pytest

from graft.training.evaluation import MISTAKES_TOLD, evaluate, independent_count, mistakes, wilson


@pytest.mark.parametrize(
    ("share", "count", "low", "high"),
    [(0.8, 10, 0.4902, 0.9433), (0.0, 10, 0.0, 0.2775), (1.0, 10, 0.7225, 1.0), (0.86, 350, 0.8197, 0.8925)],
)
def test_wilson_interval(share: float, count: int, low: float, high: float) -> None:
    assert wilson(share, count) == pytest.approx((low, high), abs=1e-4)


def test_a_burst_counts_as_one_picture() -> None:
    assert independent_count(["a", "b", "c"]) == 3
    assert independent_count(["burst"] * 30) == 1
    assert independent_count(["burst"] * 2 + ["other"] * 2) == 2


def test_a_burst_makes_no_accuracy_surer() -> None:
    probabilities, labels = np.tile([0.9, 0.1], (30, 1)), np.zeros(30, int)
    alone = evaluate(probabilities, labels, ["a", "b"], [str(i) for i in range(30)])
    burst = evaluate(probabilities, labels, ["a", "b"], ["burst"] * 30)
    assert alone["interval"] == pytest.approx([0.886, 1.0], abs=1e-3)
    assert burst["interval"] == pytest.approx([0.207, 1.0], abs=1e-3)


def test_everything_about_five_answers() -> None:
    probabilities = np.array(
        [[0.8, 0.1, 0.1], [0.3, 0.6, 0.1], [0.2, 0.7, 0.1], [0.5, 0.4, 0.1], [0.1, 0.9, 0.0]]
    )
    found = evaluate(probabilities, np.array([0, 0, 1, 1, 1]), ["a", "b", "c"], list("vwxyz"))
    assert found["accuracy"] == pytest.approx(0.6)
    assert found["examples"] == 5
    assert found["confusion"] == [[1, 1, 0], [1, 2, 0], [0, 0, 0]]
    first, second, third = found["per_class"]
    assert first == {"class_id": "a", "precision": 0.5, "recall": 0.5, "f1": 0.5, "examples": 2}
    assert second == {
        "class_id": "b",
        "precision": pytest.approx(2 / 3),
        "recall": pytest.approx(2 / 3),
        "f1": pytest.approx(2 / 3),
        "examples": 3,
    }
    assert third == {"class_id": "c", "precision": None, "recall": None, "f1": None, "examples": 0}
    assert found["nll"] == pytest.approx(-np.mean(np.log([0.8, 0.3, 0.7, 0.4, 0.9])))
    assert found["ece"] == pytest.approx((0.2 + 0.6 + 0.3 + 0.5 + 0.1) / 5)
    json.dumps(found, allow_nan=False)


def test_a_certain_and_wrong_answer_is_still_a_number() -> None:
    found = evaluate(np.array([[1.0, 0.0]]), np.array([1]), ["a", "b"], ["x"])
    assert np.isfinite(found["nll"])


def test_mistakes_are_told_with_the_surest_first() -> None:
    probabilities = np.array([[0.8, 0.2], [0.45, 0.55], [0.9, 0.1], [0.1, 0.9]])
    found = mistakes(probabilities, np.array([0, 0, 1, 1]), ["a", "b"], list("wxyz"))
    assert found == [
        {"example_id": "y", "class_id": "b", "said": "a", "probability": 0.9},
        {"example_id": "x", "class_id": "a", "said": "b", "probability": 0.55},
    ]
    json.dumps(found)
    assert mistakes(np.empty((0, 2)), np.empty(0, int), ["a", "b"], []) == []
    count = MISTAKES_TOLD + 50
    many = mistakes(np.tile([0.9, 0.1], (count, 1)), np.ones(count, int), ["a", "b"], ["e"] * count)
    assert len(many) == MISTAKES_TOLD
