"""What commands do with the home folder and with jobs: open it, follow them."""

from typing import Any

from graft.jobs.follow import follow
from graft.settings import Settings
from graft.storage.database import Database
from graft.storage.home import Home
from graft.terminal import bar


def open_home(settings: Settings) -> tuple[Home, Database]:
    """The home folder, and its database brought up to date."""
    home = Home(settings.home).create()
    database = Database(home.database_url)
    database.migrate()
    return home, database


def follow_with_bar(settings: Settings, database: Database, job_id: str) -> dict[str, Any]:
    """Follow a job with a bar on standard error."""
    with bar() as shown:
        task = shown.add_task("waiting for the worker", total=None)

        def told(job: dict[str, Any]) -> None:
            state = job["progress"] or {}
            shown.update(
                task,
                description=state.get("message") or state.get("phase") or job["status"],
                completed=state.get("done", 0),
                total=state.get("total"),
            )

        return follow(database, settings, job_id, told)
