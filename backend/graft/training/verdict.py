"""Verdict: whether a backbone's pretraining helps, told before anything of it is trained.

Negative transfer (11.3.5 of the book) shows in the feature vectors already: where the pretrained network
tells a project's classes apart no better than its *random twin*, the same network with random weights,
nothing was transferred. Both are asked by the same linear probe (the ``head`` strategy itself: Alain
and Bengio 2016, https://arxiv.org/abs/1610.01644) and by nearest neighbours, on the same folds.

Two kinds of luck could pass for transfer, and each has its own guard:

- *Other pictures.* The difference is measured picture by picture, and its 99 % interval comes from a
  bootstrap over groups (Efron and Tibshirani 1993, chapter 13; frames of one burst are drawn together).
- *Another draw of weights.* Random networks differ: one twin could be an unlucky one. So there are
  several, and the pretrained network must be outside the interval in which one more random network
  would lie, 99 times in 100: mean ± t · s · √(1 + 1/m) over m twins (the prediction interval of a
  further observation; Hahn and Meeker 1991, section 4.7). If the "pretrained" weights are themselves
  random, they *are* one more draw, and *helps* comes out once in 200 times by this guard alone.

Random weights come in two kinds (:mod:`graft.backbones.twins`): as drawn, and with the statistics of
BatchNormalization measured, as any training would leave them, on noise labels too. A network must be
outside both kinds' intervals; their spread s is pooled, for the t of four twins alone asks too much.
The rest, :data:`LEAST_DIFFERENCE`, is for networks trained on nothing worth learning: these learn what
pictures in general are like (Maennel et al. 2020, https://arxiv.org/abs/2006.10455), a little of which
is not what transfer means.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import stdtrit  # scipy.stats, where the same is `t.ppf`, takes half a second to import

from graft.errors import TooFewExamples
from graft.training.folds import assign_folds
from graft.training.heads import fit_convex
from graft.training.neighbours import nearest

Answer = Literal["helps", "no difference", "hurts"]

CONFIDENCE = 0.99
"""Of both intervals."""
DRAWS = 2000
"""Bootstrap samples."""
LEAST_DIFFERENCE = 0.05
"""Share of the pictures that must come out otherwise before the answer is more than *no difference*."""
MOST_EXAMPLES = 400
"""Pictures that are looked at, spread over the classes."""


@dataclass(frozen=True)
class Probed:
    """What one network's feature vectors are worth: each picture asked of those who had not seen it."""

    probe: np.ndarray
    """bool[n]: right by the linear probe."""
    neighbours: np.ndarray
    """bool[n]: right by its nearest neighbours."""

    def as_json(self) -> dict[str, float]:
        """The two accuracies."""
        return {"probe": float(self.probe.mean()), "neighbours": float(self.neighbours.mean())}


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


def probed(
    features: np.ndarray,
    labels: np.ndarray,
    groups: Sequence[str],
    seed: int = 0,
    cancelled: Callable[[], bool] = lambda: False,
) -> Probed:
    """Ask one network's feature vectors by cross-validation, groups kept whole.

    Args:
        features: float32[n, C].
        labels: int[n] in [0, k), each class there.
        groups: n names.
        seed: of the folds; the same for networks that are compared.
        cancelled: asked at every step.

    Raises:
        TooFewExamples: a class of a single group, which can't be held out and learned from.
        Cancelled: ``cancelled`` said so.
    """
    folds = assign_folds(labels, groups, seed)
    if folds is None:
        raise TooFewExamples(
            "A verdict needs two groups of pictures in every class, one to learn from and one to be asked: "
            "a class has only one (a single burst or source). Add pictures from another moment."
        )
    classes = int(labels.max()) + 1
    head = fit_convex(features, labels, classes, folds, seed, cancelled=cancelled)
    right = np.zeros(len(labels), bool)
    right[head.held_out] = head.held_out_logits.argmax(axis=1) == labels[head.held_out]
    return Probed(right, nearest(features, labels, folds) == labels)


def judge(
    pretrained: Probed,
    twins: Mapping[str, Sequence[Probed]],
    labels: np.ndarray,
    groups: Sequence[str],
    seed: int = 0,
) -> dict[str, Any]:
    """Compare a pretrained network with its random twins.

    Args:
        pretrained: what its vectors are worth.
        twins: the same of random networks, by kind; two or more of each kind.
        labels: int[n] in [0, k), of the pictures that all were asked about.
        groups: n names.
        seed: of the bootstrap.

    Returns:
        JSON: ``answer``, ``sentence``, ``examples``, ``classes``, ``majority`` (accuracy of always naming
        the commonest class), ``pretrained`` and ``random`` ({"probe", "neighbours"}, accuracies; of the
        twins the mean of the better kind), ``twins`` ([{"kind", "probe", "neighbours"}]), ``usual``
        (the interval in which one more random network's probe would be) and ``difference``
        ({"mean", "interval"}: of the probe's accuracy, from the better kind's mean).
    """
    means = {kind: np.mean([twin.probe for twin in some], axis=0) for kind, some in twins.items()}
    best = max(means, key=lambda kind: float(means[kind].mean()))
    accuracy = float(pretrained.probe.mean())
    differences = pretrained.probe - means[best]
    interval = bootstrap(differences, groups, seed)
    ranges = usual_ranges({kind: [float(twin.probe.mean()) for twin in some] for kind, some in twins.items()})
    answer = _answer(accuracy, float(differences.mean()), interval, list(ranges.values()))
    random = {
        name: float(np.mean([getattr(twin, name).mean() for twin in twins[best]]))
        for name in ("probe", "neighbours")
    }
    return {
        "answer": answer,
        "sentence": _sentence(answer, accuracy, random["probe"], ranges[best]),
        "examples": len(labels),
        "classes": int(labels.max()) + 1,
        "majority": float(np.bincount(labels).max() / len(labels)),
        "pretrained": pretrained.as_json(),
        "random": random,
        "twins": [{"kind": kind, **twin.as_json()} for kind, some in twins.items() for twin in some],
        "usual": [float(np.clip(end, 0, 1)) for end in ranges[best]],
        "difference": {"mean": float(differences.mean()), "interval": list(interval)},
    }


def _answer(
    accuracy: float,
    difference: float,
    interval: tuple[float, float],
    ranges: Sequence[tuple[float, float]],
) -> Answer:
    if difference >= LEAST_DIFFERENCE and interval[0] > 0 and accuracy > max(high for _, high in ranges):
        return "helps"
    if difference <= -LEAST_DIFFERENCE and interval[1] < 0 and accuracy < min(low for low, _ in ranges):
        return "hurts"
    return "no difference"


def usual_ranges(accuracies: Mapping[str, Sequence[float]]) -> dict[str, tuple[float, float]]:
    """Where one more random network's accuracy would be, 99 times in 100, by kind (Hahn and Meeker, above).

    Args:
        accuracies: of the twins, by kind; their spread within a kind is taken to be the same for all.
    """
    freedom = sum(len(some) - 1 for some in accuracies.values())
    spread = np.sqrt(sum(np.var(some) * len(some) for some in accuracies.values()) / freedom)
    quantile = stdtrit(freedom, (1 + CONFIDENCE) / 2)
    ranges = {}
    for kind, some in accuracies.items():
        middle, reach = np.mean(some), quantile * spread * np.sqrt(1 + 1 / len(some))
        ranges[kind] = (float(middle - reach), float(middle + reach))
    return ranges


def bootstrap(
    differences: np.ndarray, groups: Sequence[str], seed: int = 0, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """The percentile interval of the mean of paired differences, whole groups drawn again and again.

    Args:
        differences: float[n], one a picture.
        groups: n names.
        seed: of the drawing.
        confidence: share of the draws that it holds.
    """
    member_of = np.unique(np.asarray(groups), return_inverse=True)[1]
    sums, sizes = np.bincount(member_of, weights=differences), np.bincount(member_of)
    drawn = np.random.default_rng(seed).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), DRAWS)
    means = drawn @ sums / (drawn @ sizes)
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def _sentence(answer: Answer, accuracy: float, random: float, usual: tuple[float, float]) -> str:
    told = (
        f"a simple head gets {accuracy:.0%} of the pictures right on its features, "
        f"and {random:.0%} on those of the same network with random weights"
    )
    if answer == "helps":
        return f"The pretraining helps here: {told}."
    if answer == "hurts":
        return f"The pretraining hurts here: {told}. Try another backbone, or train from scratch."
    low, high = (min(1, max(0, end)) for end in usual)
    return (
        f"The pretraining makes no difference that can be told from luck: {told} "
        f"(another draw of these would lie between {low:.0%} and {high:.0%})."
    )


def judge_training(
    transferred: np.ndarray, scratch: np.ndarray, groups: Sequence[str], seed: int = 0
) -> dict[str, Any]:
    """The verdict while fine-tuning: the transferred network against its ``scratch`` twin, mid-way.

    One twin only, so luck of the weights is not guarded against: both were trained by then, and what
    is asked is whether this training gains by where it began.

    Args:
        transferred: bool[n], whether the network that began pretrained was right about each validation
            picture, after some epochs.
        scratch: bool[n], the same of the twin that began at random, after as many.
        groups: n names.
        seed: of the bootstrap.

    Returns:
        JSON: ``answer``, ``examples``, ``pretrained`` and ``random`` (accuracies), ``difference``
        ({"mean", "interval"}, 99 %).
    """
    differences = transferred.astype(float) - scratch
    low, high = bootstrap(differences, groups, seed)
    answer: Answer = "helps" if low > 0 else "hurts" if high < 0 else "no difference"
    return {
        "answer": answer,
        "examples": len(differences),
        "pretrained": float(np.mean(transferred)),
        "random": float(np.mean(scratch)),
        "difference": {"mean": float(differences.mean()), "interval": [low, high]},
    }
