"""The loop over phases: what moves and what doesn't, early stopping, going on after a kill, no numbers."""

from pathlib import Path

import numpy as np
import pytest
from tests.training.tiny import GROUPS, hooks_that_stop_after, objective, phase, pixels, tiny_network

from graft.errors import Cancelled, LossNotFinite
from graft.training.fitting import Fitter, Hooks, as_good
from graft.training.parameters import FinetuneParameters
from graft.training.phases import from_the_top
from graft.training.presets import find
from graft.training.stepping import schedule

ALL = dict.fromkeys(("head", *GROUPS), 3e-3)


def fit(network, phases, path: Path, hooks: Hooks = Hooks(), seed: int = 1, **more):  # noqa: B008
    return Fitter(network, phases, pixels(20), objective(seed=seed), path / "checkpoint.npz", hooks).fit(
        **more
    )


def moved(network, before) -> set[str]:
    """Names of the weights that are no longer bitwise what they were."""
    return {
        weight.name
        for weight, value in zip(network.weights, before, strict=True)
        if weight.numpy().tobytes() != value.tobytes()
    }


@pytest.mark.parametrize("free", [["head"], ["head", "maps"], ["head", "maps", "block01"]])
def test_what_is_frozen_stands_still_to_the_bit_and_statistics_do_too(tmp_path, free) -> None:
    network = tiny_network()
    before = network.state()
    fit(network, [phase(dict.fromkeys(free, 3e-3), preset=find("handheld"))], tmp_path)
    found = moved(network, before)
    expected = {v.name for group in network.groups if group.name in free for v in group.weights}
    statistics = {name for name in expected if "moving_" in name}
    assert statistics or free == ["head"]
    assert found == expected - statistics | {"head/kernel:0", "head/bias:0"}


def test_statistics_of_a_long_training_follow_in_a_short_one(tmp_path) -> None:
    network = tiny_network()
    for layer in network.normalisations:
        layer.momentum = 0.999  # as MobileNetV2 has it
    history = fit(network, [phase(ALL, statistics=True, epochs=12)], tmp_path)
    last = history["phases"][0]["epochs"][-1]
    assert last["accuracy"] > 0.9
    assert last["val_accuracy"] > 0.9, "held-out pictures are looked at with the statistics that were learnt"


def test_with_statistics_all_of_it_moves(tmp_path) -> None:
    network = tiny_network()
    before = network.state()
    fit(network, [phase(ALL, statistics=True)], tmp_path)
    assert moved(network, before) == {weight.name for weight in network.weights}


def test_deeper_groups_are_freed_later_and_learn_more_slowly() -> None:
    given = FinetuneParameters(rate=1e-3, falloff=0.5)
    plan = from_the_top(GROUPS, given)
    assert [row.name for row in plan] == ["maps", "block01", "stem"]
    assert [set(row.rates) for row in plan] == [
        {"head", "maps"},
        {"head", "maps", "block01"},
        {"head", "maps", "block01", "stem"},
    ]
    assert plan[-1].rates == {"head": 1e-3, "maps": 1e-3, "block01": 5e-4, "stem": 2.5e-4}
    assert not any(row.statistics for row in plan)


def test_the_best_weights_are_kept_and_the_history_tells_which(tmp_path) -> None:
    network = tiny_network()
    told: list[dict] = []
    history = fit(network, [phase(ALL, epochs=4)], tmp_path, Hooks(epoch=lambda h: told.append(dict(h))))
    (row,) = history["phases"]
    losses = [epoch["val_loss"] for epoch in row["epochs"]]
    assert np.argmax(losses) == 0, "so it is not the first"
    kept = losses[history["best"]["epoch"] - 1]
    assert history["best"]["val_loss"] == kept < losses[0]
    fitter = Fitter(network, [], pixels(20), objective(), tmp_path / "none.npz", Hooks())
    assert fitter.fit(counts_as_it_is=True)["before"]["val_loss"] == pytest.approx(kept, rel=1e-6)
    assert len(told) == len(losses) == 4


def test_of_epochs_that_cannot_be_told_apart_the_last_is_kept() -> None:
    dice = np.random.default_rng(0)
    least = dice.exponential(size=100)
    assert as_good(least, [])
    assert as_good(least + dice.normal(0.001, 0.3, 100), least)
    assert as_good(least - 0.1, least)
    assert not as_good(least + dice.normal(0.2, 0.3, 100), least)


def test_a_phase_ends_when_nothing_improves(tmp_path) -> None:
    history = fit(tiny_network(), [phase({"head": 1e-12}, epochs=50, patience=2)], tmp_path)
    assert len(history["phases"][0]["epochs"]) < 10


PLAN = [
    phase({"head": 1e-3, "maps": 1e-3}, preset=find("handheld")),
    phase(ALL, statistics=True, dropout=0.5, preset=find("handheld")),
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[dict, list[np.ndarray]]:
    """History and weights of a training that nobody stopped."""
    network = tiny_network()
    history = fit(network, PLAN, tmp_path_factory.mktemp("whole"))
    return history, network.state()


@pytest.mark.parametrize("steps", [5, 9, 14])
def test_a_training_that_was_stopped_ends_as_if_it_had_not_been(tmp_path, whole, steps) -> None:
    with pytest.raises(Cancelled):
        fit(tiny_network(), PLAN, tmp_path, hooks_that_stop_after(steps))
    again = tiny_network(seed=99)  # another process begins with other weights
    second = fit(again, PLAN, tmp_path)
    first, weights = whole
    assert moved(again, weights) == set()
    assert [row["val_loss"] for p in first["phases"] for row in p["epochs"]] == [
        row["val_loss"] for p in second["phases"] for row in p["epochs"]
    ]


def test_cancelling_takes_effect_before_the_next_step(tmp_path) -> None:
    steps: list[int] = []
    hooks = Hooks(progress=lambda done, total, words: steps.append(done), cancelled=lambda: len(steps) >= 2)
    with pytest.raises(Cancelled):
        fit(tiny_network(), [phase(ALL)], tmp_path, hooks)
    assert steps == [1, 2]


def test_a_loss_that_is_no_number_stops_at_once_and_says_why(tmp_path) -> None:
    with pytest.raises(LossNotFinite, match="smaller rate") as caught:
        fit(tiny_network(), [phase(dict.fromkeys(ALL, 1e30), epochs=3)], tmp_path)
    assert caught.value.details["epoch"] == 1


def test_after_a_good_phase_no_number_keeps_the_last_good_weights(tmp_path) -> None:
    network = tiny_network()
    kept: list[list[np.ndarray]] = []
    hooks = Hooks(epoch=lambda history: kept.append(network.state()))
    plan = [phase(ALL, epochs=1), phase(dict.fromkeys(ALL, 1e30), epochs=3)]
    history = fit(network, plan, tmp_path, hooks)
    assert history["stopped"]["code"] == "loss_not_finite"
    assert history["best"]["epoch"] == 1
    assert moved(network, kept[0]) == set()
    assert all(np.isfinite(value).all() for value in network.state())


def test_progress_says_phase_epoch_loss_and_time_left(tmp_path) -> None:
    told: list[tuple[int, int, str]] = []
    fit(tiny_network(), [phase(ALL)], tmp_path, Hooks(progress=lambda *row: told.append(row)))
    assert [row[0] for row in told] == list(range(1, 7))
    assert {row[1] for row in told} == {6}
    assert told[0][2].startswith("Group test: epoch 1 of 2, loss ")
    assert "left" in told[0][2]


def test_the_rate_rises_and_falls() -> None:
    rates = [schedule(step, 100) for step in range(100)]
    assert rates[0] == pytest.approx(1 / 11)
    assert max(rates) == rates[10] == 1
    assert rates[-1] < 0.001
    assert schedule(0, 1) > 0
