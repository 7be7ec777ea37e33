"""Adding examples: idempotent by content, a project holds the same bytes once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from graft.datasets import classes, labels, projects
from graft.datasets.names import clean_file_name, clean_name
from graft.datasets.pictures import inspect
from graft.datasets.tasks import MULTI_LABEL, SINGLE_LABEL, Target, check, has_labels
from graft.errors import BadParameter, GraftError, ImageInOtherClass, ImageLabelled, LimitReached
from graft.settings import Settings
from graft.storage.blobs import BlobStore
from graft.storage.tables import Class, Example, Image, Project, new_id, now

SPLITS = ("train", "val", "test")
SOURCES = ("upload", "camera", "paste", "import", "correction")

_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class StoredImage:
    """Bytes that are on the disk and known to be a picture."""

    sha256: str
    format: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True)
class NewExample:
    """What is known of an example before it is one."""

    class_id: str | None
    """Of a project whose task is one label."""
    image: StoredImage
    group: str | None = None
    """None: the picture is related to no other."""
    split: str | None = None
    source: str = "upload"
    file_name: str = ""
    conflict: str = "reject"
    """"reject" or "move", when the picture is in another class, or has another value or other classes."""
    class_ids: tuple[str, ...] = ()
    """Where the task is several labels."""
    none_of_these: bool = False
    value: float | None = None
    """Where the task is a number."""

    @property
    def target(self) -> Target:
        """What the picture shows."""
        return Target(self.class_id, self.class_ids, self.value, self.none_of_these)

    @property
    def has_labels(self) -> bool:
        """Whether that is known, where the task is a number or several labels."""
        return has_labels(self.value, self.class_ids, self.none_of_these)


@dataclass(frozen=True)
class Added:
    """What became of a new example."""

    example: Example
    duplicate: bool
    """It was there already, in the same class: nothing changed."""
    moved: bool
    """It was in another class, or had another value or other classes."""


def store(blobs: BlobStore, settings: Settings, data: bytes) -> StoredImage:
    """Look at the picture and write it to the disk. Slow: call it before opening a session.

    Raises:
        BadPicture: as :func:`graft.datasets.pictures.inspect`.
        DiskFull: no space left; nothing was stored.
    """
    found = inspect(data, settings)
    return StoredImage(blobs.put(data), found.format, found.width, found.height, len(data))


def add(session: Session, settings: Settings, project_id: str, new: NewExample) -> Added:
    """Add one example; one that was removed comes back.

    Raises:
        UnknownProject, UnknownClass, BadParameter, LimitReached: see :mod:`graft.errors`.
        ImageInOtherClass: the picture is an example of another class and ``conflict`` is "reject".
        ImageLabelled: the same where the task is a number or several labels.
        WrongTask, BadValue: what it shows is not what the project's task asks for.
    """
    (outcome,) = add_many(session, settings, project_id, [new])
    if isinstance(outcome, GraftError):
        raise outcome
    return outcome


def add_many(
    session: Session, settings: Settings, project_id: str, news: Sequence[NewExample]
) -> list[Added | GraftError]:
    """Add examples and tell what became of each; those that are refused are told as :func:`add`'s errors.

    Raises:
        UnknownProject: there is none, or it was removed.
    """
    project = projects.hold(session, project_id)
    _remember(session, [new.image for new in news])
    adding = _Adding(session, settings, project, {new.image.sha256 for new in news})
    outcomes = [adding.try_add(new) for new in news]
    session.flush()
    if adding.changed:
        projects.relabelled(session, project, "examples")
    return outcomes


class _Adding:
    """Adds to one project that is held by the session; reads what it needs to know in advance."""

    def __init__(self, session: Session, settings: Settings, project: Project, images: set[str]) -> None:
        self.session = session
        self.project = project
        self.project_id = project_id = project.id
        self.limit = settings.examples
        self.count = count(session, living(project_id))
        newest = select(func.max(Example.number)).where(Example.project_id == project_id)
        self.number = session.scalar(newest) or 0
        same = (Example.project_id == project_id) & Example.sha256.in_(images)
        self.known = {row.sha256: row for row in session.scalars(select(Example).where(same))}
        self.classes: dict[str, Class] = {}
        self.changed = False

    def try_add(self, new: NewExample) -> Added | GraftError:
        try:
            return self._add(new)
        except GraftError as error:
            return error

    def _add(self, new: NewExample) -> Added:
        check(self.project, new.target)
        for class_id in (new.class_id, *new.class_ids):
            if class_id is not None:
                self._class(class_id)
        group = _checked_group(new)
        row = self.known.get(new.image.sha256)
        if row is not None and row.removed_at is None:
            return self._meet(row, new)
        self._check_room()
        if row is None:
            row = Example(id=new_id(), project_id=self.project_id, sha256=new.image.sha256)
            self.session.add(row)
            self.known[row.sha256] = row
        row.class_id, row.group, row.split, row.source = new.class_id, group, new.split, new.source
        row.file_name = clean_file_name(new.file_name)
        row.number, row.created_at, row.removed_at = self.number + 1, now(), None
        self.number, self.count, self.changed = self.number + 1, self.count + 1, True
        self._label(row, new)
        return Added(row, duplicate=False, moved=False)

    def _class(self, class_id: str) -> Class:
        if class_id not in self.classes:
            with self.session.no_autoflush:
                self.classes[class_id] = classes.find(self.session, self.project_id, class_id)
        return self.classes[class_id]

    def _label(self, row: Example, new: NewExample) -> None:
        """Write what the picture shows where that is no single class."""
        row.value, row.none_of_these = new.value, new.none_of_these
        if self.project.task == MULTI_LABEL:
            labels.write(self.session, row.id, new.class_ids)

    def _meet(self, row: Example, new: NewExample) -> Added:
        """The picture is an example already."""
        if self.project.task != SINGLE_LABEL:
            return self._meet_labelled(row, new)
        if row.class_id == new.class_id:
            return Added(row, duplicate=True, moved=False)
        if new.conflict != "move" and row.class_id is not None:
            other = self._class(row.class_id)
            raise ImageInOtherClass(
                f"A picture is of one class. This one is in {other.name!r} already: "
                "move it from there, or leave it.",
                class_id=other.id,
                **{"class": other.name},
                example_id=row.id,
            )
        row.class_id, self.changed = new.class_id, True
        return Added(row, duplicate=False, moved=True)

    def _meet_labelled(self, row: Example, new: NewExample) -> Added:
        """The same where the task is a number or several labels; what nobody said yet may be said now."""
        before = labels.of(self.session, [row.id]).get(row.id, [])
        same = (row.value, set(before), row.none_of_these)
        if not new.has_labels or same == (new.value, set(new.class_ids), new.none_of_these):
            return Added(row, duplicate=True, moved=False)
        was_labelled = has_labels(row.value, before, row.none_of_these)
        if was_labelled and new.conflict != "move":
            has = f"the value {row.value:g}" if row.value is not None else "other classes"
            raise ImageLabelled(
                f"A picture is in a project once. This one has {has} there: change that, or leave it.",
                example_id=row.id,
            )
        self._label(row, new)
        self.changed = True
        return Added(row, duplicate=False, moved=was_labelled)

    def _check_room(self) -> None:
        if self.count >= self.limit:
            raise LimitReached(
                f"A project may have {self.limit} examples, and this one has: remove some first.",
                limit=self.limit,
            )


def living(project_id: str) -> ColumnElement[bool]:
    """True of the project's examples that were not removed."""
    return (Example.project_id == project_id) & Example.removed_at.is_(None)


def count(session: Session, condition: ColumnElement[bool]) -> int:
    """How many examples ``condition`` is true of."""
    return session.scalar(select(func.count()).select_from(Example).where(condition)) or 0


def checked_split(split: str | None) -> str | None:
    """``split``, when it is one or none.

    Raises:
        BadParameter: it is neither.
    """
    if split is not None and split not in SPLITS:
        raise BadParameter(
            f"A split is one of {', '.join(SPLITS)}. Received: {split[:80]!r}.", parameter="split"
        )
    return split


def _remember(session: Session, images: Sequence[StoredImage]) -> None:
    """Have a row for each image; another project's writer may make the same at the same moment."""
    if images:
        insert = _INSERT[session.get_bind().dialect.name]
        session.execute(insert(Image).on_conflict_do_nothing(), [vars(image) for image in images])


def _checked_group(new: NewExample) -> str:
    """The group of ``new``, whose other parameters are checked too."""
    checked_split(new.split)
    if new.source not in SOURCES:
        raise BadParameter(
            f"A source is one of {', '.join(SOURCES)}. Received: {new.source[:80]!r}.", parameter="source"
        )
    if new.conflict not in ("reject", "move"):
        raise BadParameter(
            f"conflict is reject or move. Received: {new.conflict[:80]!r}.", parameter="conflict"
        )
    return clean_name(new.group, "group") if new.group else new.image.sha256
