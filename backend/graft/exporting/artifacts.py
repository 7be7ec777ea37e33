"""Folders of exported files, named by their content."""

import gzip
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from graft.storage.files import disk_errors, sync_folder, write_aside

PACKED = ".gz"
"""Ends the name of a file's smaller copy, which lies beside it."""


@dataclass(frozen=True)
class Artifact:
    """An exported model. Its files never change."""

    sha256: str
    folder: Path
    bytes: int

    @property
    def weights(self) -> list[str]:
        """Names of the files that hold the weights, as the converter gives them."""
        return sorted(path.name for path in self.folder.glob("group*-shard*.bin"))


def keep(parent: Path, write: Callable[[Path], None]) -> Artifact:
    """Have ``write`` fill a folder, then keep that as ``parent/<sha256>``, on the disk on return.

    The folder appears whole or not at all; where the same content is kept already, that stays.

    Raises:
        DiskFull: No space left; nothing is kept.
    """
    with disk_errors():
        parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=parent, prefix=".aside-"))
        try:
            write(aside)
            aside.chmod(0o755)  # mkdtemp's folders are closed to a web server of another user
            target = parent / content_hash(aside)
            if not target.exists():
                _flush(aside)
                os.replace(aside, target)
                sync_folder(parent)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return Artifact(target.name, target, size(target))


def content_hash(folder: Path) -> str:
    """SHA-256 over a flat folder: of each file, by name, the name, NUL, its SHA-256, newline."""
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        digest.update(f"{file.name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def size(folder: Path) -> int:
    """Bytes of a flat folder's files, as they are once they have come."""
    return sum(file.stat().st_size for file in folder.iterdir() if file.suffix != PACKED)


def pack(folder: Path) -> None:
    """Write each file beside itself as gzip makes it smaller: for the way to a browser, and no part of it.

    Raises:
        DiskFull: No space left; what was written stays whole.
    """
    for file in [file for file in folder.iterdir() if file.suffix != PACKED]:
        content = file.read_bytes()
        small = gzip.compress(content, mtime=0)
        if len(small) < len(content):
            with write_aside(file.with_name(file.name + PACKED)) as packed:
                packed.write(small)


def _flush(folder: Path) -> None:
    """Have the folder's files on the disk before the folder gets its name."""
    for file in folder.iterdir():
        with file.open("rb") as handle:
            os.fsync(handle.fileno())
    sync_folder(folder)
