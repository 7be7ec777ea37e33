"""Versions: publishing, listing, rolling back.

A version exists once its row does. Its files come first, whole and content-addressed, so that
whoever sees the row finds them.
"""

from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from graft.errors import UnknownVersion
from graft.releases import manifest
from graft.releases.manifest import Parts
from graft.releases.transfer import Transfer
from graft.storage import events
from graft.storage.tables import Project, Run, Version, now

LARGEST_NUMBER = 2**31 - 1
"""Of a version, in every database."""


def publish(session: Session, project: Project, run: Run, parts: Parts, *, current: bool = True) -> Version:
    """Make what ``run`` made the project's next version, and the ``current`` one.

    Harmless when the run has published already (its job was finished twice): that version is
    returned, and the current one stays what it is.

    Raises:
        pydantic.ValidationError: ``parts`` break the manifest's contract.
    """
    published = session.scalars(select(Version).where(Version.run_id == run.id)).one_or_none()
    if published is not None:
        return published
    newest = session.scalar(select(func.max(Version.number)).where(Version.project_id == project.id)) or 0
    created_at = now()
    version = Version(
        project_id=project.id,
        number=newest + 1,
        run_id=run.id,
        manifest=manifest.build(project, run, newest + 1, created_at, parts),
        created_at=created_at,
    )
    session.add(version)
    if current:
        _make_current(session, project, version)
    return version


def list_versions(session: Session, project: Project) -> list[Version]:
    """The project's versions, newest first."""
    query = select(Version).where(Version.project_id == project.id).order_by(Version.number.desc())
    return list(session.scalars(query))


def get(session: Session, project: Project, number: int | Literal["current"]) -> Version:
    """One version of the project.

    Raises:
        UnknownVersion: There is none of that number, or none at all.
    """
    wanted = project.current_version if number == "current" else number
    if wanted is not None and not 0 < wanted <= LARGEST_NUMBER:  # the database could not look for it
        wanted = None
    query = select(Version).where(Version.project_id == project.id, Version.number == wanted)
    version = session.scalars(query).one_or_none()
    if version is None:
        newest = session.scalar(select(func.max(Version.number)).where(Version.project_id == project.id))
        there = f"The newest is version {newest}." if newest else "It has none yet: train it first."
        asked = "current version" if number == "current" else f"version {number}"
        raise UnknownVersion(f"Project {project.name!r} has no {asked}. {there}", newest=newest)
    return version


def make_current(session: Session, project: Project, number: int) -> Version:
    """Have pages answer with version ``number``: rolling back, or forward again.

    Raises:
        UnknownVersion: There is none of that number.
    """
    version = get(session, project, number)
    if project.current_version != number:
        _make_current(session, project, version)
    return version


def tell_transfer(session: Session, project: Project, backbone: str, transfer: Transfer) -> None:
    """Store a verdict with the project's versions on that backbone; the page and bundles show the newest."""
    for version in list_versions(session, project):
        if version.manifest["backbone"]["name"] == backbone:
            version.manifest = {**version.manifest, "transfer": transfer.model_dump(mode="json")}


def _make_current(session: Session, project: Project, version: Version) -> None:
    project.current_version = version.number
    session.flush()
    # With all that a page needs to load it: nobody who waits for it has to ask first.
    events.emit(session, "version", project.id, version=version.number, manifest=version.manifest)
