"""What advice is made of, and the words its sentences share."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np

from graft.datasets.tasks import MULTI_LABEL
from graft.training.splits import ExampleRef, Split

Severity = Literal["wrong", "warn", "hint", "good"]
SEVERITIES: tuple[Severity, ...] = ("wrong", "warn", "hint", "good")


@dataclass(frozen=True)
class Action:
    """The one thing that cures it; ``kind`` says which fields count."""

    kind: Literal["open-class", "verdict", "compare", "train"]
    label: str
    class_id: str | None = None
    strategies: list[str] = field(default_factory=list)
    backbones: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Advice:
    """One thing worth knowing.

    Severity ``wrong``: what is measured misleads; ``warn``: it costs accuracy; ``hint``: worth a try.
    """

    code: str
    severity: Severity
    sentence: str
    classes: Sequence[str] = ()
    """Ids."""
    examples: Sequence[ExampleRef] = ()
    action: Action | None = None

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        shown = [
            {
                "id": row.id,
                "class_id": row.class_id or None,
                "class_ids": None if row.class_ids is None else list(row.class_ids),
                "value": row.value,
                "sha256": row.sha256,
            }
            for row in self.examples
        ]
        return {
            "code": self.code,
            "severity": self.severity,
            "sentence": self.sentence,
            "classes": list(self.classes),
            "examples": shown,
            "action": self.action and asdict(self.action),
        }


@dataclass(frozen=True)
class Subject:
    """What advice is about: a project's classes and examples."""

    task: str
    """As :class:`graft.storage.tables.Project` has it."""
    names: Mapping[str, str]
    """Of the classes by id, in their order; of a number none."""
    examples: Sequence[ExampleRef]
    splits: Mapping[str, Split]
    """Of each example, by its id."""

    @property
    def counts(self) -> dict[str, int]:
        """Pictures of each class, or that show it."""
        several = self.task == MULTI_LABEL
        found = Counter(
            one for row in self.examples for one in (row.class_ids or () if several else [row.class_id])
        )
        return {class_id: found[class_id] for class_id in self.names}


@dataclass(frozen=True)
class Looked:
    """Examples with their feature vectors: some of the project's, in the vectors' order."""

    examples: Sequence[ExampleRef]
    vectors: np.ndarray
    """float32[n, C]"""


def named(names: Mapping[str, str], classes: Sequence[str]) -> str:
    """Up to three names, and how many more."""
    first = ", ".join(names[class_id] for class_id in classes[:3])
    return first if len(classes) <= 3 else f"{first} and {len(classes) - 3} more"


def have(classes: Sequence[str]) -> str:
    """The verb for so many."""
    return "has" if len(classes) == 1 else "have"
