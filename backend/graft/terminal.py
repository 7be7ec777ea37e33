"""What commands print with: words and progress on standard error, one JSON value on standard output."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

words = Console(stderr=True, highlight=False)
as_json = click.option("--json", "json_", is_flag=True, help="Print one JSON value.")


@contextmanager
def bar() -> Iterator[Progress]:
    """A progress bar that goes away when it is done."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=words, transient=True) as progress:
        yield progress


def print_json(value: Any) -> None:
    """Print one JSON value."""
    click.echo(json.dumps(value, ensure_ascii=False))
