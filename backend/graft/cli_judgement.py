"""Commands that judge: what went wrong, whether transfer helps, what to do next, which is best."""

import sys
import time
from collections.abc import Callable
from typing import Any

import click
from rich.console import Console
from rich.table import Column, Table

from graft.backbones import catalogue
from graft.cli_jobs import follow_with_bar, open_home
from graft.datasets import projects
from graft.errors import NothingToCompare
from graft.jobs import advising, comparisons, queue, runs, verdicts
from graft.jobs.follow import LOOK_SECONDS, some_worker
from graft.releases import versions
from graft.settings import Settings
from graft.storage.database import Database
from graft.storage.tables import Project
from graft.terminal import as_json, bar, print_json, words

FILE_WIDTH = 160
"""Columns of a table that goes to a file, which has no width of its own."""
MEASURED = {"accuracy": "right", "exact_match": "all labels right", "r2": "R²"}


@click.command()
@click.argument("project")
@click.option("--backbone", help="Name in the catalogue; default: the project's.")
@as_json
@click.pass_obj
def verdict(settings: Settings, project: str, backbone: str | None, json_: bool) -> None:
    """Say whether a backbone's pretraining helps PROJECT, by comparing it with random weights."""
    _, database = open_home(settings)
    with database.session() as session:
        row = projects.find(session, project)
        chosen = catalogue.choose(backbone or row.backbone, settings)
        catalogue.weights_path(chosen, settings)
        job = verdicts.request(session, row, chosen.name)
    found = follow_with_bar(settings, database, job.id)
    if json_:
        print_json(found)
    else:
        click.echo(f"{found['answer']}: {found['sentence']}")


@click.command()
@click.argument("project")
@click.option("--backbone", help="Name in the catalogue; default: the project's.")
@as_json
@click.pass_obj
def advise(settings: Settings, project: str, backbone: str | None, json_: bool) -> None:
    """Say what to do about PROJECT before its next training."""
    _, database = open_home(settings)
    with database.reading() as session:
        found = advising.advise(session, settings, projects.find(session, project), backbone)
    if json_:
        print_json(found["items"])
        return
    for item in found["items"]:
        click.echo(f"{item['severity']:5}  {item['sentence']}")


@click.command()
@click.argument("project")
@click.option("--version", "number", type=int, help="Default: the current version.")
@as_json
@click.pass_obj
def mistakes(settings: Settings, project: str, number: int | None, json_: bool) -> None:
    """List the pictures that a version of PROJECT took for another class, the surest first.

    Those of the test come first. Of what was learnt from, each was asked before it was learnt: a picture
    that is surely taken for another class may be in the wrong one.
    """
    _, database = open_home(settings)
    with database.reading() as session:
        row = projects.find(session, project)
        version = versions.get(session, row, number if number is not None else "current")
        run = runs.get(session, row, version.run_id)
        names = {one["id"]: one["name"] for one in run.classes}
        found = [
            {
                "picture": example.file_name,
                "class": names[told["class_id"]],
                "said": names[told["said"]],
                "probability": told["probability"],
                "part": told["part"],
                "example_id": example.id,
            }
            for example, _, told in runs.mistakes(session, run)
        ]
    if json_:
        print_json(found)
        return
    if not found:
        words.print("No picture was taken for another class")
    for one in found:
        where = "" if one["part"] == "test" else ", learnt from"
        picture = one["picture"] or one["example_id"]
        click.echo(f"{picture}: {one['class']}, taken for {one['said']} ({one['probability']:.1%}{where})")


@click.command()
@click.argument("project")
@click.option("--strategies", default="head", show_default=True, help="Names, with commas between.")
@click.option("--backbones", help="Names, with commas between; default: the project's.")
@click.option("--seed", type=int, help="Of every training; same seed, same machine: same result.")
@as_json
@click.pass_obj
def compare(
    settings: Settings, project: str, strategies: str, backbones: str | None, seed: int | None, json_: bool
) -> None:
    """Train every combination of strategy and backbone on PROJECT, and rank them."""
    _, database = open_home(settings)
    with database.session() as session:
        row = projects.find(session, project)
        named = _list(backbones) or [catalogue.choose(row.backbone, settings).name]
        made = comparisons.request(session, settings, row, _list(strategies), named, seed)
    found = _follow(settings, database, row, made)
    if json_:
        print_json(found)
    else:
        _show(found)
    if found["status"] != "done":
        raise NothingToCompare(f"No combination ended well: {_first_error(found)}")


def _list(text: str | None) -> list[str]:
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def _first_error(found: dict[str, Any]) -> str:
    errors = [row["error"]["message"] for row in found["rows"] if row["error"]]
    return errors[0] if errors else "all were cancelled."


def _follow(settings: Settings, database: Database, project: Project, made: str) -> dict[str, Any]:
    """Wait until every row has ended; an interrupt cancels those that have not."""
    with bar() as shown, some_worker(database, settings):
        task = shown.add_task("waiting for the worker", total=None)
        try:
            while True:
                with database.reading() as session:
                    found = comparisons.describe(session, project, made)
                shown.update(task, description=_doing(found), completed=found["done"], total=found["total"])
                if found["done"] == found["total"]:
                    return found
                time.sleep(LOOK_SECONDS)
        except KeyboardInterrupt:
            with database.session() as session:
                comparisons.cancel(session, project, made)
            raise


def _doing(found: dict[str, Any]) -> str:
    for row in found["rows"]:
        if row["status"] not in queue.ENDED and row["progress"]:
            return f"{row['strategy']} on {row['backbone']}: {row['progress']['message']}"
    return "waiting for the worker"


def _show(found: dict[str, Any]) -> None:
    columns = (
        "",
        "strategy",
        "backbone",
        MEASURED[found["measure"]],
        "95 %",
        "train s",
        "MB",
        "ms a picture",
        "behind",
    )
    table = Table(*[Column(name, no_wrap=True) for name in columns], box=None)
    told = "{:.2f}".format if found["measure"] == "r2" else "{:.1%}".format
    for row in found["rows"]:
        if row["standing"] is None:
            what = row["error"]["message"] if row["error"] else row["status"]
            table.add_row("–", row["strategy"], row["backbone"], what)
            continue
        low, high = row["interval"]
        table.add_row(
            str(row["standing"]["place"]),
            row["strategy"],
            row["backbone"],
            told(row["score"]),
            f"{told(low)}–{told(high)}",
            f"{row['training_seconds']:.1f}",
            f"{row['bytes'] / 1e6:.1f}",
            f"{row['milliseconds']:.1f}",
            _behind(row["standing"], told),
        )
    Console(width=None if sys.stdout.isatty() else FILE_WIDTH).print(table)
    words.print(f"on {found['test_examples']} test pictures · ms: TensorFlow.js in Node, wasm, one thread")


def _behind(standing: dict[str, Any], told: Callable[[float], str]) -> str:
    if standing["leader"]:
        return "leads"
    gap = f"{told(standing['behind'])}, p = {standing['p']:.2g}"
    return f"{gap}: may be chance" if standing["chance"] else gap
