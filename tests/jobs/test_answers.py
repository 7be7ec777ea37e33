"""What a version says of a picture, by its task."""

import math

import numpy as np
import pytest

from graft.cli_tasks import measured, readable, said
from graft.errors import WeightsCorrupt
from graft.jobs.answers import activation, answer
from graft.storage.tables import Run

CLASSES = [{"id": "a", "name": "miso"}, {"id": "b", "name": "egg"}]
ONE = {"version": 1, "task": "single_label", "classes": CLASSES, "unknown": {"threshold": 0.7}}
SEVERAL = {"version": 1, "task": "multi_label", "classes": CLASSES, "thresholds": [0.8, 0.2]}
TARGET = {"quantity": "price", "unit": "€", "transform": "none", "likely": [-2.0, 3.0]}
NUMBER = {"version": 1, "task": "regression", "classes": [], "target": TARGET}
LOGARITHM = {**NUMBER, "target": {**TARGET, "transform": "log"}}


def test_one_label_is_the_likeliest_or_unknown():
    found = answer(ONE, np.array([0.25, 0.75]))
    assert found == {
        "unknown": False,
        "predictions": [{"class": "egg", "probability": 0.75}, {"class": "miso", "probability": 0.25}],
    }
    assert said(found) == "egg 75.0%"
    assert said(answer(ONE, np.array([0.5, 0.5]))) == "miso 50.0% (not sure)"


def test_of_several_labels_each_has_its_own_threshold():
    found = answer(SEVERAL, np.array([0.5, 0.25]))
    assert [(row["class"], row["shown"]) for row in found["predictions"]] == [("miso", False), ("egg", True)]
    assert said(found) == "egg 25.0%"
    assert said(answer(SEVERAL, np.array([0.1, 0.1]))) == "none of these"


def test_a_number_has_an_interval():
    assert answer(NUMBER, np.array([10.0])) == {
        "value": 10.0,
        "interval": [8.0, 13.0],
        "quantity": "price",
        "unit": "€",
    }
    low, high = answer(LOGARITHM, np.array([10.0]))["interval"]
    assert (low, high) == (pytest.approx(10 * math.exp(-2)), pytest.approx(10 * math.exp(3)))
    assert said(answer(NUMBER, np.array([10.0]))) == "10 € (likely 8 to 13)"


def test_the_last_step_is_the_task_s():
    steps = [activation(manifest) for manifest in (ONE, SEVERAL, NUMBER, LOGARITHM)]
    assert steps == ["softmax", "sigmoid", "linear", "exponential"]


@pytest.mark.parametrize("manifest", [ONE, NUMBER])
def test_what_is_no_number_is_told(manifest):
    with pytest.raises(WeightsCorrupt, match="Train the project again"):
        answer(manifest, np.array([math.nan, 0.5]))


def test_numbers_are_said_with_digits_that_say_something():
    assert [readable(value) for value in (2267727.5, 1234, 12.3456, 0.0123456)] == [
        *("2,267,728", "1,234", "12.35", "0.01235")
    ]


def test_how_good_a_version_is_in_words():
    part = {"r2": 0.5, "interval": [0.4, 0.6], "mae": 3.0, "mae_of_mean": 6.0, "transform": "log"}
    number = Run(task="regression", target={"unit": "€"})
    words = measured({"test": {**part, "examples": 8, "groups": 2}}, number)
    assert words == (
        "off by 3 € on average, R² 0.50 (0.40 to 0.60) of its logarithm; the middle would be off by 6 "
        "(8 pictures of 2 groups, held-out)"
    )
    several = {"mean_average_precision": 0.9, "interval": [0.8, 1.0], "exact_match": 0.75, "examples": 8}
    assert measured({"test": None, "cross_validation": several}, Run(task="multi_label")) == (
        "mean average precision 0.90 (0.80 to 1.00), "
        "every label right of 75.0% (8 pictures, by cross-validation)"
    )
    one = {"accuracy": 0.75, "interval": [0.3, 0.95], "examples": 4}
    one["per_class"] = [{"class_id": "r", "examples": 4}, {"class_id": "t", "examples": 0}]
    run = Run(task="single_label", classes=[{"id": "r", "name": "rose"}, {"id": "t", "name": "tulip"}])
    assert measured({"test": one}, run) == (
        "75.0% right (30.0% to 95.0%) on 4 held-out pictures, none of them of tulip"
    )
    assert "too few" in measured({"test": None, "cross_validation": None}, number)
