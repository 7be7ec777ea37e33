"""Training a backbone from a recipe: labels, a teacher's features, or both.

Everything that is drawn is drawn from the recipe's seed and the number of the step, so a run that
was killed goes on from its last checkpoint with the very batches it would have seen.

Run it as ``python -m graft.backbones.pretraining RECIPE --out FOLDER``.
"""

import json
import math
import shutil
import time
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path

import numpy as np
import tensorflow as tf
import tf_keras as keras

from graft.backbones import embedded, pretraining_data, pretraining_teacher
from graft.backbones.graftnet import build_graftnet
from graft.backbones.pretraining_data import Pictures, Progress
from graft.backbones.pretraining_step import Learner
from graft.backbones.recipes import Recipe

TOLD_EVERY = 25  # steps


def train(
    recipe_path: Path,
    out: Path,
    progress: Progress,
    *,
    data_dir: Path,
    weights_dir: Path | None = None,
    until: int | None = None,
) -> Path:
    """Train the backbone of a recipe and write it to ``out/<name>/``; returns that folder.

    ``out`` also keeps the decoded pictures, the teacher's answers, checkpoints, ``losses.jsonl`` and
    TensorBoard's logs. Called again on the same folder it goes on where it was stopped.

    Args:
        recipe_path: a recipe (:mod:`graft.backbones.recipes`).
        out: where to work.
        progress: called with words, the number done and the total.
        data_dir: where the recipe's data lie.
        weights_dir: where the teacher's weights lie.
        until: stop after this epoch (the finished network is written as it is then).

    Raises:
        FileAbsent, BadParameter: no recipe, or not a possible one.
        NotAnArchive, EmptyArchive: data that are not there or hold no pictures.
        WeightsAbsent: the teacher's weights are not there.
    """
    recipe = Recipe.read(recipe_path)
    out.mkdir(parents=True, exist_ok=True)
    sets = [
        pretraining_data.load(data, data.split, data_dir, out / "data" / f"pictures-{number}.npy", progress)
        for number, data in enumerate(recipe.data)
    ]
    targets = None
    if recipe.teacher:
        targets = pretraining_teacher.ask(
            recipe.teacher, weights_dir, sets, recipe.seed, out / "data", progress
        )
    first = recipe.data[0]
    held_out = None
    if first.validation:
        held_out = pretraining_data.load(
            first, first.validation, data_dir, out / "data" / "validation.npy", progress
        )
    run = _Run(recipe, sets, targets, held_out, out, progress)
    run.go(until or len(recipe.epochs))
    target = out / recipe.name
    embedded.save_weights(run.learner.averaged(), target)
    shutil.copyfile(recipe_path, target / "recipe.toml")
    return target


class _Run:
    """One run over the epochs of a recipe."""

    def __init__(
        self,
        recipe: Recipe,
        sets: list[Pictures],
        targets,
        held_out: Pictures | None,
        out: Path,
        progress: Progress,
    ) -> None:
        self.recipe, self.sets, self.targets, self.held_out, self.out = recipe, sets, targets, held_out, out
        self.progress = progress
        keras.utils.set_random_seed(recipe.seed)
        network = build_graftnet(recipe.variant, None, levels=1)
        self.learner = Learner(recipe, network, len(sets[0].classes), targets[0] if targets else None)
        counts = [pretraining_data.count_batches(sets, phase.batch) for phase in recipe.epochs]
        self.ends = list(accumulate(counts))  # steps done at the end of each epoch
        self.manager = tf.train.CheckpointManager(
            self.learner.checkpoint, str(out / "checkpoints"), max_to_keep=2
        )
        self.learner.checkpoint.restore(self.manager.latest_checkpoint)
        self.log = _Log(out, self.learner.step)

    def go(self, until: int) -> None:
        """Train to the end of epoch ``until``."""
        begun, from_step = time.monotonic(), self.learner.step
        for epoch in range(bisect_right(self.ends, from_step), until):
            position = self.learner.step - (self.ends[epoch - 1] if epoch else 0)
            for number, chosen in self._order(epoch)[position:]:
                loss = self._step(epoch, number, chosen)
                step = self.learner.step
                self.log.add(step, loss)
                if step % TOLD_EVERY == 0:
                    pace = (time.monotonic() - begun) / (step - from_step)
                    left = f"{(self.ends[-1] - step) * pace / 60:.0f} min left"
                    words = f"Epoch {epoch + 1} of {len(self.ends)}, loss {self.log.recent():.3f}, {left}"
                    self.progress(words, step, self.ends[-1])
                if step % self.recipe.checkpoint == 0:
                    self._keep()
            self._keep()
            self._tell_accuracy(epoch)

    def _order(self, epoch: int):
        return pretraining_data.batches(self.sets, self.recipe.epochs[epoch].batch, self.recipe.seed, epoch)

    def _step(self, epoch: int, number: int, chosen: np.ndarray) -> np.ndarray:
        """One batch; returns ``float32[3]``: loss, its labels' part, its teacher's part."""
        pictures = self.sets[number]
        phase = self.recipe.epochs[epoch]
        step = self.learner.step
        random = np.random.default_rng([self.recipe.seed, 7, step])
        size = phase.sizes[random.integers(len(phase.sizes))]
        view = int(random.integers(pictures.data.views))
        return self.learner.learn(
            pixels=pictures.pixels[chosen],
            boxes=pictures.boxes(view, self.recipe.seed)[chosen],
            labels=pictures.labels[chosen],
            targets=self.targets[number].of(view, chosen) if self.targets else None,
            size=size,
            rate=learning_rate(self.recipe, step, self.ends),
        )

    def _keep(self) -> None:
        self.manager.save()
        self.log.flush()

    def _tell_accuracy(self, epoch: int) -> None:
        if self.held_out is None:
            return
        accuracy = self.learner.accuracy(self.held_out, self.recipe.epochs[epoch].sizes[-1])
        self.log.scalar("accuracy", accuracy, self.learner.step)
        self.progress(
            f"Epoch {epoch + 1}: {accuracy:.1%} right of the held-out pictures", epoch + 1, len(self.ends)
        )


def learning_rate(recipe: Recipe, step: int, ends: list[int]) -> float:
    """Linear rise, plateaus, and a cosine to zero over every row of phases that decay.

    Plateaus, and not one cosine throughout, so that the length of a run can be decided while it runs; and
    a phase after a decay begins a new cycle at its own rate (SGDR, Loshchilov and Hutter 2017,
    https://arxiv.org/abs/1608.03983, section 3), so a finished network can be trained on.

    Args:
        recipe: what to train.
        step: steps done.
        ends: steps done at the end of each epoch.
    """
    epochs = recipe.epochs
    epoch = min(bisect_right(ends, step), len(epochs) - 1)
    rate = epochs[epoch].rate or recipe.rate
    if step < recipe.warmup:
        return rate * (step + 1) / recipe.warmup
    if not epochs[epoch].decay:
        return rate
    first, last = epoch, epoch
    while first > 0 and epochs[first - 1].decay:
        first -= 1
    while last + 1 < len(epochs) and epochs[last + 1].decay:
        last += 1
    start = ends[first - 1] if first else 0
    return rate * 0.5 * (1 + math.cos(math.pi * (step - start) / (ends[last] - start)))


class _Log:
    """Losses of every step in ``losses.jsonl``, and TensorBoard's."""

    def __init__(self, out: Path, step: int) -> None:
        self._path = out / "losses.jsonl"
        self._rows: list[list[float]] = []
        self._recent: list[float] = []
        self._board = tf.summary.create_file_writer(str(out / "tensorboard"))
        if self._path.exists():  # what came after the checkpoint will be done again
            kept = self._path.read_text().splitlines()[:step]
            self._path.write_text("".join(f"{line}\n" for line in kept))

    def add(self, step: int, loss: np.ndarray) -> None:
        self._rows.append([step, *(float(f"{part:.6g}") for part in loss)])
        self._recent = [*self._recent[-99:], float(loss[0])]

    def recent(self) -> float:
        """Mean loss of the last hundred steps."""
        return sum(self._recent) / len(self._recent)

    def scalar(self, name: str, value: float, step: int) -> None:
        with self._board.as_default():
            tf.summary.scalar(name, value, step)

    def flush(self) -> None:
        with self._path.open("a") as file:
            file.writelines(json.dumps(row) + "\n" for row in self._rows)
        for step, *parts in self._rows[-1:]:
            for name, value in zip(("loss", "loss/labels", "loss/teacher"), parts, strict=True):
                self.scalar(name, value, int(step))
        self._rows.clear()
        self._board.flush()


def _main() -> None:
    import argparse

    parser = argparse.ArgumentParser(description="Train a backbone from a recipe.")
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--until", type=int)
    given = parser.parse_args()

    def tell(words: str, done: int, total: int | None) -> None:
        print(time.strftime("%H:%M:%S"), words, f"{done}/{total}", flush=True)

    train(given.recipe, given.out, tell, data_dir=given.data, weights_dir=given.weights, until=given.until)


if __name__ == "__main__":
    _main()
