"""One step of training: augment, look, compare, improve what the phase frees."""

import contextlib
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf

from graft.errors import OutOfMemory
from graft.training.adam import Adam
from graft.training.augmentation import augment
from graft.training.network import Network
from graft.training.objective import Objective
from graft.training.phases import Phase

RISING = 0.1
"""Share of a phase's steps over which the learning rate rises, so that what was learnt is not torn."""
MOMENTUM = 0.9
"""Of batch normalisation's statistics where they are learnt. The applications' own, 0.99 and more, is meant
for hundreds of thousands of steps: in a training of hundreds the statistics would stay the source's."""
LOOKED_AT = 32
"""Pictures a call when nothing is learnt from them."""


class Stepper:
    """A phase made ready: which weights it moves, by which optimizers (the book's *recompile*)."""

    def __init__(self, network: Network, phase: Phase, objective: Objective, steps: int) -> None:
        """
        Args:
            network: what is trained.
            phase: how.
            objective: to what.
            steps: of the whole phase.
        """
        self.network, self.phase, self.objective, self.steps = network, phase, objective, steps
        self._variables = network.free(list(phase.rates))
        if phase.statistics:
            for layer in network.normalisations:
                layer.momentum = min(layer.momentum, MOMENTUM)
        self.optimizers = {part: Adam(self._variables[part], rate) for part, rate in phase.rates.items()}
        height, width = network.size
        signature = (
            tf.TensorSpec((None, height, width, 3), tf.uint8),
            tf.TensorSpec((None, *objective.targets.shape[1:]), objective.targets.dtype),
            tf.TensorSpec((2,), tf.int32),
        )
        self._learn = tf.function(self._learn_in_graph, signature, autograph=False)
        self._gradients = tf.function(self._gradients_in_graph, signature, autograph=False)

    @property
    def optimizer_weights(self) -> list[tf.Variable]:
        """Moments and counters, for a checkpoint."""
        return [variable for part in self.optimizers.values() for variable in part.variables]

    def learn(self, pixels: np.ndarray, targets: np.ndarray, seed: int, step: int) -> tuple[float, float]:
        """One step.

        Args:
            pixels: uint8[N, h, w, 3], the pictures.
            targets: the objective's, of these.
            seed: of the run.
            step: its number in the phase, from 0.

        Returns:
            The mean loss (no number when it is none: nothing was learnt from it then), and the share that
            was right (no number where the objective can't say), both before the step.

        Raises:
            OutOfMemory: the batch does not fit; says which would.
        """
        part = schedule(step, self.steps)
        for name, optimizer in self.optimizers.items():
            optimizer.learning_rate.assign(self.phase.rates[name] * part)
        given = (tf.constant(pixels), tf.constant(targets), dice(seed, self.phase.name, step))
        try:
            with _as_traced():
                loss, right = self._learn(*given)
        except tf.errors.ResourceExhaustedError as error:
            fits = largest_that_fits(
                lambda count: self._gradients(*(g[:count] for g in given[:2]), given[2]), len(targets)
            )
            raise too_large(len(targets), fits) from error
        return float(loss), float(right)

    def _learn_in_graph(self, pixels, targets, seed):
        loss, right, given = self._gradients_in_graph(pixels, targets, seed)
        gradients: Any = given

        def improve() -> None:
            for part, optimizer in self.optimizers.items():
                optimizer.apply(gradients[part])

        tf.cond(tf.math.is_finite(loss), improve, lambda: None)  # else the weights stay the last good ones
        return loss, right

    def _gradients_in_graph(self, pixels, targets, seed):
        phase, network, objective = self.phase, self.network, self.objective
        pictures = augment(pixels, phase.preset, seed)
        with tf.GradientTape() as tape:
            _, vector = network.backbone(pictures, training=phase.statistics)
            if phase.dropout:
                vector = tf.nn.experimental.stateless_dropout(vector, phase.dropout, tf.bitwise.invert(seed))
            logits = tf.linalg.matmul(vector, network.kernel) + network.bias
            weighed = phase.l2 * tf.reduce_sum(network.kernel**2)
            loss = tf.reduce_mean(objective.loss(targets, logits)) + weighed
        right = objective.right(targets, logits)
        share = tf.constant(math.nan) if right is None else tf.reduce_mean(right)
        return loss, share, tape.gradient(loss, self._variables)


@contextlib.contextmanager
def _as_traced() -> Iterator[None]:
    """Run functions as they were traced: TensorFlow's graph optimizer makes a step no faster.

    It takes one to two seconds at the beginning of each phase. What only looks it does make faster: it joins
    convolution, normalisation and activation, none of which a step may join that learns from each.
    """
    before = tf.config.optimizer.get_experimental_options().get("disable_meta_optimizer", False)
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": before})


def schedule(step: int, steps: int) -> float:
    """The share of the learning rate: it rises over a tenth of the phase, then falls along a cosine."""
    rising = max(1, round(steps * RISING))
    if step < rising:
        return (step + 1) / (rising + 1)
    return 0.5 * (1 + math.cos(math.pi * (step - rising) / max(1, steps - rising)))


def dice(seed: int, phase: str, step: int) -> tf.Tensor:
    """int32[2] that a step draws from: another one for each run, phase and step."""
    drawn = np.random.default_rng([seed, *phase.encode(), step]).integers(0, 2**31 - 2, 2)
    return tf.constant(drawn, tf.int32)


def largest_that_fits(attempt, batch: int) -> int:
    """The largest half, quarter … of the batch with which ``attempt`` doesn't run out of memory; 0: none."""
    count = batch // 2
    while count:
        try:
            attempt(count)
            return count
        except tf.errors.ResourceExhaustedError:
            count //= 2
    return 0


def too_large(batch: int, fits: int) -> OutOfMemory:
    """The error of a batch that is too large."""
    cure = (
        f"A batch of {fits} fits: train with batch={fits}."
        if fits
        else "Not even one picture fits: take a smaller input or another backbone."
    )
    return OutOfMemory(
        f"A step of training needs memory for all of its pictures. Received: a batch of {batch}, which the "
        f"machine can't hold. {cure}",
        batch=batch,
        fits=fits,
    )


class Looker:
    """Feature vectors of whole pictures, as the network sees them now."""

    def __init__(self, network: Network) -> None:
        height, width = network.size
        signature = (tf.TensorSpec((None, height, width, 3), tf.uint8),)
        self._look = tf.function(
            lambda pixels: network.backbone(tf.cast(pixels, tf.float32), training=False)[1],
            input_signature=signature,
            autograph=False,
        )

    def vectors(self, pixels: np.ndarray, rows: np.ndarray, checked=lambda: None) -> np.ndarray:
        """float32[n, C] of the rows of uint8[N, h, w, 3]; ``checked`` is called before each batch."""
        found = []
        for start in range(0, len(rows), LOOKED_AT):
            checked()
            found.append(self._look(tf.constant(pixels[rows[start : start + LOOKED_AT]])).numpy())
        return np.concatenate(found)
