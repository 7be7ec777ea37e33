"""What views need: the settings, the home folder and the database of the application they run in."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from graft.settings import Settings
from graft.storage.database import Database
from graft.storage.events import Watch
from graft.storage.home import Home


@dataclass(frozen=True)
class Services:
    """One per application."""

    settings: Settings
    home: Home
    database: Database
    watch: Watch


def services() -> Services:
    """The running application's services."""
    return cast(Services, current_app.extensions["graft"])
