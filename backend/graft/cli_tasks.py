"""What the command line asks and says of a project's task: options of ``import``, results in words."""

from collections.abc import Callable, Mapping
from typing import Any

import click
from sqlalchemy.orm import Session

from graft.datasets import projects
from graft.datasets.listing import Columns
from graft.datasets.tasks import MULTI_LABEL, REGRESSION, SINGLE_LABEL, TASKS, TRANSFORMS, checked_quantity
from graft.storage.tables import Project, Run

_OPTIONS = (
    click.option("--task", type=click.Choice(TASKS), help=f"Of a new project; default: {SINGLE_LABEL}."),
    click.option("--quantity", help="What the number is, for a regression."),
    click.option("--unit", help="The number's unit."),
    click.option(
        "--transform",
        type=click.Choice(TRANSFORMS),
        help="Of the values; default: log where they call for it.",
    ),
    click.option(
        "--file-column", multiple=True, help="Of the CSV; several where a line has several pictures."
    ),
    click.option("--value-column", help="Of the CSV; default: value."),
    click.option("--labels-column", help="Of the CSV; default: labels."),
    click.option("--group-column", help="Of the CSV; default: group."),
    click.option("--split-column", help="Of the CSV; default: split."),
)


def options(command: Callable[..., None]) -> Callable[..., None]:
    """Add what ``import`` asks about the task and about the columns of a CSV."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def project_and_columns(session: Session, name: str, given: Mapping[str, Any]) -> tuple[Project, Columns]:
    """The project to import into, of the task that was asked for, and the columns to read.

    Raises:
        TaskFixed: the project is of another task and has examples.
        BadName, BadParameter: see :mod:`graft.errors`.
    """
    project = projects.find_or_create(session, name, given["task"] or SINGLE_LABEL)
    task = given["task"] or project.task
    about = {part: given[part] for part in ("quantity", "unit", "transform") if given[part]}
    before = (project.target or {}) if project.task == task else {}
    if task == REGRESSION and not before.get("quantity") and given["value_column"]:
        about.setdefault("quantity", given["value_column"])
    if task != project.task or about:
        parts = dict.fromkeys(("quantity", "unit", "transform")) | before | about
        projects.set_task(session, project.id, task, checked_quantity(task, **parts))
    named = {part: given[f"{part}_column"] for part in ("file", "value", "labels", "group", "split")}
    return project, Columns.of({part: column for part, column in named.items() if column})


def measured(metrics: Mapping[str, Any], run: Run) -> str:
    """How good a version is, in words."""
    for name, where in (("test", "held-out"), ("cross_validation", "by cross-validation")):
        part = metrics.get(name)
        if part:
            return {REGRESSION: _number, MULTI_LABEL: _labels}.get(run.task, _right)(part, run, where)
    return "too few pictures, or separate recordings, to measure how good it is"


def _labels(part: Mapping[str, Any], run: Run, where: str) -> str:
    within = "" if part["interval"] is None else " ({:.2f} to {:.2f})".format(*part["interval"])
    mean = part["mean_average_precision"]
    precision = "" if mean is None else f"mean average precision {mean:.2f}{within}, "
    return f"{precision}every label right of {part['exact_match']:.1%} ({part['examples']} pictures, {where})"


def _right(part: Mapping[str, Any], run: Run, where: str) -> str:
    low, high = part["interval"]
    pictures = (
        f"{part['examples']} held-out pictures"
        if where == "held-out"
        else (f"{part['examples']} pictures, {where}")
    )
    names = {row["id"]: row["name"] for row in run.classes}
    absent = [names[row["class_id"]] for row in part["per_class"] if not row["examples"]]
    untested = f", none of them of {', '.join(absent[:3])}{' …' if len(absent) > 3 else ''}" if absent else ""
    return f"{part['accuracy']:.1%} right ({low:.1%} to {high:.1%}) on {pictures}{untested}"


def _number(part: Mapping[str, Any], run: Run, where: str) -> str:
    unit = f" {run.target['unit']}" if run.target and run.target["unit"] else ""
    scale = " of its logarithm" if part["transform"] == "log" else ""
    within = "" if part["interval"] is None else " ({:.2f} to {:.2f})".format(*part["interval"])
    explained = "" if part["r2"] is None else f", R² {part['r2']:.2f}{within}{scale}"
    groups = "" if part["groups"] == part["examples"] else f" of {part['groups']} groups"
    return (
        f"off by {readable(part['mae'])}{unit} on average{explained}; the middle would be off by "
        f"{readable(part['mae_of_mean'])} ({part['examples']} pictures{groups}, {where})"
    )


def readable(value: float) -> str:
    """A number with as many digits as say something: 1,234,568 or 0.01235."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def said(answer: Mapping[str, Any]) -> str:
    """What a version says of a picture, in a few words."""
    if "value" in answer:
        low, high = answer["interval"]
        unit = f" {answer['unit']}" if answer["unit"] else ""
        return f"{readable(answer['value'])}{unit} (likely {readable(low)} to {readable(high)})"
    best = answer["predictions"][0]
    if "shown" in best:
        shown = [f"{row['class']} {row['probability']:.1%}" for row in answer["predictions"] if row["shown"]]
        return ", ".join(shown) or "none of these"
    doubt = " (not sure)" if answer.get("unknown") else ""
    return f"{best['class']} {best['probability']:.1%}{doubt}"
