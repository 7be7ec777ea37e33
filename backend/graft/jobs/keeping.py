"""Keeping domain backbones in order: called otherwise, or removed when nothing needs them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from graft.backbones import catalogue, domains
from graft.backbones.catalogue import Backbone
from graft.errors import BackboneInUse, BadParameter
from graft.jobs import queue
from graft.settings import Settings
from graft.storage.tables import Job, Project, Run, Version


def rename(settings: Settings, name: str, new: str) -> Backbone:
    """Call the domain backbone ``name`` otherwise; what names it as before still finds it.

    Raises:
        BadName: not a name for a backbone.
        BadParameter: it is no domain backbone.
        NameTaken: another backbone is called so.
        UnknownBackbone: there is none of that name.
    """
    row = _own(settings, name)
    taken = {known.name: known for known in catalogue.all_backbones(settings) if known.name != row.name}
    return catalogue.find(domains.rename(row.name, new, taken, settings).name, settings)


def remove(session: Session, settings: Settings, name: str) -> Backbone:
    """Remove the domain backbone. Bundles and pages have their own copy; older versions can no longer be
    asked from the command line.

    Raises:
        BackboneInUse: a project uses it, a current version was made with it, or a training runs on it.
        BadParameter: it is no domain backbone.
        UnknownBackbone: there is none of that name.
    """
    row = _own(settings, name)
    domain = domains.kept(settings)[row.name]
    names = {row.name, *domain.former}
    users = _users(session, names)
    if users:
        raise BackboneInUse(
            f"A backbone that is in use can't be removed. {row.name} is used by {', '.join(users[:3])}. "
            "Choose another backbone there first, or train again.",
            name=row.name,
            users=users,
        )
    domains.remove(row.name, settings)
    return row


def _own(settings: Settings, name: str) -> Backbone:
    row = catalogue.find(name, settings)
    if row.source != "domain":
        raise BadParameter(
            f"Only backbones that were trained here can be renamed or removed. Received: {row.name}, which "
            "is the catalogue's.",
            name=row.name,
        )
    return row


def _users(session: Session, names: set[str]) -> list[str]:
    """In words: what needs a backbone of one of the names."""
    users: list[str] = []
    for project in session.scalars(select(Project).where(Project.removed_at.is_(None))):
        if project.backbone in names:
            users.append(f"project {project.name!r}")
    current = select(Project, Version).join(
        Version, (Version.project_id == Project.id) & (Version.number == Project.current_version)
    )
    for project, version in session.execute(current.where(Project.removed_at.is_(None))).tuples():
        if version.manifest["backbone"]["name"] in names:
            users.append(f"version {version.number} of {project.name!r}")
    running = select(Run).join(Job, Job.id == Run.job_id).where(Job.status.not_in(queue.ENDED))
    for run in session.scalars(running):
        if run.backbone in names or run.parameters.get("source") in names:
            users.append("a training that is under way")
    return users
