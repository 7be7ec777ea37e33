"""Asking for a sheet of augmented pictures."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from graft.errors import EmptyClass
from graft.jobs import queue
from graft.storage.tables import Example, Job, Project
from graft.training import presets

SHOWN = 4
"""Pictures on a sheet, of as many classes as there are."""


def request(session: Session, project: Project, preset: str, seed: int = 0) -> Job:
    """Put the drawing in the queue; the job's result is ``{"sheet": sha256, "pictures": n}``.

    Raises:
        EmptyClass: the project has no pictures.
        UnknownPreset: no such preset.
    """
    found = presets.find(preset)
    newest = (
        select(Example.class_id, Example.sha256)
        .where(Example.project_id == project.id, Example.removed_at.is_(None))
        .order_by(Example.number)
        .limit(2000)
    )
    chosen: dict[str | None, str] = {}
    rows = session.execute(newest).tuples().all()
    for class_id, sha256 in rows:
        chosen.setdefault(class_id, sha256)
    pictures = list(dict.fromkeys([*chosen.values(), *(sha256 for _, sha256 in rows)]))[:SHOWN]
    if not pictures:
        raise EmptyClass("A preview is drawn of the project's own pictures. It has none: add some.")
    payload = {"preset": found.name, "seed": seed, "pictures": pictures}
    return queue.submit(session, "preview", project.id, payload)
