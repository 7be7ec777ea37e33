"""Writing files so that they are whole or absent."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.exc import OperationalError

from graft.errors import DiskFull


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn "no space left" and "quota exceeded", of files and of the database, into :class:`DiskFull`."""
    try:
        yield
    except (OSError, OperationalError) as error:
        full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "disk is full" in str(error)
        if not full:
            raise
        raise DiskFull(
            "The disk is full: what was being written was not stored, and nothing else was lost. "
            "Free some space, then send it again: what is there already is not stored twice."
        ) from error


@contextmanager
def write_aside(target: Path, flush: bool = True) -> Iterator[BinaryIO]:
    """Open a file beside ``target``; on success flush it to the disk and rename it to ``target``.

    Without ``flush`` it is whole for every reader, but may be empty after the plug was pulled: for what
    can be made again.

    Raises:
        DiskFull: no space left; ``target`` is as it was.
    """
    with disk_errors():
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".aside-")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                if flush:
                    file.flush()
                    os.fsync(file.fileno())
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        if flush:
            sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries, so that a rename survives the plug being pulled."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
