"""Advice: what a project's counts and feature vectors say before the next training.

Pure functions; each gives items of :class:`Advice`, and :func:`advise` all of them, the most severe
first. Free of TensorFlow and SciPy: the web process asks.

The chapter's two rules of thumb: a class wants a hundred pictures, and a data set that a whole network
is to be trained on (``finetune`` and its like, 11.3.2) wants a tenth of what the backbone's source had.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graft.datasets.tasks import MULTI_LABEL, REGRESSION, SINGLE_LABEL
from graft.training.advice_parts import SEVERITIES, Action, Advice, Looked, Subject, have, named
from graft.training.lookalikes import SHOWN, alike, twice
from graft.training.splits import ExampleRef

POOR = 10
"""Pictures a class below which a head is a matter of luck."""
GOOD = 100
"""The chapter's first rule: pictures a class."""
POOR_VALUES = 20
"""The same for a number: different things with a value."""
FAR = 6
"""Robust standard deviations from the middle beyond which a value is looked at again."""
TENTH = 10
"""The chapter's second rule: one picture for so many of the source's."""
UNEVEN = 4
"""Times as many pictures as the poorest class has: from there the head leans towards the rich one."""
MOST_COMPARED = 2000
"""Pictures compared with each other: four million cosines, some tenths of a second."""


@dataclass(frozen=True)
class Source:
    """What a backbone was pretrained on."""

    name: str
    examples: int
    classes: int


@dataclass(frozen=True)
class Choice:
    """What could be trained: the backbone that would be used, those at hand, the strategies there are."""

    backbone: str
    source: Source | None
    better: str | None
    """A backbone at hand that does better on ImageNet."""
    strategies: Sequence[str]
    trained: Collection[tuple[str, str]] = ()
    """Strategy and backbone of each of the project's versions."""


def advise(
    subject: Subject, looked: Looked, choice: Choice, verdict: Mapping[str, Any] | None
) -> list[Advice]:
    """Everything worth saying, the most severe first.

    Args:
        subject: the project's classes and examples.
        looked: those whose feature vectors are known; it may hold none.
        choice: what would be trained, and with what else.
        verdict: as :func:`graft.training.verdict.judge` gives it, where that was asked.
    """
    names, counts, total = subject.names, subject.counts, len(subject.examples)
    found = unlabelled(subject)
    if subject.task == REGRESSION:
        least = len({row.group for row in subject.examples if row.value is not None})
        found += [*few_values(least, total, choice.source), *far_values(subject.examples)]
    else:
        found += few_pictures(names, counts, total, choice.source)
        found += few_without(names, counts, total) if subject.task == MULTI_LABEL else uneven(names, counts)
        found += [*one_class(names), *one_recording(subject)] if subject.task == SINGLE_LABEL else []
        filled = [count for count in counts.values() if count]
        least = min(filled) if len(filled) > (1 if subject.task == SINGLE_LABEL else 0) else 0
    if len(looked.examples) > 1:
        found += twice(subject, looked)
        found += alike(names, looked) if subject.task == SINGLE_LABEL else []
    found += [*domain(verdict, choice), *what_to_try(least, verdict, choice)]
    return sorted(found, key=lambda item: SEVERITIES.index(item.severity))


def unlabelled(subject: Subject) -> list[Advice]:
    """Pictures of which nobody said what they show: they keep all others from being learnt."""
    if subject.task == SINGLE_LABEL:
        return []
    value = subject.task == REGRESSION
    unknown = [row for row in subject.examples if (row.value if value else row.class_ids) is None]
    if not unknown:
        return []
    count = "One picture has" if len(unknown) == 1 else f"{len(unknown)} pictures have"
    what = "value" if value else "label, nor the word that they show none of these"
    sentence = f"{count} no {what}: nothing can be trained before. Say it of them, or remove them."
    return [Advice("unlabelled", "wrong", sentence, examples=unknown[:SHOWN])]


def few_values(things: int, total: int, source: Source | None) -> list[Advice]:
    """The chapter's two rules for a number: things with a value, and pictures against the source's."""
    if not things:
        return []
    if things < POOR_VALUES:
        sentence = (
            f"{things} different things have a value: what is learnt from so few is luck. Fifty are a start, "
            f"{GOOD} are good."
        )
        return [Advice("few_pictures", "warn", sentence)]
    if things < GOOD:
        sentence = f"{things} different things have a value. {GOOD} are good, and each more still helps."
        return [Advice("under_a_hundred", "hint", sentence)]
    return [_of_the_source(f"{things} different things have a value.", total, source)]


def far_values(examples: Sequence[ExampleRef]) -> list[Advice]:
    """Values far from all others, as they are and as logarithms: most are slips of the pen."""
    rows = [row for row in examples if row.value is not None]
    values = np.array([row.value for row in rows], float)
    if len(values) < POOR:
        return []
    far = _far(values) & (_far(np.log(values)) if (values > 0).all() else True)
    found = [rows[place] for place in np.flatnonzero(far).tolist()]
    if not found:
        return []
    first = ", ".join(f"{row.value:,.12g}" for row in found[:3])
    sentence = (
        f"{first}{' …' if len(found) > 3 else ''}: far from the other values, which lie around "
        f"{np.median(values):,.6g}. Look whether it is meant so: one such value pulls all predictions."
    )
    return [Advice("far_value", "warn", sentence, examples=found[:SHOWN])]


def _far(values: np.ndarray) -> np.ndarray:
    """bool[n]: many robust standard deviations (1.4826 times the median distance) from the middle."""
    off = np.abs(values - np.median(values))
    usual = 1.4826 * np.median(off)
    return off > FAR * usual if usual > 0 else np.zeros(len(values), bool)


def few_without(names: Mapping[str, str], counts: Mapping[str, int], total: int) -> list[Advice]:
    """Of several labels: a class that nearly every picture shows can't be told from what is always there."""
    always = [class_id for class_id in names if counts[class_id] and total - counts[class_id] < POOR]
    if not always or total < 2 * POOR:
        return []
    sentence = (
        f"Fewer than {POOR} pictures don't show {named(names, always)}: when it is not there can't be learnt "
        "from so few. Add pictures without it."
    )
    return [Advice("few_without", "warn", sentence, always)]


def few_pictures(
    names: Mapping[str, str], counts: Mapping[str, int], total: int, source: Source | None
) -> list[Advice]:
    """The chapter's two rules: pictures a class, and against the source's."""
    poorest = sorted(names, key=lambda class_id: counts[class_id])
    if not poorest:
        return []
    least = poorest[0]
    action = Action("open-class", f"Add pictures to {names[least]}", class_id=least)
    poor = [class_id for class_id in poorest if counts[class_id] < POOR]
    if poor:
        sentence = (
            f"{named(names, poor)} {have(poor)} fewer than {POOR} pictures: what is learned from so few is "
            f"luck. Twenty are a start, {GOOD} a class are good."
        )
        return [Advice("few_pictures", "warn", sentence, poor, action=action)]
    short = [class_id for class_id in poorest if counts[class_id] < GOOD]
    if short:
        sentence = (
            f"{named(names, short)} {have(short)} fewer than {GOOD} pictures ({names[least]} "
            f"{counts[least]}): enough for a head on fixed features, and each more still helps. "
            "The rule of thumb is a hundred a class."
        )
        return [Advice("under_a_hundred", "hint", sentence, short, action=action)]
    return [_of_the_source(f"Every class has {GOOD} pictures or more.", total, source)]


def _of_the_source(enough: str, total: int, source: Source | None) -> Advice:
    """The second rule, where the first is kept."""
    if not source or total * TENTH >= source.examples:
        return Advice("enough_pictures", "good", enough)
    wanted = -(-source.examples // TENTH)
    sentence = (
        f"{enough} Training a whole network wants a tenth of its source's, {wanted:,} for {source.name}, and "
        f"these are {total:,}: prefer strategies that keep most of the backbone as it is."
    )
    return Advice("under_a_tenth", "good", sentence)


def uneven(names: Mapping[str, str], counts: Mapping[str, int]) -> list[Advice]:
    """Classes of very different size: the head leans towards the rich ones."""
    filled = sorted((class_id for class_id in names if counts[class_id]), key=lambda one: counts[one])
    if len(filled) < 2 or counts[filled[-1]] < UNEVEN * counts[filled[0]]:
        return []
    poor, rich = filled[0], filled[-1]
    sentence = (
        f"{names[rich]} has {counts[rich]} pictures and {names[poor]} {counts[poor]}: in doubt the model "
        f"will say {names[rich]}. Add to the poorer classes first."
    )
    action = Action("open-class", f"Add pictures to {names[poor]}", class_id=poor)
    return [Advice("uneven", "warn", sentence, [poor, rich], action=action)]


def one_class(names: Mapping[str, str]) -> list[Advice]:
    """Nothing can be told apart where there is one thing."""
    if len(names) != 1:
        return []
    (name,) = names.values()
    sentence = (
        f"{name} is the only class: nothing can be trained before there is something to tell it from. Add a "
        f"second one; pictures of what is not {name} will do."
    )
    return [Advice("one_class", "wrong", sentence, list(names))]


def one_recording(subject: Subject) -> list[Advice]:
    """Classes whose pictures are all frames of one recording: those are never split apart."""
    groups = {
        class_id: {row.group for row in subject.examples if row.class_id == class_id}
        for class_id in subject.names
    }
    once = [one for one, found in groups.items() if len(found) == 1 and subject.counts[one] > 1]
    if not once:
        return []
    each = " each" if len(once) > 1 else ""
    sentence = (
        f"All pictures of {named(subject.names, once)} come from one recording{each}: none can be kept for a "
        "test, and what is learned may be that moment's light and background. Record again, at another place "
        "or on another day, or add files."
    )
    action = Action("open-class", f"Add pictures to {subject.names[once[0]]}", class_id=once[0])
    return [Advice("one_recording", "warn", sentence, once, action=action)]


def domain(verdict: Mapping[str, Any] | None, choice: Choice) -> list[Advice]:
    """Whether what the backbone has seen is near to these pictures: the verdict, if there is one."""
    if verdict is None:
        sentence = (
            f"Whether the pretraining of {choice.backbone} helps with these pictures has not been asked yet. "
            "It takes some seconds, and trains nothing."
        )
        return [Advice("verdict_unasked", "hint", sentence, action=Action("verdict", "Ask"))]
    if verdict["answer"] == "helps":
        return [Advice("domain_near", "good", str(verdict["sentence"]))]
    others = [choice.backbone, *([choice.better] if choice.better else [])]
    strategies = [name for name in ("head", "scratch") if name in choice.strategies]
    action = None
    if len(others) * len(strategies) > 1:
        action = Action("compare", "Compare with others", strategies=strategies, backbones=others)
    return [Advice("domain_far", "warn", str(verdict["sentence"]), action=action)]


def what_to_try(least: int, verdict: Mapping[str, Any] | None, choice: Choice) -> list[Advice]:
    """Which strategy and backbone to try next, with the reason; ``least``: pictures of the poorest class."""
    if not least:
        return []
    backbone = choice.better or choice.backbone
    strategy, reason = _strategy(least, verdict, choice.strategies)
    if (strategy, backbone) in choice.trained:
        return []
    if choice.better:
        reason += f", and {choice.better} sees more than {choice.backbone} and is on this machine"
    action = Action("train", f"Train {strategy} on {backbone}", strategies=[strategy], backbones=[backbone])
    return [Advice("try", "hint", f"Try {strategy} on {backbone}: {reason}.", action=action)]


def _strategy(least: int, verdict: Mapping[str, Any] | None, strategies: Sequence[str]) -> tuple[str, str]:
    far = verdict is not None and verdict["answer"] != "helps"
    if far and least >= GOOD and "scratch" in strategies:
        return "scratch", "the pretraining does not help here, and there are pictures enough to do without"
    if least >= GOOD and "finetune" in strategies:
        return "finetune", "with so many pictures the backbone itself can learn from them"
    if far:
        return "head", "it is the cheapest way to see whether another backbone does better"
    if least >= GOOD:
        return "head", "it learns in under a second, and its features are kept"
    return "head", "it learns in under a second, and with few pictures more would be learned by heart"
