"""What becomes of a trained network: the head is solved for once more, and must beat the head alone."""

import numpy as np
from tests.training.tiny import GROUPS, lesson, phase, tiny_network

from graft.training import checkpoints
from graft.training.fitting import Hooks
from graft.training.stepping import Looker
from graft.training.tuning import begin_with_convex_head, tune

STILL = [phase({"head": 1e-12}, epochs=1)]


def test_a_head_that_has_not_learnt_is_solved_for_once_more(tmp_path) -> None:
    told: list[dict] = []
    network = tiny_network()
    tuned = tune(network, STILL, lesson(tmp_path), Hooks(epoch=told.append))
    assert tuned.head is not None
    assert tuned.history["settled"]["val_loss"] < tuned.history["best"]["val_loss"]
    assert tuned.head.metrics["test"]["accuracy"] >= 0.9
    np.testing.assert_array_equal(tuned.head.kernel, network.kernel.numpy())
    assert told[-1]["settled"] == tuned.history["settled"]


def test_a_network_that_stood_still_does_not_beat_its_head_alone(tmp_path) -> None:
    network, learnt = tiny_network(), lesson(tmp_path)
    features = Looker(network).vectors(learnt.pixels, np.arange(len(learnt.pixels)))
    begin_with_convex_head(network, learnt, features, Hooks())
    tuned = tune(network, STILL, learnt, Hooks(), counts_as_it_is=True)
    assert tuned.head is None
    assert tuned.history["best"] is None
    assert tuned.history["settled"] is None
    assert tuned.history["before"]["val_accuracy"] >= 0.9


def test_a_network_that_counts_as_it_is_ends_halfway_to_its_best_epoch(tmp_path) -> None:
    network, learnt = tiny_network(), lesson(tmp_path)
    came = network.state()
    tuned = tune(
        network, [phase(dict.fromkeys(("head", *GROUPS), 3e-3))], learnt, Hooks(), counts_as_it_is=True
    )
    assert tuned.head is not None
    kept = checkpoints.load(tmp_path / "checkpoint.npz")
    assert kept is not None
    backbone = len(network.backbone.weights)
    for now, old, new in list(zip(network.state(), came, kept.best, strict=True))[:backbone]:
        np.testing.assert_allclose(now, (old + new) / 2, rtol=1e-6, atol=1e-7)
    assert any((old != new).any() for old, new in zip(came, kept.best, strict=True))
