"""What a verdict asks of feature vectors: how right a simple head, and nearest neighbours, are with them.

The linear probe (Alain and Bengio 2016, https://arxiv.org/abs/1610.01644) is the ``head`` strategy itself,
asked by cross-validation with groups kept whole: each picture by a head that had not seen its group.
"""

import abc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from typing_extensions import override

from graft.datasets.tasks import MULTI_LABEL, REGRESSION, SINGLE_LABEL
from graft.errors import TooFewExamples
from graft.training import multilabel, regression
from graft.training.folds import assign_folds
from graft.training.heads import fit_convex
from graft.training.neighbours import nearest, neighbours_mean
from graft.training.ridge import fit_ridge
from graft.training.sigmoid_heads import fit_sigmoids
from graft.training.splits import ExampleRef

MOST_EXAMPLES = 400
"""Pictures that are looked at, spread over the classes."""

Asked = Callable[[], bool]


@dataclass(frozen=True)
class Probed:
    """What one network's feature vectors are worth."""

    probe: np.ndarray
    """float64[m] in (−∞, 1]: how right the linear probe was, in the order of :attr:`Probe.groups`."""
    neighbours: np.ndarray
    """float64[m]: how right the nearest neighbours were."""

    def as_json(self) -> dict[str, float]:
        """The two measures."""
        return {"probe": float(self.probe.mean()), "neighbours": float(self.neighbours.mean())}


class Probe(abc.ABC):
    """n pictures, and what is asked about them; the same of all networks that are compared."""

    task: ClassVar[str]
    groups: Sequence[str]
    """The group of each score: m names, one a picture, or of a number one a group."""
    examples: int
    """n."""
    classes: int
    """Of a number 0."""
    majority: float
    """The measure of always giving the commonest answer; of a number 0, as R² is of their mean."""

    @abc.abstractmethod
    def ask(self, features: np.ndarray, cancelled: Asked = lambda: False) -> Probed:
        """What float32[n, C] are worth.

        Raises:
            Cancelled: ``cancelled``, which is asked at every step, said so.
        """


class OneLabelProbe(Probe):
    """Which class a picture is of: the share that is right."""

    task = SINGLE_LABEL

    def __init__(self, labels: np.ndarray, groups: Sequence[str], seed: int = 0) -> None:
        """
        Args:
            labels: int[n] in [0, k), each class there.
            groups: n names.
            seed: of the folds.

        Raises:
            TooFewExamples: a class of a single group, which can't be held out and learned from.
        """
        folds = assign_folds(labels, groups, seed)
        if folds is None:
            raise TooFewExamples(
                "A verdict needs two groups of pictures in every class, one to learn from and one to be "
                "asked: a class has only one (a single burst or source). Add pictures from another moment."
            )
        self.groups, self._labels, self._folds, self._seed = groups, labels, folds, seed
        counts = np.bincount(labels)
        self.examples, self.classes, self.majority = (
            len(labels),
            len(counts),
            float(counts.max() / len(labels)),
        )

    @override
    def ask(self, features: np.ndarray, cancelled: Asked = lambda: False) -> Probed:
        labels = self._labels
        head = fit_convex(features, labels, self.classes, self._folds, self._seed, cancelled=cancelled)
        right = np.zeros(len(labels), bool)
        right[head.held_out] = head.held_out_logits.argmax(axis=1) == labels[head.held_out]
        near = nearest(features, labels, self._folds) == labels
        return Probed(right.astype(float), near.astype(float))


class SeveralLabelsProbe(Probe):
    """Which classes a picture shows: the share of which every label is right."""

    task = MULTI_LABEL

    def __init__(self, shown: np.ndarray, groups: Sequence[str], seed: int = 0) -> None:
        """
        Args:
            shown: bool[n, k].
            groups: n names.
            seed: of the folds.

        Raises:
            TooFewExamples: all pictures are of one group.
        """
        folds = multilabel.deal(shown, np.asarray(groups), seed)
        if folds is None:
            raise TooFewExamples(
                "A verdict needs pictures of two groups, one to learn from and one to be asked. All of these "
                "are of one (a single burst or source). Add pictures from another moment."
            )
        self.groups, self._shown, self._folds = groups, shown, folds
        sets = np.unique(shown, axis=0, return_counts=True)[1]
        self.examples, self.classes, self.majority = *shown.shape, float(sets.max() / len(shown))

    @override
    def ask(self, features: np.ndarray, cancelled: Asked = lambda: False) -> Probed:
        head = fit_sigmoids(features, self._shown, self._folds, cancelled=cancelled)
        assert head.held_out is not None, "there are folds"
        return Probed(
            self._right(head.held_out), self._right(neighbours_mean(features, self._shown, self._folds))
        )

    def _right(self, probabilities: np.ndarray) -> np.ndarray:
        return ((probabilities >= 0.5) == self._shown).all(axis=1).astype(float)


class NumberProbe(Probe):
    """What number a picture has, a group's answers averaged: its part in R²."""

    task = REGRESSION
    classes, majority = 0, 0.0

    def __init__(
        self, values: np.ndarray, groups: Sequence[str], transform: regression.Transform | None
    ) -> None:
        """
        Args:
            values: float64[n].
            groups: n names.
            transform: see :func:`graft.training.regression.choose_transform`.

        Raises:
            TooFewExamples: fewer than three groups.
            OneValue: all values are the same.
            BadParameter: the logarithm of a value that is not positive.
        """
        names, self._member_of = np.unique(np.asarray(groups), return_inverse=True)
        everything = np.arange(len(values))
        self._targets = regression.on_learnt_scale(values, everything, self._member_of, transform)[1]
        self.groups, self.examples = names.tolist(), len(values)

    @override
    def ask(self, features: np.ndarray, cancelled: Asked = lambda: False) -> Probed:
        ridge = fit_ridge(features, self._targets, self._member_of, cancelled)
        near = neighbours_mean(features, self._targets[:, None], self._member_of)[:, 0]
        return Probed(self._explained(ridge.held_out), self._explained(near))

    def _explained(self, said: np.ndarray) -> np.ndarray:
        found = regression.explained(said, self._targets, self._member_of)
        return np.zeros(len(self.groups)) if found is None else found


def probe_of(
    task: str,
    examples: Sequence[ExampleRef],
    classes: Sequence[Mapping[str, str]],
    target: Mapping[str, Any] | None,
    seed: int = 0,
) -> Probe:
    """The probe of a task.

    Args:
        task: as :class:`graft.storage.tables.Project` has it.
        examples: n of them, none of the test's.
        classes: ``[{"id", "name"}]``; of a number none.
        target: of a number.
        seed: of the folds.

    Raises:
        TooFewExamples, OneValue, BadParameter, LabelsMissing: the examples don't allow it.
    """
    groups, ids = [row.group for row in examples], [row["id"] for row in classes]
    if task == REGRESSION:
        return NumberProbe(regression.values_of(examples), groups, (target or {}).get("transform"))
    if task == MULTI_LABEL:
        shown = multilabel.shown(examples, ids)
        multilabel.check(shown, [dict(row) for row in classes])
        return SeveralLabelsProbe(shown, groups, seed)
    labels = np.array([ids.index(row.class_id) for row in examples], int)
    if len(np.unique(labels)) < len(ids):
        raise TooFewExamples(
            "A verdict asks about pictures outside the test, and a class has all of its pictures in it. "
            "Take some out of the test."
        )
    return OneLabelProbe(labels, groups, seed)


def sample(labels: np.ndarray, groups: Sequence[str], seed: int, most: int = MOST_EXAMPLES) -> np.ndarray:
    """Rows of up to ``most`` examples: as many of each class as can be, one of a group before the next.

    Args:
        labels: int[n] in [0, k).
        groups: n names; the more of them take part, the more the numbers are worth.
        seed: of the order in which they are drawn.
        most: of all classes together; every class keeps two.

    Returns:
        int[m], ascending.
    """
    shuffled = np.random.default_rng(seed).permutation(len(labels))
    names = np.asarray(groups)[shuffled]
    turn = np.empty(len(shuffled), int)  # the how-manieth of its group
    seen: dict[str, int] = {}
    for place, name in enumerate(names):
        turn[place] = seen[name] = seen.get(name, -1) + 1
    shuffled = shuffled[np.argsort(turn, kind="stable")]
    classes = np.unique(labels)
    rows = {label: shuffled[labels[shuffled] == label] for label in classes}
    left, chosen = most, []
    for place, label in enumerate(sorted(classes, key=lambda label: len(rows[label]))):
        share = max(2, left // (len(classes) - place))
        chosen.append(rows[label][:share])
        left -= len(chosen[-1])
    return np.sort(np.concatenate(chosen))
