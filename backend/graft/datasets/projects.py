"""Projects: made, found, renamed, removed, counted."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from graft.datasets.names import clean_name, free_name
from graft.datasets.tasks import SINGLE_LABEL, checked_task
from graft.errors import NameTaken, TaskFixed, UnknownProject
from graft.storage import events
from graft.storage.tables import Class, Example, Feature, Project, now

COVERS = 4


@dataclass(frozen=True)
class Summary:
    """What a project holds, without what was removed."""

    classes: int
    examples: int
    embedded: int
    """Examples whose feature vector is there for the backbone that was asked about."""
    covers: list[str]
    """SHA-256 of the newest image of each of the first four classes that have any."""


def create(
    session: Session,
    name: str,
    backbone: str | None = None,
    task: str = SINGLE_LABEL,
    target: dict[str, Any] | None = None,
) -> Project:
    """A new project; ``backbone`` is a name in the catalogue, or none for the best at hand.

    ``target`` is what :func:`graft.datasets.tasks.checked_quantity` gives.

    Raises:
        BadName, NameTaken, BadParameter: see :mod:`graft.errors`.
    """
    project = Project(
        name=clean_name(name, "project"), backbone=backbone, task=checked_task(task), target=target
    )
    with _name_is_free(session, project.name):
        session.add(project)
    events.emit(session, "project", project.id)
    return project


def find(session: Session, id_or_name: str) -> Project:
    """The project of that id, else of that name.

    Raises:
        UnknownProject: there is none, or it was removed.
    """
    everything = all_of(session)
    for project in everything:
        if project.id == id_or_name:
            return project
    for project in everything:
        if project.name == unicodedata.normalize("NFC", id_or_name).strip():
            return project
    near = get_close_matches(id_or_name, [project.name for project in everything], n=3)
    hint = "There is: " + ", ".join(near) + "." if near else "List the projects to see what there is."
    raise UnknownProject(f"No project has the id or name {id_or_name[:120]!r}. {hint}", near=near)


def find_or_create(session: Session, id_or_name: str, task: str = SINGLE_LABEL) -> Project:
    """The project of that id or name; created under that name where there is none.

    Raises:
        BadName: it can't be a name.
    """
    try:
        return find(session, id_or_name)
    except UnknownProject:
        return create(session, id_or_name, task=task)


def hold(session: Session, project_id: str) -> Project:
    """The project by its id, kept from other writers until the session ends.

    SQLite's writing sessions are alone anyway; PostgreSQL locks the row.

    Raises:
        UnknownProject: there is none, or it was removed.
    """
    held = select(Project).where(Project.id == project_id, Project.removed_at.is_(None)).with_for_update()
    return session.scalar(held) or find(session, project_id)


def relabelled(session: Session, project: Project, told: Literal["examples", "classes"]) -> None:
    """Write down that a training would learn from something else now, and have pages look again."""
    project.relabelled_at = now()
    events.emit(session, told, project.id)


def all_of(session: Session, *, removed: bool = False) -> list[Project]:
    """Every project, newest first; or those that were removed, the last one first."""
    if removed:
        gone = select(Project).where(Project.removed_at.is_not(None))
        return list(session.scalars(gone.order_by(Project.removed_at.desc(), Project.id)))
    live = select(Project).where(Project.removed_at.is_(None))
    return list(session.scalars(live.order_by(Project.created_at.desc(), Project.id)))


def name_of(project: Project) -> str:
    """The name as people know it, of a removed project too."""
    return project.name.split("\n")[0]


def change(
    session: Session, project_id: str, *, name: str | None = None, backbone: str | None = None
) -> Project:
    """Rename the project, or choose another backbone; what is none stays.

    Raises:
        UnknownProject, BadName, NameTaken: see :mod:`graft.errors`.
    """
    project = hold(session, project_id)
    if backbone is not None:
        project.backbone = backbone
    if name is not None:
        name = clean_name(name, "project")
        with _name_is_free(session, name):
            project.name = name
    events.emit(session, "project", project.id)
    return project


def set_task(session: Session, project_id: str, task: str, target: dict[str, Any] | None) -> Project:
    """Give the project another task; harmless where it is the task already.

    Raises:
        UnknownProject, BadParameter: see :mod:`graft.errors`.
        TaskFixed: it has examples or classes, removed ones too, which mean something else then.
    """
    project = hold(session, project_id)
    if checked_task(task) != project.task:
        examples = select(Example.id).where(Example.project_id == project.id)
        classes = select(Class.id).where(Class.project_id == project.id)
        if session.scalar(select(examples.exists() | classes.exists())):
            raise TaskFixed(
                f"A project's task can't change once it has pictures or classes. {project.name!r} has, "
                f"and is of the task {project.task}. Make a project of the task {task}.",
                task=project.task,
            )
    project.task, project.target = task, target
    events.emit(session, "project", project.id)
    return project


def remove(session: Session, project_id: str) -> None:
    """Hide the project with all it holds; its name is free again.

    Raises:
        UnknownProject: there is none, or it was removed already.
    """
    project = hold(session, project_id)
    project.removed_at = now()
    project.name = f"{project.name}\n{project.id}"  # a line break is in no living name, so none can clash
    events.emit(session, "project", project.id)


def forget_empty(session: Session, project_id: str) -> None:
    """Delete the project for good if it holds nothing, nor ever did; else leave it."""
    project = hold(session, project_id)
    for table in (Class, Example):
        if session.scalar(select(select(table.id).where(table.project_id == project_id).exists())):
            return
    session.delete(project)
    events.emit(session, "project", project_id)


def restore(session: Session, project_id: str) -> Project:
    """Bring a removed project back; harmless for one that is there.

    Where another project has its name by now, it comes back as ``flowers 2``.

    Raises:
        UnknownProject: no project ever had that id.
    """
    project = session.get(Project, project_id)
    if project is None or project.removed_at is None:
        return find(session, project_id)
    names = {other.name for other in all_of(session)}
    name = free_name(name_of(project), names.__contains__)
    with _name_is_free(session, name):
        project.name, project.removed_at = name, None
    events.emit(session, "project", project.id)
    return project


def summary(session: Session, project_id: str, fingerprint: str | None) -> Summary:
    """Counts of a project; ``fingerprint`` names the backbone whose feature vectors are counted."""
    live = (Example.project_id == project_id) & Example.removed_at.is_(None)
    classes = select(func.count()).where(Class.project_id == project_id, Class.removed_at.is_(None))
    embedded = (
        select(func.count())
        .select_from(Example)
        .join(Feature, Feature.sha256 == Example.sha256)
        .where(live, Feature.backbone == fingerprint)
    )
    newest = select(func.max(Example.number)).where(live).group_by(Example.class_id)
    covers = (
        select(Example.sha256)
        .join(Class, Class.id == Example.class_id)
        .where(live, Example.number.in_(newest))
        .order_by(Class.position)
        .limit(COVERS)
    )
    newest_of_all = select(Example.sha256).where(live).order_by(Example.number.desc()).limit(COVERS)
    return Summary(
        classes=session.scalar(classes) or 0,
        examples=session.scalar(select(func.count()).select_from(Example).where(live)) or 0,
        embedded=session.scalar(embedded) or 0,
        covers=list(session.scalars(covers)) or list(session.scalars(newest_of_all)),
    )


@contextmanager
def _name_is_free(session: Session, name: str) -> Iterator[None]:
    """Write what is changed inside; the database knows whether another project has the name.

    Raises:
        NameTaken: one has; nothing was changed.
    """
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        raise NameTaken(
            f"Each project has a name of its own, and there is a {name!r}: choose another.", name=name
        ) from error
