"""Advice and verdicts: what is worth knowing before the next training."""

from apiflask import APIBlueprint

from graft.api.context import services
from graft.api.runs import describe_job
from graft.api.schemas import advice as schemas
from graft.api.schemas.jobs import JobStarted
from graft.backbones import catalogue
from graft.datasets import projects
from graft.jobs import advising, verdicts

blueprint = APIBlueprint("advice", __name__, url_prefix="/api/projects/<project_id>", tag="Advice")


@blueprint.get("/advice")
@blueprint.output(schemas.AdviceList)
def get_advice(project_id: str) -> schemas.AdviceList:
    """What the project's pictures and their feature vectors say, the most severe first."""
    with services().database.reading() as session:
        project = projects.find(session, project_id)
        return schemas.AdviceList(**advising.advise(session, services().settings, project))


@blueprint.get("/verdict")
@blueprint.input(schemas.VerdictIn, location="query")
@blueprint.output(schemas.VerdictOut)
def get_verdict(project_id: str, query_data: schemas.VerdictIn) -> schemas.VerdictOut:
    """What was found last about the project and a backbone."""
    settings = services().settings
    with services().database.reading() as session:
        project = projects.find(session, project_id)
        backbone = catalogue.choose(query_data.backbone or project.backbone, settings).name
        found = verdicts.transfer(verdicts.latest(session, project, backbone))
        job = verdicts.active(session, project, backbone)
        return schemas.VerdictOut(backbone=backbone, verdict=found, job_id=job and job.id)  # type: ignore[arg-type]


@blueprint.post("/verdict")
@blueprint.input(schemas.VerdictIn)
@blueprint.output(JobStarted, status_code=202)
def ask_verdict(project_id: str, json_data: schemas.VerdictIn) -> JobStarted:
    """Find out whether a backbone's pretraining helps the project."""
    settings = services().settings
    with services().database.session() as session:
        project = projects.find(session, project_id)
        backbone = catalogue.choose(json_data.backbone or project.backbone, settings)
        catalogue.weights_path(backbone, settings)
        return JobStarted(job=describe_job(session, verdicts.request(session, project, backbone.name)))
