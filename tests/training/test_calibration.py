"""Calibration: surer than right becomes as sure as right."""

import numpy as np
import pytest
from scipy.special import log_softmax, softmax

from graft.training.calibration import HOTTEST, fit_temperature, unknown_threshold


def answers(count: int, sureness: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are ``sureness`` times what they should be, and labels drawn from what they should be."""
    dice = np.random.default_rng(seed)
    logits = dice.normal(size=(count, 4)) * 2
    labels = np.array([dice.choice(4, p=row) for row in softmax(logits, axis=1)])
    return logits * sureness, labels


def loss(logits: np.ndarray, labels: np.ndarray) -> float:
    return -float(log_softmax(logits, axis=1)[np.arange(len(labels)), labels].mean())


@pytest.mark.parametrize("sureness", [0.4, 1.0, 3.0])
def test_temperature_is_how_much_too_sure_the_head_is(sureness: float) -> None:
    assert fit_temperature(*answers(4000, sureness, seed=0)) == pytest.approx(sureness, rel=0.1)


def test_temperature_makes_other_answers_likelier_too() -> None:
    temperature = fit_temperature(*answers(500, 3.0, seed=1))
    logits, labels = answers(500, 3.0, seed=2)
    assert loss(logits / temperature, labels) < loss(logits, labels) - 0.1


def test_a_few_right_answers_are_no_certainty() -> None:
    logits = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    temperature = fit_temperature(logits, np.array([0, 1, 0, 1]))
    assert softmax(logits / temperature, axis=1).max() < 0.9


def test_useless_answers_become_doubtful() -> None:
    logits = np.random.default_rng(0).normal(size=(500, 3)) * 10
    temperature = fit_temperature(logits, np.random.default_rng(1).integers(0, 3, 500))
    assert temperature > HOTTEST / 2


def test_without_examples_nothing_changes() -> None:
    assert fit_temperature(np.empty((0, 3)), np.empty(0, int)) == 1.0


def test_nearly_all_right_answers_stay_known() -> None:
    logits, labels = answers(2000, 1.0, seed=3)
    probabilities = softmax(logits, axis=1)
    threshold = unknown_threshold(probabilities, labels)
    right = probabilities.argmax(axis=1) == labels
    assert np.mean(probabilities[right].max(axis=1) >= threshold) == pytest.approx(0.95, abs=0.01)


def test_threshold_is_neither_a_guess_nor_a_refusal() -> None:
    sure = np.tile([0.999, 0.001, 0.0, 0.0], (50, 1))
    assert unknown_threshold(sure, np.zeros(50, int)) == 0.7
    unsure = np.tile([0.26, 0.25, 0.25, 0.24], (50, 1))
    assert unknown_threshold(unsure, np.zeros(50, int)) == pytest.approx(0.3)


@pytest.mark.parametrize("count", [0, 10])
def test_threshold_without_a_right_answer_is_its_floor(count: int) -> None:
    assert unknown_threshold(np.tile([0.9, 0.1], (count, 1)), np.ones(count, int)) == pytest.approx(0.6)
