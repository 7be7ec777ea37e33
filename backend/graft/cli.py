"""The ``graft`` command: everything the page can do, scriptable.

With ``--json`` one JSON value goes to standard output; progress and words go to standard error.
Exit status: 0 done, 1 failed with the error's sentence, 2 wrong usage.
"""

import dataclasses
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import DatabaseError

from graft import __version__, cli_judgement, cli_pretraining, cli_projects, cli_strategies, cli_tasks, doctor
from graft.backbones import catalogue, classifiers
from graft.backbones.hub_modules import is_address, is_handle, refuse_other_kinds
from graft.cli_jobs import follow_with_bar as _follow
from graft.cli_jobs import open_home as _open
from graft.datasets import imports, projects
from graft.errors import FileAbsent, GraftError
from graft.jobs import previewing, queue, runs, verdicts
from graft.jobs.starting import needs_weights, starting_backbone
from graft.releases import bundle, versions
from graft.settings import Settings
from graft.terminal import as_json, bar, print_json, words
from graft.training import presets


class Commands(click.Group):
    """Turns Graft's errors into exit status 1 and their sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except GraftError as error:
            raise click.ClickException(error.message) from error
        except DatabaseError as error:
            raise click.ClickException(
                f"The database in the home folder can't be used: {error.orig}. See that GRAFT_HOME can be "
                "written; if its file is damaged, put a copy from before in its place."
            ) from error
        except OSError as error:
            if error.filename is None:
                raise
            raise click.ClickException(
                f"{error.strerror}: {str(error.filename)!r}. Nothing was lost."
            ) from error


@click.group(cls=Commands)
@click.version_option(__version__)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Graft grows a new head on a pretrained backbone."""
    ctx.obj = Settings.load()


@main.command()
@click.option("--host", help="Address to listen on; any but loopback needs GRAFT_TOKEN.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--open", "open_", is_flag=True, help="Open the studio in the browser once it answers.")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None, open_: bool) -> None:
    """Serve the studio."""
    from graft.serve import serve as run  # gunicorn runs on POSIX alone; the other commands run anywhere

    settings = dataclasses.replace(settings, host=host or settings.host, port=port or settings.port)
    address = f"http://{'localhost' if settings.host == '127.0.0.1' else settings.host}:{settings.port}"
    words.print(f"Graft is at [bold]{address}[/] · data in {settings.home} · Ctrl-C ends it")
    if open_:
        threading.Thread(target=_open_when_ready, args=(address,), daemon=True).start()
    run(settings)


def _open_when_ready(address: str) -> None:
    """Open the browser as soon as the server answers; give up after half a minute."""
    for _ in range(150):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=1):  # noqa: S310 - our own address
                break
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    webbrowser.open(address)


@main.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--project", "name", required=True, help="Name of the project; created if missing.")
@cli_tasks.options
@as_json
@click.pass_obj
def import_(settings: Settings, path: Path, name: str, json_: bool, **given: Any) -> None:
    """Import a folder or zip of pictures: class/file, split/class/file, or a CSV beside them.

    The CSV's columns: file, value or labels (a|b), and where you like group and split.
    """
    if not path.exists():
        raise FileAbsent(f"There is nothing at {str(path)!r} to import. Give a folder or a zip file.")
    home, database = _open(settings)
    with database.session() as session:
        before = {row.id for row in projects.all_of(session)}
        project, columns = cli_tasks.project_and_columns(session, name, given)
    try:
        with bar() as shown:
            task = shown.add_task("importing", total=None)
            result = imports.import_path(
                database,
                home.blobs,
                settings,
                project.id,
                path,
                lambda done, total: shown.update(task, completed=done, total=total),
                lambda: False,
                columns,
            )
    except GraftError:
        if project.id not in before:
            with database.session() as session:
                projects.forget_empty(session, project.id)
        raise
    for row in result["rejected"]:
        words.print(f"left out {row['file']}: {row['message']}", style="yellow", markup=False)
    if json_:
        print_json(result)
    else:
        left_out = len(result["rejected"])
        words.print(f"{result['added']} added, {result['duplicates']} there already, {left_out} left out")


@main.command()
@click.argument("project")
@click.option("--strategy", default="head", show_default=True, help=f"One of: {', '.join(runs.STRATEGIES)}.")
@click.option("--backbone", help="Name in the catalogue; default: the project's.")
@click.option("--seed", type=int, help="Same seed, same machine: same result.")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="A parameter of the strategy.")
@click.option("--verdict", "ask", is_flag=True, help="Then find out whether the pretraining helps.")
@as_json
@click.pass_obj
def train(
    settings: Settings,
    project: str,
    strategy: str,
    backbone: str | None,
    seed: int | None,
    given: tuple[str, ...],
    ask: bool,
    json_: bool,
) -> None:
    """Train PROJECT on its pictures and publish a version. `graft strategies` tells the parameters."""
    started = time.perf_counter()
    _, database = _open(settings)
    with database.session() as session:
        queue.release_lost(session, settings)
        row = projects.find(session, project)
        parameters = cli_strategies.parameters(given)
        chosen = starting_backbone(session, settings, backbone or row.backbone, strategy, parameters)
        if needs_weights(strategy, parameters):
            catalogue.weights_path(chosen, settings)
        run, job = runs.request(session, row, chosen.name, strategy, seed, parameters)
    result = _follow(settings, database, job.id)
    seconds = {**result["seconds"], "total": round(time.perf_counter() - started, 3)}
    with database.session() as session:
        if ask:
            job = verdicts.request(session, row, chosen.name)
        found = verdicts.latest(session, row, chosen.name)
    found = _follow(settings, database, job.id) if ask else found
    report = {
        "version": result["version"],
        "run": run.id,
        "strategy": run.strategy,
        "backbone": result["backbone"],
        "parameters": run.parameters,
        "classes": [{"id": row["id"], "name": row["name"]} for row in run.classes],
        "metrics": result["metrics"],
        "verdict": verdicts.transfer(found),
        "against_scratch": result["against_scratch"],
        "seconds": seconds,
    }
    if json_:
        print_json(report)
    else:
        measured = cli_tasks.measured(report["metrics"], run)
        words.print(f"Version {report['version']} of {row.name}: {measured}")
        for told in (report["verdict"], report["against_scratch"]):
            if told is not None:
                words.print(told["sentence"])


@main.command()
@click.argument("given", nargs=-1, required=True, metavar="[PROJECT] PICTURE...")
@click.option("--version", "number", type=int, help="Default: the current version.")
@click.option("--pretrained", metavar="BACKBONE", help="Ask this network as it was trained, not a project.")
@as_json
@click.pass_obj
def predict(
    settings: Settings, given: tuple[str, ...], number: int | None, pretrained: str | None, json_: bool
) -> None:
    """Say what PICTUREs show, by PROJECT's current version or by a pretrained network."""
    project, pictures = (None, given) if pretrained else (given[0], given[1:])
    if not pictures:
        raise click.UsageError("Missing argument 'PICTURE...'.")
    if pretrained and number is not None:
        raise click.UsageError("--version is a project's: it goes without --pretrained.")
    for picture in pictures:
        if not Path(picture).is_file():
            raise FileAbsent(f"There is no picture at {picture!r}.")
    paths = [str(Path(picture).resolve()) for picture in pictures]
    _, database = _open(settings)
    with database.session() as session:
        if pretrained:
            asked = catalogue.find(pretrained, settings)
            classifiers.names(asked, settings)
            job = queue.submit(session, "classify", None, {"backbone": asked.name, "pictures": paths})
        else:
            row = projects.find(session, str(project))
            version = versions.get(session, row, number if number is not None else "current")
            job = queue.submit(session, "predict", row.id, {"version": version.number, "pictures": paths})
    answers = _follow(settings, database, job.id)["answers"]
    for answer, picture in zip(answers, pictures, strict=True):
        answer["picture"] = picture
    if json_:
        print_json(answers)
    for answer in answers:
        if "error" in answer:
            click.echo(f"Error: {answer['picture']}: {answer['error']['message']}", err=True)
        elif not json_:
            click.echo(f"{answer['picture']}: {cli_tasks.said(answer)}")
    if any("error" in answer for answer in answers):
        raise SystemExit(1)


@main.command()
@click.argument("project")
@click.option("--version", "number", type=int, help="Default: the current version.")
@click.option("--format", "format_", type=click.Choice(["bundle"]), default="bundle", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder, or file ending in .zip.")
@as_json
@click.pass_obj
def export(
    settings: Settings, project: str, number: int | None, format_: str, out: Path, json_: bool
) -> None:
    """Write a version of PROJECT as files."""
    home, database = _open(settings)
    with database.reading() as session:
        version = versions.get(
            session, projects.find(session, project), number if number is not None else "current"
        )
    bundle.write(home, version.manifest, out)
    if json_:
        print_json({"version": version.number, "format": format_, "out": str(out)})
    else:
        words.print(f"Version {version.number} is in {out}")


@main.command("doctor")
@as_json
@click.pass_obj
def doctor_(settings: Settings, json_: bool) -> None:
    """Look whether everything that Graft needs is there."""
    findings = doctor.examine(settings)
    if json_:
        print_json([finding.as_json() for finding in findings])
    else:
        for finding in findings:
            cure = "" if finding.well else f" · {finding.cure}"
            click.echo(f"{'well' if finding.well else 'ILL '}  {finding.what}: {finding.found}{cure}")
    if not all(finding.well for finding in findings):
        raise SystemExit(1)


@main.group()
def backbone() -> None:
    """The catalogue of networks."""


@backbone.command("list")
@as_json
@click.pass_obj
def backbone_list(settings: Settings, json_: bool) -> None:
    """List every backbone and whether its weights are at hand."""
    rows = [catalogue.as_json(row, settings) for row in catalogue.all_backbones(settings)]
    if json_:
        print_json(rows)
        return
    table = Table("name", "input", "features", "groups", "top-1", "MB", "weights", box=None)
    for row in rows:
        size = "×".join(map(str, row["input"]["size"]))
        top1 = row["accuracy"]["top1"]
        megabytes = row["weights"]["bytes"]
        table.add_row(
            row["name"],
            size,
            str(row["features"]),
            str(len(row["groups"]) or "–"),
            f"{top1:.1f} %" if top1 else "–",
            f"{megabytes / 1e6:.0f}" if megabytes else "–",
            row["weights"]["state"],
        )
    Console().print(table)


@backbone.command("show")
@click.argument("name")
@as_json
@click.pass_obj
def backbone_show(settings: Settings, name: str, json_: bool) -> None:
    """Show one backbone."""
    row = catalogue.as_json(catalogue.find(name, settings), settings)
    if json_:
        print_json(row)
    else:
        for key, value in row.items():
            click.echo(f"{key}: {value}")


@backbone.command("fetch")
@click.argument("name", metavar="NAME|HANDLE")
@click.option("--top", is_flag=True, help="The weights with the classifier, for predict --pretrained.")
@click.option("--size", type=click.IntRange(1, catalogue.MOST_SIDE), help="Of a module that takes any size.")
@as_json
@click.pass_obj
def backbone_fetch(settings: Settings, name: str, top: bool, size: int | None, json_: bool) -> None:
    """Fetch a backbone's weights, or a module of TF Hub: an address, a folder or a .tar.gz."""
    if is_handle(name):
        refuse_other_kinds(name)
        where = name if is_address(name) else str(Path(name).expanduser().resolve())
        payload: dict[str, Any] = {"handle": where, "size": size}
    else:
        payload = {"backbone": catalogue.find(name, settings).name, "top": top}
    _, database = _open(settings)
    with database.session() as session:
        job = queue.submit(session, "fetch", None, payload)
    row = catalogue.find(_follow(settings, database, job.id)["backbone"], settings)
    if json_:
        print_json(catalogue.as_json(row, settings))
    else:
        words.print(f"The weights of {row.name} are here")


for command in (
    cli_judgement.mistakes,
    cli_judgement.verdict,
    cli_judgement.advise,
    cli_judgement.compare,
):
    main.add_command(command)
main.add_command(cli_projects.projects_)
main.add_command(cli_projects.cancel)
backbone.add_command(cli_pretraining.train)
backbone.add_command(cli_pretraining.evaluate)
backbone.add_command(cli_strategies.rename)
backbone.add_command(cli_strategies.remove)
main.add_command(cli_strategies.strategies)


@main.command()
@click.argument("project")
@click.option("--preset", default="counter", show_default=True, help=f"One of: {', '.join(presets.PRESETS)}.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The sheet's file (WebP).")
@click.pass_obj
def augment(settings: Settings, project: str, preset: str, seed: int, out: Path) -> None:
    """Draw what augmentation makes of PROJECT's pictures: a row for each, as it is first."""
    home, database = _open(settings)
    with database.session() as session:
        job = previewing.request(session, projects.find(session, project), preset, seed)
    sheet = _follow(settings, database, job.id)["sheet"]
    out.write_bytes((home.previews / f"{sheet}.webp").read_bytes())
    words.print(f"The sheet is in {out}")


if __name__ == "__main__":
    main()
