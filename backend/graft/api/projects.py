"""Projects and their classes."""

from apiflask import APIBlueprint
from sqlalchemy.orm import Session

from graft.api.context import services
from graft.api.schemas import projects as schemas
from graft.backbones import catalogue
from graft.datasets import classes, projects
from graft.datasets.classes import Counted
from graft.datasets.tasks import checked_quantity
from graft.storage.tables import Project

blueprint = APIBlueprint("projects", __name__, url_prefix="/api/projects", tag="Projects")


def describe(session: Session, project: Project) -> schemas.ProjectOut:
    """The project with its counts."""
    settings = services().settings
    backbone = catalogue.choose(project.backbone, settings)
    at_hand = catalogue.weights_state(backbone, settings) != "absent"
    fingerprint = catalogue.fingerprint(backbone, settings) if at_hand else None
    summary = projects.summary(session, project.id, fingerprint)
    return schemas.ProjectOut(
        id=project.id,
        name=projects.name_of(project),
        task=project.task,  # type: ignore[arg-type]  # the table holds no others
        target=schemas.TargetOut(**project.target) if project.target else None,
        backbone=backbone.name,
        classes=summary.classes,
        examples=summary.examples,
        embedded=summary.embedded,
        current_version=project.current_version,
        relabelled_at=project.relabelled_at and project.relabelled_at.isoformat(),
        covers=summary.covers,
        created_at=project.created_at.isoformat(),
    )


def describe_class(counted: Counted) -> schemas.ClassOut:
    """The class with its count."""
    row = counted.row
    return schemas.ClassOut(
        id=row.id, name=row.name, position=row.position, examples=counted.examples, color=counted.color
    )


def _known_backbone(name: str | None) -> str | None:
    """The name, when the catalogue has it.

    Raises:
        UnknownBackbone: it has not; the nearest names are offered.
    """
    return None if name is None else catalogue.find(name, services().settings).name


@blueprint.get("")
@blueprint.input(schemas.ProjectQuery, location="query")
@blueprint.output(schemas.ProjectList)
def list_projects(query_data: schemas.ProjectQuery) -> schemas.ProjectList:
    """Projects, newest first; with ``removed`` those that were removed, the last one first."""
    with services().database.reading() as session:
        found = projects.all_of(session, removed=query_data.removed)
        return schemas.ProjectList(items=[describe(session, row) for row in found])


@blueprint.post("")
@blueprint.input(schemas.ProjectIn)
@blueprint.output(schemas.ProjectOut, status_code=201)
def create_project(json_data: schemas.ProjectIn) -> schemas.ProjectOut:
    """Create a project."""
    backbone = _known_backbone(json_data.backbone)
    given = json_data
    target = checked_quantity(given.task, given.quantity, given.unit, given.transform)
    with services().database.session() as session:
        return describe(session, projects.create(session, given.name, backbone, given.task, target))


@blueprint.get("/<project_id>")
@blueprint.output(schemas.ProjectOut)
def get_project(project_id: str) -> schemas.ProjectOut:
    """One project."""
    with services().database.reading() as session:
        return describe(session, projects.find(session, project_id))


@blueprint.patch("/<project_id>")
@blueprint.input(schemas.ProjectChange)
@blueprint.output(schemas.ProjectOut)
def change_project(project_id: str, json_data: schemas.ProjectChange) -> schemas.ProjectOut:
    """Rename a project, choose another backbone for its next runs, or say what its number is."""
    backbone = _known_backbone(json_data.backbone)
    of_target = {"quantity", "unit", "transform"}
    given = json_data.model_dump(include=of_target, exclude_unset=True)
    with services().database.session() as session:
        project = projects.find(session, project_id)
        if json_data.task is not None or given:
            task = json_data.task or project.task
            kept = dict.fromkeys(of_target) | ((project.task == task and project.target) or {})
            projects.set_task(session, project.id, task, checked_quantity(task, **(kept | given)))
        return describe(session, projects.change(session, project.id, name=json_data.name, backbone=backbone))


@blueprint.delete("/<project_id>")
@blueprint.output({}, status_code=204)
def remove_project(project_id: str) -> str:
    """Remove a project; it can be restored."""
    with services().database.session() as session:
        projects.remove(session, projects.find(session, project_id).id)
    return ""


@blueprint.post("/<project_id>/restore")
@blueprint.output(schemas.ProjectOut)
def restore_project(project_id: str) -> schemas.ProjectOut:
    """Bring a removed project back."""
    with services().database.session() as session:
        return describe(session, projects.restore(session, project_id))


@blueprint.get("/<project_id>/classes")
@blueprint.output(schemas.ClassList)
def list_classes(project_id: str) -> schemas.ClassList:
    """A project's classes in order."""
    with services().database.reading() as session:
        project = projects.find(session, project_id)
        return schemas.ClassList(items=[describe_class(row) for row in classes.all_of(session, project.id)])


@blueprint.post("/<project_id>/classes")
@blueprint.input(schemas.ClassIn)
@blueprint.output(schemas.ClassOut, status_code=201)
def add_class(project_id: str, json_data: schemas.ClassIn) -> schemas.ClassOut:
    """Add a class."""
    with services().database.session() as session:
        project = projects.find(session, project_id)
        row = classes.add(session, services().settings, project.id, json_data.name)
        return describe_class(classes.counted(session, project.id, row.id))


@blueprint.patch("/<project_id>/classes/<class_id>")
@blueprint.input(schemas.ClassIn)
@blueprint.output(schemas.ClassOut)
def rename_class(project_id: str, class_id: str, json_data: schemas.ClassIn) -> schemas.ClassOut:
    """Rename a class; its pictures and versions keep it."""
    with services().database.session() as session:
        project = projects.find(session, project_id)
        classes.rename(session, project.id, class_id, json_data.name)
        return describe_class(classes.counted(session, project.id, class_id))


@blueprint.delete("/<project_id>/classes/<class_id>")
@blueprint.output({}, status_code=204)
def remove_class(project_id: str, class_id: str) -> str:
    """Remove a class with its pictures; both can be restored."""
    with services().database.session() as session:
        classes.remove(session, projects.find(session, project_id).id, class_id)
    return ""


@blueprint.post("/<project_id>/classes/<class_id>/restore")
@blueprint.output(schemas.ClassOut)
def restore_class(project_id: str, class_id: str) -> schemas.ClassOut:
    """Bring a removed class back, with its pictures."""
    with services().database.session() as session:
        project = projects.find(session, project_id)
        classes.restore(session, project.id, class_id)
        return describe_class(classes.counted(session, project.id, class_id))
