"""``graft backbone train`` and ``graft backbone evaluate``: making backbones, and telling them apart.

Both work for minutes or hours, so they have a process of their own and don't wait in the queue
behind the studio's trainings. TensorFlow is imported when they run, not before.
"""

import dataclasses
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from graft.backbones import catalogue
from graft.settings import Settings
from graft.terminal import as_json, bar, print_json, words


@click.command()
@click.argument("recipe", type=click.Path(path_type=Path))
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder that the recipe's data paths start from; default: the recipe's own.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Where to work; default: the recipe's path without its ending.",
)
@click.option("--until", type=click.IntRange(min=1), help="Stop after this epoch.")
@as_json
@click.pass_obj
def train(
    settings: Settings, recipe: Path, data: Path | None, out: Path | None, until: int | None, json_: bool
) -> None:
    """Train the backbone of RECIPE. Run again, it goes on where it was stopped."""
    from graft.backbones import pretraining

    with bar() as shown:
        task = shown.add_task("starting", total=None)
        target = pretraining.train(
            recipe,
            out or recipe.with_suffix(""),
            lambda text, done, total: shown.update(task, description=text, completed=done, total=total),
            data_dir=data or recipe.parent,
            weights_dir=settings.weights_dir,
            until=until,
        )
    if json_:
        print_json({"folder": str(target)})
    else:
        words.print(f"The backbone is in {target}")


@click.command()
@click.argument("names", nargs=-1, required=True)
@click.option(
    "--data",
    "sets",
    type=click.Path(path_type=Path),
    multiple=True,
    required=True,
    help="Image-folder zip or folder with train and test (or val); give it for each set.",
)
@click.option(
    "--few", type=click.IntRange(min=2), default=40, show_default=True, help="Training pictures a class."
)
@click.option("--twin", is_flag=True, help="Below each, the same network with random weights.")
@as_json
@click.pass_obj
def evaluate(
    settings: Settings, names: tuple[str, ...], sets: tuple[Path, ...], few: int, twin: bool, json_: bool
) -> None:
    """Compare backbones NAMES by linear probes on sets of labelled pictures."""
    chosen = [catalogue.find(name, settings) for name in names]
    from graft.training.probing import probe

    rows: list[dict[str, Any]] = []
    with bar() as shown:
        task = shown.add_task("starting", total=None)
        for backbone in chosen:
            for random in (False, True) if twin else (False,):
                title = f"{backbone.name}, random weights" if random else backbone.name
                found = probe(
                    backbone,
                    settings,
                    sets,
                    few,
                    lambda text, done, total, title=title: shown.update(
                        task, description=f"{title} on {text}", completed=done, total=total
                    ),
                    random=random,
                )
                rows.append(
                    {
                        "backbone": backbone.name,
                        "random": random,
                        "sets": [dataclasses.asdict(one) for one in found],
                    }
                )
    if json_:
        print_json(rows)
    else:
        _print_table(rows, few)


def _print_table(rows: list[dict[str, Any]], few: int) -> None:
    """Test accuracies, with few pictures and with all, and their means."""
    names = [one["name"] for one in rows[0]["sets"]]
    columns = [f"{name}, {amount}" for amount in (few, "all") for name in (*names, "mean")]
    table = Table("backbone", *columns, box=None)
    for row in rows:
        cells: list[float] = []
        for amount in ("few", "all"):
            accuracies = [one[amount] for one in row["sets"]]
            cells += [*accuracies, sum(accuracies) / len(accuracies)]
        title = f"{row['backbone']}, random weights" if row["random"] else row["backbone"]
        table.add_row(title, *(f"{cell:.3f}" for cell in cells))
    Console().print(table)
