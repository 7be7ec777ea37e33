"""The dense head, on request: a hidden layer with dropout before the last, trained by Adam (11.3.1).

Where no plane among the features parts the classes, a hidden layer may; the convex head can't. It wants
more pictures, has no one optimum, and takes seconds instead of a moment.
"""

import time
from typing import Any, cast

import numpy as np
import tensorflow as tf
import tf_keras as keras
from typing_extensions import override

from graft.training.by_task import Made
from graft.training.fitting import LEAST_GAIN, Hooks, loss_not_finite
from graft.training.objective import Objective
from graft.training.parameters import HeadParameters
from graft.training.seeds import seeded


def train_dense(objective: Objective, features: np.ndarray, given: HeadParameters, hooks: Hooks) -> Made:
    """Train the dense head; the weights that served held-out examples best are kept.

    Args:
        objective: to what, and on which examples.
        features: float32[n, C], in the examples' order.
        given: width, dropout, rate, epochs, patience and batch.
        hooks: whom to tell; the history is :meth:`graft.training.fitting.Fitter.fit`'s, of one phase.

    Raises:
        Cancelled: the hooks said so.
        LossNotFinite: the loss was no number.
    """
    division = objective.division
    middle, spread = (row(features[division.train], axis=0) for row in (np.mean, np.std))
    spread = np.where(spread > 0, spread, np.float32(1))
    standard = (features - middle) / spread
    seeded(objective.seed)
    model = keras.Sequential(
        [
            keras.Input(features.shape[1:]),
            keras.layers.Dense(given.hidden, activation="relu"),
            keras.layers.Dropout(given.dropout),
            keras.layers.Dense(objective.outputs),
        ]
    )
    # XLA is left out: compiling takes longer than all the rest.
    model.compile(keras.optimizers.Adam(given.rate, jit_compile=False), loss=_loss(objective))
    watcher = _Watcher(objective, standard, given, hooks)
    keeper = keras.callbacks.EarlyStopping(
        "val_loss",
        min_delta=LEAST_GAIN,  # type: ignore[arg-type]  # its stub knows whole ones alone
        patience=given.patience,
        restore_best_weights=True,
    )
    model.fit(
        standard[division.train],
        objective.targets[division.train],
        given.batch,
        given.epochs,
        verbose=0,  # type: ignore[arg-type]  # its stub knows words alone
        callbacks=[watcher, keeper],
    )
    model.set_weights(keeper.best_weights)  # where all epochs were gone through, the last ones are there
    kernel, bias, *last = model.get_weights()
    kernel = kernel / spread[:, None]
    logits = model.predict_on_batch(standard)
    return objective.publish(
        (last[0], last[1]),
        logits[division.val],
        logits[division.test],
        hidden=(kernel, bias - middle @ kernel),
    )


def _loss(objective: Objective) -> Any:
    """The objective's, of targets that Keras hands on as floats, in a column where they are numbers."""
    shape, kind = (-1, *objective.targets.shape[1:]), objective.targets.dtype
    return lambda targets, logits: objective.loss(tf.cast(tf.reshape(targets, shape), kind), logits)


class _Watcher(keras.callbacks.Callback):
    """Measures and tells every epoch, and gives ``val_loss`` to the callbacks after it."""

    def __init__(
        self, objective: Objective, standard: np.ndarray, given: HeadParameters, hooks: Hooks
    ) -> None:
        super().__init__()
        self.objective, self.standard, self.given, self.hooks = objective, standard, given, hooks
        phase = {"name": "dense", "trains": ["head"], "rates": {"head": given.rate}, "most": given.epochs}
        self.epochs: list[dict[str, Any]] = []
        self.history: dict[str, Any] = {
            "phases": [{**phase, "epochs": self.epochs}],
            "before": None,
            "best": None,
            "settled": None,
            "stopped": None,
        }
        self.begun = time.perf_counter()

    @override
    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.hooks.check()

    @override
    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        loss = float(logs["loss"])
        logits = cast(keras.Model, self.model).predict_on_batch(self.standard)
        if not np.isfinite(loss) or not np.isfinite(logits).all():
            # Adam's steps are bounded and features are standardised: it can't come after good epochs.
            rates = {"head": self.given.rate}
            loss_not_finite("the dense head", epoch + 1, rates, something_kept=False)
        division = self.objective.division
        learnt = self.objective.score(logits[division.train], division.train)["val_accuracy"]
        found = self.objective.score(logits[division.val], division.val)
        seconds = round(time.perf_counter() - self.begun, 3)
        self.epochs.append({"loss": loss, "accuracy": learnt, **found, "seconds": seconds})
        self.begun = time.perf_counter()
        logs["val_loss"] = found["val_loss"]
        best = self.history["best"]
        if best is None or found["val_loss"] < best["val_loss"] - LEAST_GAIN:
            self.history["best"] = {"phase": "dense", "epoch": epoch + 1, **found}
        words = f"The dense head: epoch {epoch + 1} of at most {self.given.epochs}, loss {loss:.2f}"
        self.hooks.progress(epoch + 1, self.given.epochs, words)
        self.hooks.epoch(self.history)
