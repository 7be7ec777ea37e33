"""What becomes of a trained network: the head is solved for once more, and must beat the head alone."""

import numpy as np
from tests.training.tiny import lesson, phase, tiny_network

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
    features = Looker(network).vectors(learnt.pixels, np.arange(len(learnt.examples)))
    begin_with_convex_head(network, learnt, features, Hooks())
    tuned = tune(network, STILL, learnt, Hooks(), counts_as_it_is=True)
    assert tuned.head is None
    assert tuned.history["best"] is None
    assert tuned.history["settled"] is None
    assert tuned.history["before"]["val_accuracy"] >= 0.9
