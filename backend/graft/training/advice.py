"""Advice: what a project's counts and feature vectors say before the next training.

Pure functions; each gives items of :class:`Advice`, and :func:`advise` all of them, the most severe
first. Free of TensorFlow and SciPy: the web process asks.

The chapter's two rules of thumb: a class wants a hundred pictures, and a data set that a whole network
is to be trained on (``finetune`` and its like, 11.3.2) wants a tenth of what the backbone's source had.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graft.training.advice_parts import SEVERITIES, Action, Advice, Looked, have, named
from graft.training.lookalikes import alike, twice
from graft.training.splits import ExampleRef, Split

POOR = 10
"""Pictures a class below which a head is a matter of luck."""
GOOD = 100
"""The chapter's first rule: pictures a class."""
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


def advise(
    names: Mapping[str, str],
    examples: Sequence[ExampleRef],
    splits: Mapping[str, Split],
    looked: Looked,
    choice: Choice,
    verdict: Mapping[str, Any] | None,
) -> list[Advice]:
    """Everything worth saying, the most severe first.

    Args:
        names: of the classes by id, in their order.
        examples: all of the project.
        splits: of each example, by its id.
        looked: those whose feature vectors are known; it may hold none.
        choice: what would be trained, and with what else.
        verdict: as :func:`graft.training.verdict.judge` gives it, where that was asked.
    """
    counts = dict.fromkeys(names, 0) | Counter(row.class_id for row in examples)
    found = [*few_pictures(names, counts, choice.source), *uneven(names, counts)]
    if len(looked.examples) > 1:
        found += [*twice(names, looked, splits), *alike(names, looked)]
    found += [*domain(verdict, choice), *what_to_try(counts, verdict, choice)]
    return sorted(found, key=lambda item: SEVERITIES.index(item.severity))


def few_pictures(names: Mapping[str, str], counts: Mapping[str, int], source: Source | None) -> list[Advice]:
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
    if source and sum(counts.values()) * TENTH < source.examples:
        wanted = -(-source.examples // TENTH)
        sentence = (
            f"Every class has {GOOD} pictures or more. Training a whole network wants a tenth of its "
            f"source's, {wanted:,} for {source.name}, and these are {sum(counts.values()):,}: prefer "
            "strategies that keep most of the backbone as it is."
        )
        return [Advice("under_a_tenth", "good", sentence)]
    return [Advice("enough_pictures", "good", f"Every class has {GOOD} pictures or more.")]


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


def what_to_try(counts: Mapping[str, int], verdict: Mapping[str, Any] | None, choice: Choice) -> list[Advice]:
    """Which strategy and backbone to try next, with the reason."""
    filled = [count for count in counts.values() if count]
    if len(filled) < 2:
        return []
    backbone = choice.better or choice.backbone
    strategy, reason = _strategy(min(filled), verdict, choice.strategies)
    if choice.better:
        reason += f", and {choice.better} sees more than {choice.backbone} and is on this machine"
    action = Action("train", f"Train {strategy} on {backbone}", strategies=[strategy], backbones=[backbone])
    return [Advice("try", "hint", f"Try {strategy} on {backbone}: {reason}.", action=action)]


def _strategy(least: int, verdict: Mapping[str, Any] | None, strategies: Sequence[str]) -> tuple[str, str]:
    far = verdict is not None and verdict["answer"] != "helps"
    if far and least >= GOOD and "scratch" in strategies:
        return "scratch", "the pretraining does not help here, and there are pictures enough to do without"
    if least >= GOOD and "finetune" in strategies:
        return "finetune", f"with {GOOD} pictures a class the backbone itself can learn from them"
    if far:
        return "head", "it is the cheapest way to see whether another backbone does better"
    if least >= GOOD:
        return "head", "it learns in under a second, and its features are kept"
    return "head", "it learns in under a second, and with few pictures more would be learned by heart"
