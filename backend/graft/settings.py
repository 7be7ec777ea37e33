"""Settings: one table, from the environment.

Every setting is a field of :class:`Settings`: its type, default and help stand here and nowhere
else. ``GRAFT_HOME`` sets ``home``, and so on.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from graft.errors import BadParameter

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Addresses that only this machine reaches."""


def _setting(default: Any, help_: str) -> Any:
    return field(default=default, metadata={"help": help_})


@dataclass(frozen=True)
class Settings:
    """What can be set, read once at start."""

    home: Path = _setting(Path("~/.graft"), "Folder of the database, pictures and models.")
    weights_dir: Path | None = _setting(None, "Folder where Keras' weight files are looked up by name.")
    models_dir: Path = _setting(ROOT / "models", "Folder of the catalogue and the embedded backbones.")
    web_dir: Path = _setting(ROOT / "web", "Folder of the built page (dist) and parity program (dist-node).")
    host: str = _setting("127.0.0.1", "Address to listen on; any but loopback demands a token.")
    port: int = _setting(8000, "Port to listen on.")
    token: str | None = _setting(None, "Secret that clients must send when not on loopback.")
    upload_bytes: int = _setting(32 * 2**20, "Largest picture file, in bytes.")
    archive_bytes: int = _setting(4 * 2**30, "Largest archive, packed or unpacked, in bytes.")
    archive_entries: int = _setting(200_000, "Most entries in an archive.")
    pixels: int = _setting(100_000_000, "Most pixels in a picture (width × height).")
    classes: int = _setting(1000, "Most classes in a project.")
    examples: int = _setting(200_000, "Most examples in a project.")
    lease_seconds: float = _setting(15.0, "How long a job stays with a worker that gives no sign of life.")
    attempts: int = _setting(3, "How often a job is tried whose worker died.")
    threads: int = _setting(32, "Threads of the web process; each open page holds one.")

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read ``GRAFT_<FIELD>`` for every field.

        Raises:
            BadParameter: a value that is not of the field's type.
        """
        given: dict[str, object] = {}
        for setting in fields(cls):
            name = f"GRAFT_{setting.name.upper()}"
            if environ.get(name):
                given[setting.name] = _parse(name, environ[name], str(setting.type))
        settings = cls(**given)  # type: ignore[arg-type]
        object.__setattr__(settings, "home", settings.home.expanduser().absolute())
        return settings


def _parse(name: str, text: str, kind: str) -> object:
    """``text`` as the type that the annotation ``kind`` names."""
    for word, convert in (("Path", Path), ("int", int), ("float", float)):
        if word in kind:
            try:
                return convert(text)
            except ValueError as error:
                raise BadParameter(
                    f"{name} must be of type {word}. Received: {text!r}. Set it again or unset it.", name=name
                ) from error
    return text
