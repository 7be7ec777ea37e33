"""Zip files, read with care.

Nothing is ever written under a name found in an archive. All the same, an archive with a name that
would leave its folder is refused as a whole, before anything of it is read: it was not made for us.
"""

import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from graft.datasets.files import File, check_count, checked_size
from graft.datasets.names import readable
from graft.errors import ArchiveTooLarge, BadArchive, NotAnArchive, TruncatedPicture, UnsafeArchive
from graft.settings import Settings

_DRIVE = re.compile(r"[A-Za-z]:")
_FLAG_ENCRYPTED, _FLAG_UTF8 = 0x1, 0x800
_RATIO, _SLACK = 100, 64 * 2**20
"""How many times its own size, and bytes beyond that, an archive may unpack to: pictures hardly shrink."""
_ENTRY_BYTES = 256
"""Bytes an entry takes in the archive's list of entries, on average, at most."""


class _CappedFile(io.BufferedReader):
    """Reads no more at once than ``cap`` bytes: zipfile reads an archive's list of entries in one go."""

    cap = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """As any file, unless ``size`` is over the cap."""
        if size is not None and size > self.cap:
            raise ArchiveTooLarge(
                "The archive's list of entries is too large. Split the archive up.", limit=self.cap
            )
        return super().read(size)


@contextmanager
def open_zip(path: Path, settings: Settings) -> Iterator[list[File]]:
    """The files of a zip file; they can be read until the context ends.

    Raises:
        NotAnArchive, UnsafeArchive, ArchiveTooLarge, BadArchive: see :mod:`graft.errors`.
    """
    with _opened(path, settings) as archive:
        entries = archive.infolist()
        check_count(len(entries), settings)
        _check_bytes(entries, path, settings)
        found = [(entry, _safe_parts(entry)) for entry in entries]
        yield [
            File(parts, partial(_read, archive, entry, settings))
            for entry, parts in found
            if parts and not entry.is_dir()
        ]


@contextmanager
def _opened(path: Path, settings: Settings) -> Iterator[zipfile.ZipFile]:
    with _CappedFile(io.FileIO(path)) as file:
        file.cap = max(settings.archive_entries * _ENTRY_BYTES, settings.upload_bytes + 2**20)
        try:
            archive = zipfile.ZipFile(file, metadata_encoding="latin-1")  # keeps the bytes, see _name
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
            raise NotAnArchive(
                "An import is a folder or a whole zip file of class folders. This file is neither: "
                "copy it again, or unpack it and import the folder."
            ) from error
        with archive:
            yield archive


def _name(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & _FLAG_UTF8:
        return entry.filename
    return readable(entry.filename.encode("latin-1"))


def _safe_parts(entry: zipfile.ZipInfo) -> tuple[str, ...]:
    """The entry's folders and name.

    Raises:
        UnsafeArchive: it would leave the folder, or is a link or device.
        BadArchive: it is encrypted.
    """
    name = _name(entry).replace("\\", "/")
    parts = name.split("/")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if (
        name.startswith("/")
        or _DRIVE.match(name)
        or ".." in parts
        or kind not in (0, stat.S_IFREG, stat.S_IFDIR)
    ):
        raise UnsafeArchive(
            f"Files in an archive lie below it, and are no links. Received: {name[:200]!r}. "
            "Nothing was imported: pack the class folders again.",
            file=name[:1000],
        )
    if entry.flag_bits & _FLAG_ENCRYPTED:
        raise BadArchive(
            f"An archive must be readable. {name[:200]!r} is encrypted: "
            "pack the class folders without a password.",
            file=name[:1000],
        )
    return tuple(part for part in parts if part not in ("", "."))


def _check_bytes(entries: list[zipfile.ZipInfo], path: Path, settings: Settings) -> None:
    """Whether the archive unpacks to a size that pictures have.

    What it declares is what counts: zipfile reads no entry past that.
    """
    declared = sum(entry.file_size for entry in entries)
    if declared > min(settings.archive_bytes, _SLACK + _RATIO * path.stat().st_size):
        raise ArchiveTooLarge(
            f"An archive may unpack to {settings.archive_bytes / 2**30:g} GB and {_RATIO} times its size. "
            f"This one would unpack to {declared / 2**30:.1f} GB. Nothing was imported: split it up.",
            limit=settings.archive_bytes,
            received=declared,
        )


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, settings: Settings) -> bytes:
    """The entry's bytes.

    Raises:
        PictureTooLarge: more than an upload may have.
        TruncatedPicture: the entry is damaged, or packed in a way that can't be read.
    """
    try:
        with archive.open(entry) as file:
            data = file.read(settings.upload_bytes + 1)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        EOFError,
        ValueError,
        zlib.error,
        lzma.LZMAError,
    ) as error:
        raise TruncatedPicture(
            "A picture must be whole. This one is damaged within the archive: pack it again."
        ) from error
    return checked_size(data, settings)
