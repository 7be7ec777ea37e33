"""A file that may be imported, wherever it lies."""

from collections.abc import Callable
from dataclasses import dataclass

from graft.errors import ArchiveTooLarge, PictureTooLarge
from graft.settings import Settings


@dataclass(frozen=True)
class File:
    """A file somewhere below the folder or in the archive."""

    parts: tuple[str, ...]
    """Folders and name, as text."""
    read: Callable[[], bytes]
    """Its bytes. Raises GraftError when it can't be read."""

    @property
    def path(self) -> str:
        """As people write it."""
        return "/".join(self.parts)


def check_count(count: int, settings: Settings) -> None:
    """Whether so many files may be imported at once.

    Raises:
        ArchiveTooLarge: they are too many.
    """
    if count > settings.archive_entries:
        raise ArchiveTooLarge(
            f"An import may have {settings.archive_entries} files. Received: {count}. Split it up.",
            limit=settings.archive_entries,
        )


def checked_size(data: bytes, settings: Settings) -> bytes:
    """``data``, of which one byte more than the limit was read at most.

    Raises:
        PictureTooLarge: it was.
    """
    if len(data) > settings.upload_bytes:
        raise PictureTooLarge(
            f"A picture may have {settings.upload_bytes / 2**20:.0f} MB. "
            "This file has more: save it smaller.",
            limit=settings.upload_bytes,
        )
    return data
