"""Imports: a folder or zip file of class folders, or of pictures with a listing, becomes examples.

Files are read one by one, looked at by a few threads, and committed about every second. An import
that is cut short keeps what it committed, and repeating it is harmless.
"""

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from graft.datasets import classes, projects
from graft.datasets.adding import NewExample, StoredImage, add_many, store
from graft.datasets.files import File
from graft.datasets.layout import Layout, Placed, arrange
from graft.datasets.listing import Columns, find_listing, is_meant, read_listing
from graft.datasets.names import clean_name
from graft.datasets.sources import open_source
from graft.datasets.tasks import MULTI_LABEL, REGRESSION, SINGLE_LABEL
from graft.errors import BadArchive, BadInput, Cancelled, EmptyArchive, GraftError, LabelsMissing, WrongTask
from graft.settings import Settings
from graft.storage.blobs import BlobStore
from graft.storage.database import Database
from graft.storage.tables import Project

BATCH, BATCH_SECONDS = 100, 1.0
"""Files, and seconds, after which what was read is committed."""
THREADS = 4
"""They mostly wait for the disk to have each picture: 4 took a seventh of the time of 1, 8 no less."""
AHEAD = 6
"""Files in memory beyond those the threads are busy with."""

Looked = tuple[Placed, StoredImage | GraftError]


def import_path(
    database: Database,
    blobs: BlobStore,
    settings: Settings,
    project_id: str,
    path: Path,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    columns: Columns = Columns(),  # noqa: B008 - frozen
) -> dict[str, Any]:
    """Import ``path`` into the project; ``columns`` are those of its listing, where it has one.

    Returns ``{"added": n, "duplicates": n, "rejected": [{"file", "code", "message"}]}``.
    ``progress`` is told files done and in all, at each commit.

    Raises:
        UnknownProject, FileAbsent, NotAnArchive, UnsafeArchive, ArchiveTooLarge, BadArchive,
        EmptyArchive, BadListing, WrongTask: nothing was added.
        DiskFull, Cancelled: what was committed stays.
    """
    with database.reading() as session:
        project = projects.find(session, project_id)
    with open_source(path, settings) as files:
        layout, stray = _layout(files, project, columns)
        tally = _Tally(settings, project)
        for file in layout.stray:
            tally.reject(file.path, stray)
        done, total = 0, len(layout.placed)
        progress(0, total)
        for batch in _batches(_look(layout.placed, blobs, settings)):
            if cancelled():
                raise Cancelled(f"The import was cancelled after {done} of {total} files; those are kept.")
            with database.session() as session:
                tally.add(session, batch)
            done += len(batch)
            progress(done, total)
    return {"added": tally.added, "duplicates": tally.duplicates, "rejected": tally.rejected}


class _Tally:
    """What became of the files so far."""

    def __init__(self, settings: Settings, project: Project) -> None:
        self.settings = settings
        self.project_id = project.id
        self.task = project.task
        self.added = 0
        self.duplicates = 0
        self.rejected: list[dict[str, str]] = []

    def reject(self, path: str, error: GraftError) -> None:
        self.rejected.append({"file": path, "code": error.code, "message": error.message})

    def add(self, session: Session, batch: Sequence[Looked]) -> None:
        """Add the pictures of ``batch``; make the classes they need."""
        class_ids: dict[str, str | GraftError] = {}
        news: list[tuple[Placed, NewExample]] = []
        for placed, image in batch:
            if isinstance(image, GraftError):
                self.reject(placed.file.path, image)
                continue
            names = _class_names(placed)
            for name in names:
                if name not in class_ids:
                    class_ids[name] = self._class_id(session, name)
            refused = [found for name in names if isinstance(found := class_ids[name], GraftError)]
            if refused:
                self.reject(placed.file.path, refused[0])
            else:
                news.append((placed, _example(placed, self.task, [str(class_ids[n]) for n in names], image)))
        outcomes = add_many(session, self.settings, self.project_id, [new for _, new in news])
        for (placed, _), outcome in zip(news, outcomes, strict=True):
            if isinstance(outcome, GraftError):
                self.reject(placed.file.path, outcome)
            elif outcome.duplicate:
                self.duplicates += 1
            else:
                self.added += 1

    def _class_id(self, session: Session, name: str) -> str | GraftError:
        try:
            return classes.find_or_add(session, self.settings, self.project_id, name).id
        except GraftError as error:
            return error


def _class_names(placed: Placed) -> tuple[str, ...]:
    """The classes that a file shows; none of a value's."""
    if placed.value is not None:
        return ()
    return (placed.class_name,) if placed.class_names is None else placed.class_names


def _layout(files: Sequence[File], project: Project, columns: Columns) -> tuple[Layout, GraftError]:
    """What each file shows, by the listing or else by class folders, and what is wrong with stray ones.

    Raises:
        EmptyArchive, BadListing: see :func:`import_path`.
        WrongTask: values for a project of classes, or class folders for one of values.
    """
    listing, folders = find_listing(files), arrange(files)
    beside_folders = len({placed.class_name for placed in folders.placed}) > 1
    if listing is not None and (
        project.task != SINGLE_LABEL or is_meant(listing, columns, beside_folders=beside_folders)
    ):
        if project.task != REGRESSION and columns.labels not in listing.header:
            if columns.value in listing.header:
                raise WrongTask(
                    f"Project {project.name!r} is of the task {project.task}, whose pictures have classes. "
                    f"{listing.name} has values: import it into a project of the task {REGRESSION}.",
                    task=project.task,
                )
        elif (
            project.task == REGRESSION and columns.value not in listing.header and "labels" in listing.header
        ):
            raise _classes_for_values(project, f"{listing.name} has labels")
        layout = read_listing(listing, project.task, columns)
        return layout, LabelsMissing(
            f"Every picture needs a line in {listing.name}. This one has none: add it, or leave the picture."
        )
    if project.task == REGRESSION:
        raise _classes_for_values(project, "Received: folders of pictures without a CSV file")
    _check_layout(folders)
    return folders, BadArchive("A picture lies in the folder of its class. This lies in none.")


def _classes_for_values(project: Project, received: str) -> WrongTask:
    return WrongTask(
        f"Project {project.name!r} predicts a number: its pictures have values and no classes. {received}. "
        "Put a CSV file beside the pictures, with the columns file and value.",
        task=project.task,
    )


def _check_layout(layout: Layout) -> None:
    if not layout.placed:
        raise EmptyArchive(
            "An import has a folder for each class with its pictures in it, or train and val with such "
            "folders. Received: no folder with files. Put the pictures into folders named like their classes."
        )


def _batches(looked: Iterator[Looked]) -> Iterator[list[Looked]]:
    """What belongs into one commit."""
    started, batch = time.monotonic(), []
    for one in looked:
        batch.append(one)
        if len(batch) >= BATCH or time.monotonic() - started > BATCH_SECONDS:
            yield batch
            started, batch = time.monotonic(), []
    if batch:
        yield batch


def _look(placed: Sequence[Placed], blobs: BlobStore, settings: Settings) -> Iterator[Looked]:
    """Store every picture, in order; a file that is none comes with the error that says so."""
    waiting: deque[tuple[Placed, Future[StoredImage | GraftError]]] = deque()
    with ThreadPoolExecutor(THREADS, "import") as pool:
        for one in placed:
            waiting.append((one, pool.submit(_store, blobs, settings, _read(one))))
            if len(waiting) > THREADS + AHEAD:
                first, future = waiting.popleft()
                yield first, future.result()
        for first, future in waiting:
            yield first, future.result()


def _read(placed: Placed) -> bytes | GraftError:
    """The file's bytes; its name is looked at first, because it costs nothing."""
    try:
        for name in _class_names(placed):
            clean_name(name, "class")
        return placed.file.read()
    except BadInput as error:
        return error


def _store(blobs: BlobStore, settings: Settings, data: bytes | GraftError) -> StoredImage | GraftError:
    if isinstance(data, GraftError):
        return data
    try:
        return store(blobs, settings, data)
    except BadInput as error:  # a full disk, on the other hand, ends the import
        return error


def _example(placed: Placed, task: str, class_ids: Sequence[str], image: StoredImage) -> NewExample:
    source = placed.source
    group = hashlib.sha256("\0".join(source).encode("utf-8", "replace")).hexdigest() if source else None
    several = task == MULTI_LABEL
    return NewExample(
        class_ids[0] if class_ids and not several else None,
        image,
        group=placed.group or group,
        split=placed.split,
        source="import",
        file_name=placed.file.parts[-1],
        class_ids=tuple(class_ids) if several else (),
        none_of_these=several and not class_ids,
        value=placed.value,
    )
