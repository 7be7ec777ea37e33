"""What a project's task asks of its examples: a class, any number of classes, or a value."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graft.datasets.names import clean_name
from graft.errors import BadParameter, BadValue, WrongTask
from graft.storage.tables import Project

SINGLE_LABEL, MULTI_LABEL, REGRESSION = "single_label", "multi_label", "regression"
TASKS = (SINGLE_LABEL, MULTI_LABEL, REGRESSION)
TRANSFORMS = ("none", "log")
LARGEST_VALUE = 1e30
"""Beyond it float32, in which the page computes, has no room for sums."""

_NEEDS = {
    SINGLE_LABEL: "one class",
    MULTI_LABEL: "any number of classes",
    REGRESSION: "a value, and no class",
}


@dataclass(frozen=True)
class Target:
    """What an example shows: a class, classes, or a value; nothing at all where that is not known yet."""

    class_id: str | None = None
    class_ids: tuple[str, ...] = ()
    value: float | None = None
    none_of_these: bool = False
    """Somebody said that none of the classes is to be seen."""


def checked_task(task: str) -> str:
    """``task``, when it is one.

    Raises:
        BadParameter: it is none.
    """
    if task not in TASKS:
        raise BadParameter(f"A task is one of {', '.join(TASKS)}. Received: {task[:80]!r}.", parameter="task")
    return task


def checked_quantity(
    task: str, quantity: str | None, unit: str | None, transform: str | None
) -> dict[str, Any] | None:
    """What a project's number is, as JSON; none where its task is another.

    Raises:
        BadParameter: a transform that is none, or one of the three for a project of classes.
        BadName: a quantity or unit that can't be a name.
    """
    if task != REGRESSION:
        if quantity or unit or transform:
            raise BadParameter(
                f"Only a number has a quantity, a unit and a transform. This project's task is {task}: "
                "leave them out, or make it a regression.",
                parameter="quantity",
            )
        return None
    if transform is not None and transform not in TRANSFORMS:
        raise BadParameter(
            f"A transform is one of {', '.join(TRANSFORMS)}; left out, the values decide. "
            f"Received: {transform[:80]!r}.",
            parameter="transform",
        )
    return {
        "quantity": clean_name(quantity, "quantity") if quantity else None,
        "unit": clean_name(unit, "unit") if unit else None,
        "transform": transform,
    }


def checked_value(value: float | None) -> float | None:
    """``value``, when it is a finite number or none.

    Raises:
        BadValue: it is neither.
    """
    if value is not None and not (math.isfinite(value) and abs(value) <= LARGEST_VALUE):
        raise BadValue(f"A value is a finite number, at most {LARGEST_VALUE:g}. Received: {value}.")
    return value


def check(project: Project, target: Target) -> None:
    """Whether ``target`` is what the project's task asks for.

    Raises:
        WrongTask: a value where there are classes, classes where there is a value, or the like.
        BadValue: a value that is no finite number.
        BadParameter: none of the classes, and one of them.
    """
    task = project.task
    several = bool(target.class_ids) or target.none_of_these
    given = {
        SINGLE_LABEL: target.class_id is not None,
        MULTI_LABEL: several,
        REGRESSION: target.value is not None,
    }
    wrong = [name for name, is_given in given.items() if is_given and name != task]
    if wrong or (task == SINGLE_LABEL and not given[SINGLE_LABEL]):
        received = (
            "a value" if REGRESSION in wrong else "classes" if MULTI_LABEL in wrong
            else "a class" if wrong else "none"
        )  # fmt: skip
        raise WrongTask(
            f"Project {project.name!r} is of the task {task}: a picture has {_NEEDS[task]}. "
            f"Received: {received}. Send what the task asks for, or make a project of the other task.",
            task=task,
        )
    if target.class_ids and target.none_of_these:
        raise BadParameter(
            "A picture shows some of the classes or none of these. Received both: leave one out.",
            parameter="none_of_these",
        )
    checked_value(target.value)


def has_labels(value: float | None, class_ids: Sequence[str], none_of_these: bool) -> bool:
    """Whether it is known what an example of a number or of several labels shows."""
    return value is not None or bool(class_ids) or none_of_these
