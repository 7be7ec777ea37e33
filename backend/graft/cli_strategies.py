"""``graft strategies``, ``--set`` of ``graft train``, and what is done with trained backbones."""

from collections.abc import Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from graft.errors import BadParameter
from graft.jobs import keeping
from graft.settings import Settings
from graft.storage.database import Database
from graft.storage.home import Home
from graft.terminal import as_json, print_json, words
from graft.training import parameters as known


def parameters(given: Sequence[str]) -> dict[str, Any]:
    """``("epochs=3", …)`` by name.

    Raises:
        BadParameter: one without ``=``.
    """
    pairs = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise BadParameter(f"--set takes NAME=VALUE. Received: {text!r}.")
        pairs[name.strip()] = value.strip()
    return pairs


@click.command()
@as_json
def strategies(json_: bool) -> None:
    """List the strategies, when each is right, and their parameters."""
    rows = [known.describe(row) for row in known.STRATEGIES.values()]
    if json_:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']} ({row['section']}): {row['sentence']}")
        if row["parameters"]:
            table = Table("parameter", "default", "", box=None, padding=(0, 2, 0, 2), show_header=False)
            for part in row["parameters"]:
                choices = f" One of: {', '.join(part['choices'])}." if part["choices"] else ""
                table.add_row(part["name"], str(part["default"]), f"{part['help']}{choices}")
            Console().print(table)


@click.command()
@click.argument("name")
@click.argument("new")
@click.pass_obj
def rename(settings: Settings, name: str, new: str) -> None:
    """Call a backbone that was trained here NEW."""
    row = keeping.rename(settings, name, new)
    words.print(f"It is called {row.name} now")


@click.command()
@click.argument("name")
@click.pass_obj
def remove(settings: Settings, name: str) -> None:
    """Remove a backbone that was trained here and that nothing uses."""
    database = Database(Home(settings.home).create().database_url)
    database.migrate()
    with database.session() as session:
        row = keeping.remove(session, settings, name)
    words.print(f"{row.name} is removed")
