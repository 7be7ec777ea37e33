"""The objective of each task: one label, several labels, a number."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf
from scipy.special import expit, log_softmax, softmax
from typing_extensions import override

from graft.datasets.tasks import MULTI_LABEL, REGRESSION, SINGLE_LABEL
from graft.training import by_task, multilabel, regression
from graft.training.by_task import Layer, Made
from graft.training.calibration import fit_temperature, unknown_threshold
from graft.training.division import divide
from graft.training.evaluation import evaluate, mistakes
from graft.training.folds import FOLDS, assign_folds
from graft.training.heads import fit_at, fit_convex
from graft.training.objective import Asked, Objective
from graft.training.ridge import fit_ridge
from graft.training.sigmoid_heads import fit_sigmoids
from graft.training.splits import ExampleRef, by_rarest


def objective_of(
    task: str, examples: Sequence[ExampleRef], classes: Sequence[dict[str, str]], target: Any, seed: int
) -> Objective:
    """The objective of a task.

    Args:
        task: as :class:`graft.storage.tables.Run` has it; so are the others.
        examples: n of them.
        classes: ``[{"id", "name"}]`` in the order of the outputs; of a number none.
        target: of a number: quantity, unit and transform; else none.
        seed: see :class:`Objective`.

    Raises:
        CannotTrain, BadParameter: the examples don't allow the training of a network.
    """
    if task == REGRESSION:
        return Number(examples, target or {}, seed)
    return (SeveralLabels if task == MULTI_LABEL else OneLabel)(examples, classes, seed)


class OneLabel(Objective):
    """Each example is of one class: softmax and cross-entropy."""

    task = SINGLE_LABEL

    def __init__(self, examples: Sequence[ExampleRef], classes: Sequence[dict[str, str]], seed: int) -> None:
        """
        Raises:
            TooFewExamples: no val was given, and a class has fewer than two groups outside test.
        """
        super().__init__(examples, seed)
        self.ids = [row["id"] for row in classes]
        self.outputs = len(self.ids)
        self.targets = np.array([self.ids.index(row.class_id) for row in examples], np.int32)
        self.division = divide(examples, self._deal, self._enough)

    @override
    def loss(self, targets: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
        return tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits)

    @override
    def right(self, targets: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
        return tf.cast(tf.argmax(logits, 1, tf.int32) == targets, tf.float32)

    @override
    def losses(self, logits: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """At the temperature that suits them: so calibrated, as it will be when published, a network that
        grows too sure of itself is not taken for one that knows less."""
        labels = self.targets[rows]
        calibrated = log_softmax(logits / fit_temperature(logits, labels), axis=1)
        return -calibrated[np.arange(len(labels)), labels]

    @override
    def scores(self, logits: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, list[str]]:
        return (logits.argmax(axis=1) == self.targets[rows]).astype(float), self.groups[rows].tolist()

    @override
    def solve(self, features: np.ndarray, cancelled: Asked) -> tuple[Layer, Layer]:
        rows, train, labels = self.division.learning, self.division.train, self.targets
        folds = assign_folds(labels[rows], self.groups[rows].tolist(), self.seed)
        head = fit_convex(features[rows], labels[rows], self.outputs, folds, self.seed, cancelled=cancelled)
        unseeing = fit_at(head.l2, features[train], labels[train], self.outputs, cancelled)
        return (head.kernel, head.bias), unseeing

    @override
    def publish(
        self, weights: Layer, held_out: np.ndarray, test: np.ndarray, hidden: Layer | None = None
    ) -> Made:
        labels = self.targets[self.division.val]
        temperature = fit_temperature(held_out, labels)
        unseen = softmax(held_out / temperature, axis=1)

        def measure(said: np.ndarray, rows: np.ndarray) -> dict[str, Any]:
            return evaluate(said, self.targets[rows], self.ids, self.groups[rows].tolist())

        def mistaken(said: np.ndarray, rows: np.ndarray) -> list[dict[str, Any]]:
            return mistakes(said, self.targets[rows], self.ids, [self.examples[row].id for row in rows])

        asked = softmax(test / temperature, axis=1)
        return by_task.one_label(
            *weights,
            temperature,
            unknown_threshold(unseen, labels),
            self.metrics(measure, unseen, asked),
            {
                "test": mistaken(asked, self.division.test),
                "cross_validation": mistaken(unseen, self.division.val),
            },
            hidden,
        )

    def _enough(self, rows: np.ndarray) -> bool:
        return len(np.unique(self.targets[rows])) == self.outputs

    def _deal(self, rows: np.ndarray) -> np.ndarray | None:
        counts = Counter(self.targets[rows].tolist())
        if any(counts[label] < 2 for label in range(self.outputs)):
            return None
        return assign_folds(self.targets[rows], self.groups[rows].tolist(), self.seed)


class SeveralLabels(Objective):
    """Each class is a question of its own: a sigmoid and cross-entropy for each."""

    task = MULTI_LABEL

    def __init__(self, examples: Sequence[ExampleRef], classes: Sequence[dict[str, str]], seed: int) -> None:
        """
        Raises:
            LabelsMissing: of an example nobody said what it shows.
            TooFewExamples: a class that fewer than two examples outside test show, or don't show; or
                there is a single group.
        """
        super().__init__(examples, seed)
        self.ids = [row["id"] for row in classes]
        self.outputs = len(self.ids)
        self.shown = multilabel.shown(examples, self.ids)
        self.targets = self.shown.astype(np.float32)
        self.division = divide(by_rarest(examples, self.ids), self._deal, self._enough)
        multilabel.check(self.shown[self.division.learning], classes)

    @override
    def loss(self, targets: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
        return tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(targets, logits), axis=1)

    @override
    def right(self, targets: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
        return tf.reduce_mean(tf.cast((logits > 0) == (targets > 0.5), tf.float32), axis=1)

    @override
    def losses(self, logits: np.ndarray, rows: np.ndarray) -> np.ndarray:
        return np.sum(np.logaddexp(0, logits) - self.targets[rows] * logits, axis=1)

    @override
    def scores(self, logits: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, list[str]]:
        right = ((logits > 0) == self.shown[rows]).all(axis=1)
        return right.astype(float), self.groups[rows].tolist()

    @override
    def solve(self, features: np.ndarray, cancelled: Asked) -> tuple[Layer, Layer]:
        rows, train = self.division.learning, self.division.train
        folds = multilabel.deal(self.shown[rows], self.groups[rows], self.seed)
        head = fit_sigmoids(features[rows], self.shown[rows], folds, cancelled=cancelled)
        unseeing = fit_sigmoids(features[train], self.shown[train], None, l2=head.l2, cancelled=cancelled)
        return (head.kernel, head.bias), (unseeing.kernel, unseeing.bias)

    @override
    def publish(
        self, weights: Layer, held_out: np.ndarray, test: np.ndarray, hidden: Layer | None = None
    ) -> Made:
        unseen = expit(held_out)
        thresholds = multilabel.choose_thresholds(unseen, self.shown[self.division.val])

        def measure(said: np.ndarray, rows: np.ndarray) -> dict[str, Any]:
            return multilabel.evaluate(
                said, self.shown[rows], self.groups[rows], self.ids, thresholds, self.seed
            )

        return by_task.several_labels(
            *weights, thresholds, self.metrics(measure, unseen, expit(test)), hidden
        )

    def _enough(self, rows: np.ndarray) -> bool:
        shown = self.shown[rows]
        return bool(shown.any(axis=0).all() and not shown.all(axis=0).any())

    def _deal(self, rows: np.ndarray) -> np.ndarray | None:
        return multilabel.deal(self.shown[rows], self.groups[rows], self.seed)


class Number(Objective):
    """A number, standardised: squared error."""

    task = REGRESSION
    outputs = 1

    def __init__(self, examples: Sequence[ExampleRef], target: Mapping[str, Any], seed: int) -> None:
        """
        Raises:
            LabelsMissing: an example has no value.
            TooFewExamples: fewer than three groups outside test.
            OneValue: all values outside test are the same.
            BadParameter: the logarithm of a value that is not positive.
        """
        super().__init__(examples, seed)
        self.target = target
        self.member_of = np.unique(self.groups, return_inverse=True)[1]
        values = regression.values_of(examples)
        self.division = divide(examples, self._deal, lambda rows: self._differ(values, rows))
        learning = self.division.learning
        self.transform: regression.Transform
        self.transform, learnt = regression.on_learnt_scale(
            values, learning, self.member_of, target.get("transform")
        )
        self.deviation = float(values[learning].std())
        self.learnt, train = learnt, learnt[self.division.train]
        self.middle, self.spread = float(train.mean()), float(train.std()) or 1.0
        self.targets = ((learnt - self.middle) / self.spread)[:, None].astype(np.float32)

    @override
    def loss(self, targets: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
        """Of a normal distribution of the training values' own spread, but for a constant."""
        return tf.reduce_sum((logits - targets) ** 2, axis=1) / 2

    @override
    def losses(self, logits: np.ndarray, rows: np.ndarray) -> np.ndarray:
        return np.sum((logits - self.targets[rows]) ** 2, axis=1) / 2

    @override
    def scores(self, logits: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, list[str]]:
        names, member_of = np.unique(self.groups[rows], return_inverse=True)
        found = regression.explained(logits[:, 0], self.targets[rows, 0], member_of)
        return np.zeros(len(names)) if found is None else found, names.tolist()

    @override
    def solve(self, features: np.ndarray, cancelled: Asked) -> tuple[Layer, Layer]:
        def of(rows: np.ndarray) -> Layer:
            targets = self.targets[rows, 0].astype(np.float64)
            groups = np.unique(self.member_of[rows], return_inverse=True)[1]
            ridge = fit_ridge(features[rows], targets, groups, cancelled)
            return ridge.kernel[:, None].astype(np.float32), np.array([ridge.bias], np.float32)

        return of(self.division.learning), of(self.division.train)

    @override
    def publish(
        self, weights: Layer, held_out: np.ndarray, test: np.ndarray, hidden: Layer | None = None
    ) -> Made:
        kernel = (weights[0] * self.spread).astype(np.float32)
        bias = (weights[1] * self.spread + self.middle).astype(np.float32)
        unseen, asked = (said[:, 0] * self.spread + self.middle for said in (held_out, test))

        def measure(said: np.ndarray, rows: np.ndarray) -> dict[str, Any]:
            return regression.evaluate(
                said, self.learnt[rows], self.member_of[rows], self.transform, self.seed
            )

        metrics = self.metrics(measure, unseen, asked)
        likely = regression.likely(self.learnt[self.division.val] - unseen)
        told = regression.Told(self.transform, likely, self.deviation)
        return by_task.number(
            kernel.astype(np.float32), bias.astype(np.float32), told, self.target, metrics, hidden
        )

    def _differ(self, values: np.ndarray, rows: np.ndarray) -> bool:
        return len(np.unique(self.member_of[rows])) > 1 and values[rows].std() > 0

    def _deal(self, rows: np.ndarray) -> np.ndarray | None:
        known, member_of = np.unique(self.member_of[rows], return_inverse=True)
        if len(known) < regression.LEAST_GROUPS:
            return None
        return (np.random.default_rng(self.seed).permutation(len(known)) % FOLDS)[member_of]
