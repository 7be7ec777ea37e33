"""Two heads are compared by what the evaluation tells: the scores' mean is its measure, in every task."""

from collections.abc import Callable

import numpy as np
import pytest

from graft.training import tested
from graft.training.multilabel import train_labels
from graft.training.regression import train_regression
from graft.training.scores import scores
from graft.training.splits import ExampleRef
from graft.training.strategies import train_head
from graft.training.tested import INTERVALS, MEASURES, groups

COUNT, WIDTH = 160, 12
CLASSES = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
IDS = ["a", "b"]


def group(number: int) -> str:
    """Two pictures of each thing."""
    return f"g{number // 2}"


def drawn() -> tuple[np.ndarray, np.ndarray]:
    """float32[n, C], and float64[n, 2], sums of these with noise."""
    dice = np.random.default_rng(3)
    features = dice.normal(size=(COUNT, WIDTH)).astype(np.float32)
    return features, features @ dice.normal(size=(WIDTH, 2)) + dice.normal(0, 1.5, (COUNT, 2))


def one_label() -> tuple[list[ExampleRef], dict, np.ndarray]:
    features, sums = drawn()
    rows = [ExampleRef(f"e{i}", "", IDS[int(sums[i, 0] > 0)], group(i), None) for i in range(COUNT)]
    made = train_head(rows, CLASSES, features, seed=1)
    return rows, {"metrics": made.metrics}, features.astype(np.float64) @ made.kernel + made.bias


def several_labels() -> tuple[list[ExampleRef], dict, np.ndarray]:
    features, sums = drawn()
    rows = [
        ExampleRef(f"e{i}", "", "", group(i), None, class_ids=tuple(np.array(IDS)[sums[i] > 0].tolist()))
        for i in range(COUNT)
    ]
    made = train_labels(rows, CLASSES, features, seed=1)
    told = {"metrics": made.metrics, "thresholds": made.thresholds}
    return rows, told, features.astype(np.float64) @ made.kernel + made.bias


def number(log: bool) -> tuple[list[ExampleRef], dict, np.ndarray]:
    features, sums = drawn()
    values = np.exp(sums[:, 0] / 3) if log else sums[:, 0]
    rows = [ExampleRef(f"e{i}", "", "", group(i), None, value=float(values[i])) for i in range(COUNT)]
    made = train_regression(rows, features, transform="log" if log else "none", seed=1)
    told = {"metrics": made.metrics, "target": {"transform": made.told.transform}}
    return rows, told, features.astype(np.float64) @ made.kernel + made.bias


@pytest.mark.parametrize(
    ("task", "train"),
    [
        ("single_label", one_label),
        ("multi_label", several_labels),
        ("regression", lambda: number(log=False)),
        ("regression", lambda: number(log=True)),
    ],
    ids=["one label", "several labels", "a number", "a number by its logarithm"],
)
def test_the_mean_of_the_scores_is_what_the_evaluation_tells(task: str, train: Callable) -> None:
    rows, told, logits = train()
    asked = tested.tested(task, rows, IDS)
    at = [rows.index(row) for row in asked]
    found = scores(asked, logits[at], {"task": task, "classes": CLASSES, **told})
    test = told["metrics"]["test"]
    assert found is not None
    assert len(found) == len(groups(task, asked)) == test.get("groups", test["examples"])
    assert np.mean(found) == pytest.approx(test[MEASURES[task]], abs=1e-6)
    assert 0.3 < np.mean(found) < 1, "there is something to be told apart"
    low, high = test[INTERVALS[MEASURES[task]]]
    assert low < np.mean(found) < high


def test_of_values_that_do_not_vary_there_is_nothing_to_compare() -> None:
    rows = [ExampleRef(f"e{i}", "", "", group(i), "test", value=2.0) for i in range(4)]
    manifest = {"task": "regression", "classes": [], "target": {"transform": "none"}}
    assert scores(rows, np.zeros((4, 1)), manifest) is None
