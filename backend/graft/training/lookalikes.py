"""Advice about pictures that are almost the same, and about classes that look alike, by feature vectors."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from graft.datasets.tasks import REGRESSION, SINGLE_LABEL
from graft.training.advice_parts import Action, Advice, Looked, Subject, named
from graft.training.neighbours import nearest, similarity
from graft.training.splits import ExampleRef

CONFUSED = 0.15
"""Share of a class's pictures that its neighbours take for one other class."""
LEAST_CONFUSED = 3
"""Pictures that must be taken for the other class: one or two are accidents."""
SAME = 0.985
"""Cosine from which two pictures are taken for one. Frames of a camera that stands still and copies in
another format are above it; of 250 different photographs each of flowers, fruits and vegetables, shelves
that were photographed again and again among them, no two were (measured with two backbones). A copy of
another size or quality may stay below: what is said is certain, what is not said is not."""
SHOWN = 6
"""Pictures that an item shows."""


Pairs = Sequence[tuple[ExampleRef, ExampleRef]]


def twice(subject: Subject, looked: Looked) -> list[Advice]:
    """The same picture, more or less, with two labels, or in the test and outside it."""
    splits, contradicts = subject.splits, _contradiction(subject)
    likeness = similarity(looked.vectors)
    pairs = np.argwhere(np.triu(likeness >= SAME, 1))
    rows = [(looked.examples[a], looked.examples[b]) for a, b in pairs.tolist()]
    across = [pair for pair in rows if contradicts(*pair)]
    leaks = [
        pair
        for pair in rows
        if not contradicts(*pair)
        and pair[0].group != pair[1].group
        and (splits[pair[0].id] == "test") != (splits[pair[1].id] == "test")
    ]
    if subject.task == SINGLE_LABEL:
        return [*_in_two_classes(subject.names, across), *_in_test_too(subject.names, leaks)]
    return [*_labelled_twice(across), *_in_test_too({}, leaks)]


def _contradiction(subject: Subject) -> Callable[[ExampleRef, ExampleRef], bool]:
    """Whether two pictures that are one can't both be labelled rightly; what nobody labelled says nothing."""
    if subject.task == SINGLE_LABEL:
        return lambda one, other: one.class_id != other.class_id
    if subject.task == REGRESSION:
        values = [row.value for row in subject.examples if row.value is not None]
        spread = float(np.std(values)) if values else 0.0
        return lambda one, other: (
            one.value is not None and other.value is not None and abs(one.value - other.value) > spread
        )
    return lambda one, other: (
        one.class_ids is not None
        and other.class_ids is not None
        and set(one.class_ids) != set(other.class_ids)
    )


def _labelled_twice(pairs: Pairs) -> list[Advice]:
    if not pairs:
        return []
    value = pairs[0][0].value is not None
    more = f", and so have {len(pairs) - 1} more such pairs" if len(pairs) > 1 else ""
    sentence = (
        f"Two pictures that are almost the same have {'very different values' if value else 'other labels'}"
        f"{more}: one is wrong, or the pictures don't show it. Correct or remove one of each pair."
    )
    return [Advice("same_labelled_twice", "wrong", sentence, examples=_shown(pairs))]


def _in_two_classes(names: Mapping[str, str], pairs: Pairs) -> list[Advice]:
    if not pairs:
        return []
    (one, other), classes = pairs[0], list(dict.fromkeys(row.class_id for pair in pairs for row in pair))
    more = f", and {len(pairs) - 1} more such pairs" if len(pairs) > 1 else ""
    sentence = (
        f"Almost the same picture is in {names[one.class_id]} and in {names[other.class_id]}{more}: one of "
        "the labels is wrong, or the classes can't be told apart. Move or remove one of each pair."
    )
    action = Action("open-class", f"Look at {names[one.class_id]}", class_id=one.class_id)
    return [Advice("same_in_two_classes", "wrong", sentence, classes, _shown(pairs), action)]


def _in_test_too(names: Mapping[str, str], pairs: Pairs) -> list[Advice]:
    if not pairs:
        return []
    classes = list(dict.fromkeys(pair[0].class_id for pair in pairs)) if names else []
    count = "One picture" if len(pairs) == 1 else f"{len(pairs)} pairs of pictures"
    of = f" of {named(names, classes)}" if classes else ""
    sentence = (
        f"{count}{of} {'is' if len(pairs) == 1 else 'are'} almost the same inside the test and outside it: "
        "what is measured is too good. Remove one of each pair, or add bursts as one group."
    )
    action = Action("open-class", f"Look at {names[classes[0]]}", class_id=classes[0]) if classes else None
    return [Advice("same_in_test", "wrong", sentence, classes, _shown(pairs), action)]


def alike(names: Mapping[str, str], looked: Looked) -> list[Advice]:
    """Pairs of classes whose pictures have the other's for neighbours.

    A class of one recording is not asked: frames of one are no neighbours, so it has none of its own.
    """
    ids = list(names)
    labels = np.array([ids.index(row.class_id) for row in looked.examples])
    groups = np.unique([row.group for row in looked.examples], return_inverse=True)[1]
    said = nearest(looked.vectors, labels, groups)
    sizes = np.bincount(labels, minlength=len(ids))
    recordings = [len(np.unique(groups[labels == one])) for one in range(len(ids))]
    asked = np.array(recordings)[labels] > 1
    mistaken = np.zeros((len(ids), len(ids)), int)
    np.add.at(mistaken, (labels[asked], said[asked]), 1)
    found = []
    for one in range(len(ids)):
        for other in range(one + 1, len(ids)):
            shares = mistaken[[one, other], [other, one]] / np.maximum(sizes[[one, other]], 1)
            count = int(mistaken[one, other] + mistaken[other, one])
            if count >= LEAST_CONFUSED and shares.max() >= CONFUSED:
                crossed = asked & ((labels == one) & (said == other) | (labels == other) & (said == one))
                rows = np.flatnonzero(crossed)
                shown = [looked.examples[row] for row in rows[:SHOWN].tolist()]
                found.append((float(shares.max()), _alike(names, ids[one], ids[other], count, shown)))
    return [item for _, item in sorted(found, key=lambda pair: -pair[0])]


def _alike(names: Mapping[str, str], one: str, other: str, count: int, shown: list[ExampleRef]) -> Advice:
    sentence = (
        f"{names[one]} and {names[other]} look alike to the backbone: {count} of their pictures have the "
        "other's for neighbours. Show what sets them apart (closer, from another side), or make them one "
        "class."
    )
    action = Action("open-class", f"Look at {names[one]}", class_id=one)
    return Advice("alike", "warn", sentence, [one, other], shown, action)


def _shown(pairs: Pairs) -> list[ExampleRef]:
    return [row for pair in pairs[: SHOWN // 2] for row in pair]
