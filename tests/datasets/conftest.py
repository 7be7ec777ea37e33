"""Real pictures made on the spot, a project to put them in, and archives of them."""

import errno
import io
import itertools
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from PIL import Image

from graft.datasets import classes, examples, imports, projects
from graft.settings import Settings
from graft.storage.database import Database
from graft.storage.home import Home

Encode = Callable[..., bytes]


@pytest.fixture
def encode() -> Encode:
    """An image's file in a format, with Pillow's own options."""

    def encode(image: Image.Image, format_: str, **options: object) -> bytes:
        file = io.BytesIO()
        image.save(file, format_, **options)
        return file.getvalue()

    return encode


@pytest.fixture
def picture(encode: Encode) -> Callable[..., bytes]:
    """A small picture's file; each number gives another."""

    def picture(
        number: int = 0, format_: str = "JPEG", size: tuple[int, int] = (32, 24), **options: object
    ) -> bytes:
        image = Image.new("RGB", size, (30, 60, 90))
        image.paste((250, 120, 10), (0, 0, size[0] // 2, size[1] // 2))
        for bit in range(10):  # the number as a row of light and dark squares, which JPEG keeps apart
            image.paste(
                "white" if number >> bit & 1 else "black", (bit * 3, size[1] - 4, bit * 3 + 3, size[1])
            )
        return encode(image, format_, **options)

    return picture


@pytest.fixture
def project(database: Database) -> str:
    """The id of an empty project."""
    with database.session() as session:
        return projects.create(session, "Garden").id


@pytest.fixture
def rose(database: Database, settings: Settings, project: str) -> str:
    """The id of its class "rose"."""
    with database.session() as session:
        return classes.add(session, settings, project, "rose").id


@pytest.fixture
def add(database: Database, home: Home, settings: Settings, project: str) -> Callable[..., examples.Added]:
    """Adds a picture to a class of the project, as the HTTP interface does."""

    def add(class_id: str, data: bytes, **options: str | None) -> examples.Added:
        image = examples.store(home.blobs, settings, data)
        with database.session() as session:
            return examples.add(session, settings, project, examples.NewExample(class_id, image, **options))

    return add


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AbstractContextManager[None]]:
    """The disk takes ``after`` more files, then says it is full: Linux often says so when flushing."""

    @contextmanager
    def full_disk(after: int) -> Iterator[None]:
        flush, flushed = os.fsync, itertools.count()

        def fsync(handle: int) -> None:
            if next(flushed) >= 2 * after:  # each file flushes itself and its folder
                raise OSError(errno.ENOSPC, "No space left on device")
            flush(handle)

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fsync)
            yield

    return full_disk


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., Path]:
    """A zip file of the given entries."""

    def archive(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
        path = tmp_path / "archive.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, data in entries:
                file.writestr(name, data)
        return path

    return archive


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[Mapping[str, bytes]], Path]:
    """A folder of the given files."""

    def folder(files: Mapping[str, bytes]) -> Path:
        for name, data in files.items():
            path = tmp_path / "folder" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return tmp_path / "folder"

    return folder


@pytest.fixture
def import_(database: Database, home: Home, settings: Settings, project: str) -> Callable[..., dict]:
    """Imports a path into the project."""

    def import_(path: Path, *, limits: Settings = settings, **hooks: Callable) -> dict:
        hooks = {"progress": lambda done, total: None, "cancelled": lambda: False} | hooks
        return imports.import_path(database, home.blobs, limits, project, path, **hooks)

    return import_


@pytest.fixture
def counts(database: Database, project: str) -> Callable[[], dict[str, int]]:
    """The project's classes and how many examples each has."""

    def counts() -> dict[str, int]:
        with database.reading() as session:
            return {one.row.name: one.examples for one in classes.all_of(session, project)}

    return counts
