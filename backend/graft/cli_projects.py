"""Projects from the command line: which there are, and ending what is done for one."""

import click
from rich.console import Console
from rich.table import Table

from graft.cli_jobs import open_home
from graft.datasets import projects
from graft.jobs import queue
from graft.settings import Settings
from graft.terminal import as_json, print_json, words


@click.command()
@click.argument("project")
@as_json
@click.pass_obj
def cancel(settings: Settings, project: str, json_: bool) -> None:
    """Cancel PROJECT's trainings and comparisons: running, waiting, or left behind by a process that died."""
    _, database = open_home(settings)
    with database.session() as session:
        row = projects.find(session, project)
        kinds = ("train", "compare", "verdict")
        jobs = [
            queue.cancel(session, job.id) for kind in kinds for job in queue.all_active(session, row.id, kind)
        ]
        queue.release_lost(session, settings)
        told = [queue.describe(session, job) for job in jobs]
    if json_:
        print_json(told)
    else:
        words.print(f"{len(told)} cancelled" if told else f"Nothing of {row.name} waits or runs")


@click.command("projects")
@as_json
@click.pass_obj
def projects_(settings: Settings, json_: bool) -> None:
    """List the projects."""
    _, database = open_home(settings)
    with database.reading() as session:
        rows = [
            {
                "id": row.id,
                "name": row.name,
                "task": row.task,
                "classes": (counts := projects.summary(session, row.id, None)).classes,
                "examples": counts.examples,
                "current_version": row.current_version,
            }
            for row in projects.all_of(session)
        ]
    if json_:
        print_json(rows)
        return
    table = Table("name", "task", "classes", "pictures", "version", box=None)
    for row in rows:
        table.add_row(
            row["name"],
            row["task"],
            *(str(row[key]) for key in ("classes", "examples")),
            str(row["current_version"] or "–"),
        )
    Console().print(table)
