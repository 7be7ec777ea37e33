"""Which examples train, and which are kept to be asked later.

The split is a hash of the group, so that adding pictures never moves an old one and frames of one
burst are never on both sides.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from graft.datasets.tasks import MULTI_LABEL, REGRESSION
from graft.storage.tables import Run

Split = Literal["train", "val", "test"]

TEST_SHARE = 0.2
"""Of the groups whose split was not given. There is no automatic val: cross-validation does its work."""
LEAST_TRAINING = 2
"""Examples that a class keeps for training before any of it goes to test automatically."""

_STRICTEST: tuple[Split, ...] = ("test", "val", "train")


@dataclass(frozen=True)
class ExampleRef:
    """An example as a run froze it."""

    id: str
    sha256: str
    class_id: str
    group: str
    split: str | None
    """train, val or test where it was given."""
    value: float | None = None
    """Where the task is a number."""
    class_ids: tuple[str, ...] | None = None
    """Where the task is several labels; empty where it shows none of them, none where nobody said."""


def read_examples(run: Run) -> list[ExampleRef]:
    """The examples that the run froze."""
    return read_rows(run.task, run.examples)


def read_rows(task: str, rows: Sequence[Sequence[Any]]) -> list[ExampleRef]:
    """Examples as :func:`graft.jobs.runs.frozen` gives them."""
    if task == REGRESSION:
        return [ExampleRef(*row[:5], value=row[5]) for row in rows]
    if task == MULTI_LABEL:
        return [ExampleRef(*row[:5], class_ids=None if row[5] is None else tuple(row[5])) for row in rows]
    return [ExampleRef(*row) for row in rows]


def assign(examples: Sequence[ExampleRef]) -> dict[str, Split]:
    """The split of every example, by its id.

    A given split counts for its whole group; where members were given different ones, test goes
    before val and val before train, so that nothing of a group is trained on that is asked about.
    Other groups go to test when their hash falls into a fifth of its range. A class that would be
    left with fewer than two training examples keeps its automatic groups for training, this time.
    """
    given = _given(examples)
    groups = {row.group for row in examples}
    splits: dict[str, Split] = {group: given.get(group) or _hashed(group) for group in groups}
    left = Counter(row.class_id for row in examples if splits[row.group] == "train")
    poor = {row.class_id for row in examples if left[row.class_id] < LEAST_TRAINING}
    for row in examples:
        if row.class_id in poor and row.group not in given:
            splits[row.group] = "train"
    return {row.id: splits[row.group] for row in examples}


def by_rarest(examples: Sequence[ExampleRef], ids: Sequence[str]) -> list[ExampleRef]:
    """Each example as one of its rarest class, so that no class loses all its pictures to test."""
    counts = Counter(one for row in examples for one in row.class_ids or () if one in set(ids))

    def rarest(row: ExampleRef) -> str:
        mine = [one for one in row.class_ids or () if one in counts]
        return min(mine, key=lambda one: counts[one], default="")

    return [replace(row, class_id=rarest(row)) for row in examples]


def _given(examples: Sequence[ExampleRef]) -> dict[str, Split]:
    """The strictest split that was given to any member of a group, by group."""
    given: dict[str, Split] = {}
    for row in examples:
        if row.split is not None:
            split = cast(Split, row.split)
            before = given.get(row.group, split)
            given[row.group] = split if _STRICTEST.index(split) < _STRICTEST.index(before) else before
    return given


def _hashed(group: str) -> Split:
    digest = hashlib.sha256(group.encode()).digest()
    return "test" if int.from_bytes(digest[:8]) < TEST_SHARE * 2**64 else "train"
