"""The twin from random weights learns beside a training, and says whether other weights were of use."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.training.tiny import GROUPS, hooks_that_stop_after, lesson, phase, tiny_network

from graft.errors import Cancelled
from graft.training.fitting import Hooks
from graft.training.network import Network
from graft.training.parameters import FinetuneParameters
from graft.training.scratch_twin import SURE, ScratchTwin
from graft.training.tuning import Lesson, tune

ALL = dict.fromkeys(("head", *GROUPS), 3e-3)
GIVEN = FinetuneParameters(batch=12, augment="none", twin_epochs=6)


def blind_network() -> Network:
    """It sees nothing: all its weights are zero."""
    network = tiny_network()
    network.restore([np.zeros_like(weight) for weight in network.state()])
    return network


def other_network() -> Network:
    return tiny_network(seed=5)


def trained(
    folder: Path,
    network: Network,
    hooks: Hooks = Hooks(),  # noqa: B008
    epochs: int = 8,
    build: Callable[[], Network] = other_network,
) -> dict:
    """The history of a training with its twin beside it; the network itself is hardly moved."""
    learnt: Lesson = lesson(folder, each=40)
    twin = ScratchTwin(network, build, learnt, GIVEN, hooks)
    return tune(network, [phase({"head": 1e-9}, epochs=epochs)], learnt, twin.beside()).history


@pytest.fixture(scope="module")
def undecided(tmp_path_factory) -> dict:
    """The history of a training that begins with random weights, as its twin does."""
    return trained(tmp_path_factory.mktemp("undecided"), tiny_network())


def test_weights_worse_than_random_hurt_and_the_twin_stops_when_that_is_sure(tmp_path) -> None:
    told: list[str] = []
    hooks = Hooks(progress=lambda done, total, words: told.append(words))
    history = trained(tmp_path, blind_network(), hooks)
    assert [row["answer"] for row in history["twin"]] == ["hurts"] * SURE
    assert [row["epoch"] for row in history["twin"]] == [1, 2]
    assert history["twin"][-1]["scratch"] > 0.9
    assert len(history["phases"][0]["epochs"]) > SURE, "the training itself goes on"
    assert "Beside it, from scratch: epoch 2 of 6 at most" in told
    json.dumps(history, allow_nan=False)


def test_where_both_begin_with_random_weights_no_answer_comes_and_the_last_epoch_ends_it(undecided) -> None:
    assert [row["epoch"] for row in undecided["twin"]] == [1, 2, 3, 4, 5, 6]
    assert {row["answer"] for row in undecided["twin"]} == {"no difference"}


def test_the_training_is_the_same_with_its_twin_and_without(tmp_path) -> None:
    with_twin, alone = tiny_network(), tiny_network()
    history = trained(tmp_path / "with", with_twin, epochs=3)
    learnt = lesson(tmp_path / "alone", each=40)
    plain = tune(alone, [phase({"head": 1e-9}, epochs=3)], learnt, Hooks()).history
    for one, other in zip(with_twin.state(), alone.state(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert [row["val_loss"] for row in history["phases"][0]["epochs"]] == [
        row["val_loss"] for row in plain["phases"][0]["epochs"]
    ]


@pytest.mark.parametrize("steps", [14, 40])
def test_a_training_that_was_stopped_gives_the_same_verdict_as_one_that_was_not(
    tmp_path, undecided, steps
) -> None:
    with pytest.raises(Cancelled):
        trained(tmp_path, tiny_network(), hooks_that_stop_after(steps))
    assert trained(tmp_path, tiny_network())["twin"] == undecided["twin"]


def test_a_twin_whose_loss_is_no_number_leaves_the_training_alone(tmp_path) -> None:
    def torn_network() -> Network:
        network = other_network()
        network.restore([np.full_like(weight, np.inf) for weight in network.state()])
        return network

    history = trained(tmp_path, tiny_network(), build=torn_network)
    assert history["twin"] == []
    assert len(history["phases"][0]["epochs"]) == 8
