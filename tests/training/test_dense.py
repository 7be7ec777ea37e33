"""The dense head, for every task: what no plane parts is learnt, noise is not, the best epoch is kept."""

import numpy as np
import pytest
from tests.training.tiny import hooks_that_stop_after

from graft.datasets.tasks import MULTI_LABEL, REGRESSION, SINGLE_LABEL
from graft.errors import Cancelled, LossNotFinite
from graft.exporting.head import HeadWeights
from graft.training.by_task import Made
from graft.training.dense import train_dense
from graft.training.fitting import Hooks
from graft.training.objective import Objective
from graft.training.objectives import objective_of
from graft.training.parameters import HeadParameters, parse
from graft.training.splits import ExampleRef

COUNT, WIDTH = 400, 6
CLASSES = [{"id": "same", "name": "same"}, {"id": "other", "name": "other"}]
GIVEN: HeadParameters = parse("head", {"kind": "dense", "hidden": 32, "rate": 1e-2, "dropout": 0.1})


def features(seed: int = 0) -> np.ndarray:
    """float32[n, C]; the scale and middle are like those of features, not of a bell."""
    return np.random.default_rng(seed).uniform(0, 4, (COUNT, WIDTH)).astype(np.float32)


def objective(task: str, given: np.ndarray, *, noise: bool = False) -> Objective:
    """Whether the first two features are on the same side: no plane parts those that are from others."""
    same = (given[:, 0] > 2) == (given[:, 1] > 2)
    far = (given[:, 0] - 2) * (given[:, 1] - 2)
    if noise:
        order = np.random.default_rng(1).permutation(COUNT)
        same, far = same[order], far[order]
    rows = [
        ExampleRef(
            id=f"{i}",
            sha256=f"{i:064x}",
            class_id="same" if same[i] else "other",
            group=f"{i}",
            split=("train", "train", "train", "val", "test")[i % 5],
            value=float(far[i]),
            class_ids=(("same",) if same[i] else ()) + (("other",) if given[i, 2] > 2 else ()),
        )
        for i in range(COUNT)
    ]
    return objective_of(task, rows, CLASSES, None, seed=3)


def measured(made: Made) -> float:
    """What the task is judged by, on test: 1 is best."""
    test = made.metrics["test"]
    return test.get("accuracy", test.get("mean_average_precision", test.get("r2")))


@pytest.mark.parametrize("task", [SINGLE_LABEL, MULTI_LABEL, REGRESSION])
def test_what_no_plane_parts_is_learnt_and_noise_is_not(task: str) -> None:
    given, told = features(), []
    asked = objective(task, given)
    made = train_dense(asked, given, GIVEN, Hooks(epoch=told.append))
    assert measured(made) > 0.85
    weights = HeadWeights(
        made.kernel, made.bias, made.temperature, made.activation, made.deviation, made.hidden
    )
    answers = weights.outputs(given[asked.division.test])
    if task == SINGLE_LABEL:
        right = answers.argmax(axis=1) == asked.targets[asked.division.test]
        assert right.mean() == made.metrics["test"]["accuracy"], "the published layers are those measured"
    (phase,) = told[-1]["phases"]
    losses = [row["val_loss"] for row in phase["epochs"]]
    assert told[-1]["best"]["val_loss"] == pytest.approx(min(losses), abs=1e-3)
    failed = train_dense(objective(task, given, noise=True), given, GIVEN, Hooks())
    assert measured(failed) < 0.75


def test_the_same_seed_gives_the_same_head() -> None:
    given = features()
    first, second = (train_dense(objective(SINGLE_LABEL, given), given, GIVEN, Hooks()) for _ in range(2))
    np.testing.assert_array_equal(first.kernel, second.kernel)


def test_it_can_be_cancelled_in_the_middle() -> None:
    given = features()
    with pytest.raises(Cancelled):
        train_dense(objective(SINGLE_LABEL, given), given, GIVEN, hooks_that_stop_after(20))


def test_a_loss_that_is_no_number_is_told() -> None:
    given = features()
    given[0, 0] = np.inf
    with np.errstate(all="ignore"), pytest.raises(LossNotFinite, match=r"epoch 1 of the dense head.*smaller"):
        train_dense(objective(SINGLE_LABEL, given), given, GIVEN, Hooks())
