"""Verdict: whether a backbone's pretraining helps, told before anything of it is trained.

Negative transfer (11.3.5 of the book) shows in the feature vectors already: where the pretrained network
tells a project's classes apart no better than its *random twin*, the same network with random weights,
nothing was transferred. Both are asked the same (:mod:`graft.training.probes`), on the same folds.

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

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import stdtrit  # scipy.stats, where the same is `t.ppf`, takes half a second to import

from graft.releases.transfer import Answer, Measure
from graft.training.probes import Probe, Probed
from graft.training.tested import MEASURES

CONFIDENCE = 0.99
"""Of both intervals."""
DRAWS = 2000
"""Bootstrap samples."""
LOOKS = 10
"""How often a training may be asked at most."""
LEAST_DIFFERENCE = 0.05
"""Of the measure, before the answer is more than *no difference*: of pictures, a share that must come out
otherwise; of a number, a share of the values' spread that must be explained or not."""


def judge(
    pretrained: Probed, twins: Mapping[str, Sequence[Probed]], probe: Probe, seed: int = 0
) -> dict[str, Any]:
    """Compare a pretrained network with its random twins.

    Args:
        pretrained: what its vectors are worth.
        twins: the same of random networks, by kind; two or more of each kind.
        probe: what all were asked.
        seed: of the bootstrap.

    Returns:
        JSON: ``answer``, ``sentence``, ``measure`` (what the numbers are), ``examples``, ``classes`` (of a
        number 0), ``majority`` (of always giving the commonest answer), ``pretrained`` and ``random``
        ({"probe", "neighbours"}; of the twins the mean of the better kind), ``twins`` ([{"kind", "probe",
        "neighbours"}]), ``usual`` (the interval in which one more random network's probe would be) and
        ``difference`` ({"mean", "interval"}: of the probe's measure, from the better kind's mean).
    """
    measure = MEASURES[probe.task]
    means = {kind: np.mean([twin.probe for twin in some], axis=0) for kind, some in twins.items()}
    best = max(means, key=lambda kind: float(means[kind].mean()))
    reached = float(pretrained.probe.mean())
    differences = pretrained.probe - means[best]
    interval = bootstrap(differences, probe.groups, seed)
    ranges = usual_ranges({kind: [float(twin.probe.mean()) for twin in some] for kind, some in twins.items()})
    answer = _answer(reached, float(differences.mean()), interval, list(ranges.values()))
    random = {
        name: float(np.mean([getattr(twin, name).mean() for twin in twins[best]]))
        for name in ("probe", "neighbours")
    }
    return {
        "answer": answer,
        "sentence": _sentence(answer, measure, reached, random["probe"], ranges[best]),
        "measure": measure,
        "examples": probe.examples,
        "classes": probe.classes,
        "majority": probe.majority,
        "pretrained": pretrained.as_json(),
        "random": random,
        "twins": [{"kind": kind, **twin.as_json()} for kind, some in twins.items() for twin in some],
        "usual": [_clipped(measure, end) for end in ranges[best]],
        "difference": {"mean": float(differences.mean()), "interval": list(interval)},
    }


def _answer(
    reached: float,
    difference: float,
    interval: tuple[float, float],
    ranges: Sequence[tuple[float, float]],
) -> Answer:
    answer = _told_apart(difference, interval)
    if answer == "helps" and reached > max(high for _, high in ranges):
        return answer
    if answer == "hurts" and reached < min(low for low, _ in ranges):
        return answer
    return "no difference"


def _told_apart(difference: float, interval: tuple[float, float]) -> Answer:
    """The answer that the pictures allow, whatever other draws of weights would say."""
    if difference >= LEAST_DIFFERENCE and interval[0] > 0:
        return "helps"
    return "hurts" if difference <= -LEAST_DIFFERENCE and interval[1] < 0 else "no difference"


def usual_ranges(reached: Mapping[str, Sequence[float]]) -> dict[str, tuple[float, float]]:
    """Where one more random network's measure would be, 99 times in 100, by kind (Hahn and Meeker, above).

    Args:
        reached: by the twins, by kind; their spread within a kind is taken to be the same for all.
    """
    freedom = sum(len(some) - 1 for some in reached.values())
    spread = np.sqrt(sum(np.var(some) * len(some) for some in reached.values()) / freedom)
    quantile = stdtrit(freedom, (1 + CONFIDENCE) / 2)
    ranges = {}
    for kind, some in reached.items():
        middle, reach = np.mean(some), quantile * spread * np.sqrt(1 + 1 / len(some))
        ranges[kind] = (float(middle - reach), float(middle + reach))
    return ranges


def bootstrap(
    differences: np.ndarray,
    groups: Sequence[str],
    seed: int = 0,
    confidence: float = CONFIDENCE,
    draws: int = DRAWS,
) -> tuple[float, float]:
    """The percentile interval of the mean of paired differences, whole groups drawn again and again.

    Args:
        differences: float[n], one a score.
        groups: n names.
        seed: of the drawing.
        confidence: share of the draws that it holds.
        draws: how many samples.
    """
    member_of = np.unique(np.asarray(groups), return_inverse=True)[1]
    sums, sizes = np.bincount(member_of, weights=differences), np.bincount(member_of)
    drawn = np.random.default_rng(seed).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), draws)
    means = drawn @ sums / (drawn @ sizes)
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


_REACHES = {
    "accuracy": "gets {} of the pictures right",
    "exact_match": "gets every label right of {} of the pictures",
    "r2": "comes to an R² of {}",
}


def _told(measure: Measure, value: float) -> str:
    return f"{value:.2f}" if measure == "r2" else f"{value:.0%}"


def _clipped(measure: Measure, end: float) -> float:
    """R² has no lower end."""
    return float(min(1.0, end) if measure == "r2" else np.clip(end, 0, 1))


def _sentence(
    answer: Answer, measure: Measure, reached: float, random: float, usual: tuple[float, float]
) -> str:
    told = (
        f"a simple head {_REACHES[measure].format(_told(measure, reached))} on its features, "
        f"and {_told(measure, random)} on those of the same network with random weights"
    )
    if answer == "helps":
        return f"The pretraining helps here: {told}."
    if answer == "hurts":
        return f"The pretraining hurts here: {told}. Try another backbone, or train from scratch."
    low, high = (_told(measure, _clipped(measure, end)) for end in usual)
    return (
        f"The pretraining makes no difference that can be told from luck: {told} "
        f"(another draw of these would lie between {low} and {high})."
    )


def judge_training(
    transferred: np.ndarray, scratch: np.ndarray, groups: Sequence[str], task: str, epoch: int, seed: int = 0
) -> dict[str, Any]:
    """The verdict while a network is trained: against its ``scratch`` twin, after as many epochs.

    One twin only, so luck of the weights is not guarded against: both were trained by then, and what
    is asked is whether this training gains by where it began. It is asked again and again, up to
    :data:`LOOKS` times, which share the hundredth part of luck (Bonferroni): each interval is of 99.9 %.

    Args:
        transferred: float64[m], how right the network that began pretrained is about held-out pictures
            (:meth:`graft.training.objective.Objective.scores`).
        scratch: float64[m], the same of the twin that began at random.
        groups: m names, of the scores.
        task: as :class:`graft.storage.tables.Run` has it.
        epoch: how many epochs both were trained for.
        seed: of the bootstrap.

    Returns:
        JSON: ``answer``, ``sentence``, ``measure``, ``epoch``, ``pretrained`` and ``scratch`` (the
        measures), ``difference`` ({"mean", "interval"}, 99.9 %).
    """
    measure = MEASURES[task]
    differences = transferred - scratch
    confidence = 1 - (1 - CONFIDENCE) / LOOKS
    interval = bootstrap(differences, groups, seed, confidence, LOOKS * DRAWS)
    mean = float(differences.mean())
    answer = _told_apart(mean, interval)
    ours, theirs = float(transferred.mean()), float(scratch.mean())
    return {
        "answer": answer,
        "sentence": _training_sentence(answer, measure, epoch, ours, theirs),
        "measure": measure,
        "epoch": epoch,
        "pretrained": ours,
        "scratch": theirs,
        "difference": {"mean": mean, "interval": list(interval)},
    }


def _training_sentence(answer: Answer, measure: Measure, epoch: int, ours: float, theirs: float) -> str:
    says = {
        "helps": "the pretraining helps",
        "hurts": "the pretraining hurts",
        "no difference": "the pretraining makes no difference that can be told from luck",
    }
    cure = " Try the strategy scratch, or another backbone." if answer == "hurts" else ""
    return (
        f"After {epoch} {'epoch' if epoch == 1 else 'epochs'} {says[answer]}: on held-out pictures a simple "
        f"head {_REACHES[measure].format(_told(measure, ours))} on this network's features, and "
        f"{_told(measure, theirs)} on those of the same network begun from scratch.{cure}"
    )
