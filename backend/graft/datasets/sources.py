"""What is imported from: a folder or a zip file, as one list of files."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from graft.datasets.archives import open_zip
from graft.datasets.files import File, check_count, checked_size
from graft.datasets.names import readable
from graft.errors import BadPicture, FileAbsent, NotAPicture, UnsafeArchive
from graft.settings import Settings


@contextmanager
def open_source(path: Path, settings: Settings) -> Iterator[list[File]]:
    """The files of a folder or zip file; they can be read until the context ends.

    Raises:
        FileAbsent: there is nothing at ``path``.
        NotAnArchive, UnsafeArchive, ArchiveTooLarge, BadArchive: see :mod:`graft.errors`.
    """
    if path.is_dir():
        files = list(_walk(path, settings))
        check_count(len(files), settings)
        yield files
    elif path.exists():
        with open_zip(path, settings) as files:
            yield files
    else:
        raise FileAbsent(f"There is nothing at {str(path)!r}. Check the path.", path=str(path))


def _walk(root: Path, settings: Settings) -> Iterator[File]:
    """Every file below ``root``; links to folders are told as files that can't be read."""
    for folder, folders, names in os.walk(os.fsencode(root)):
        folders.sort()
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in sorted(names) + links:
            path = Path(os.fsdecode(os.path.join(folder, name)))
            parts = path.relative_to(root).parts
            yield File(
                tuple(readable(os.fsencode(part)) for part in parts),
                partial(_read_file, root, path, settings),
            )


def _read_file(root: Path, path: Path, settings: Settings) -> bytes:
    """The file's bytes.

    Raises:
        UnsafeArchive: a link out of the folder, or to a folder.
        PictureTooLarge, NotAPicture: see :mod:`graft.errors`.
    """
    if path.is_symlink() and (path.is_dir() or not path.resolve().is_relative_to(root.resolve())):
        raise UnsafeArchive(
            "Links out of the folder, and links to folders, are not followed: copy the files there."
        )
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise NotAPicture("A picture is a file. This is a pipe, socket or device: leave it out.")
        with path.open("rb") as file:
            data = file.read(settings.upload_bytes + 1)
    except OSError as error:
        raise BadPicture(f"A picture must be readable. This one is not: {error.strerror}.") from error
    return checked_size(data, settings)
