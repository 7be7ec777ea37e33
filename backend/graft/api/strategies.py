"""Ways to train: the strategies, augmentation on the user's own pictures, backbones that were trained."""

from dataclasses import asdict

from apiflask import APIBlueprint
from flask import Response, send_from_directory

from graft.api import system
from graft.api.context import services
from graft.api.schemas import strategies as schemas
from graft.api.schemas.backbones import BackboneChange, BackboneOut
from graft.api.schemas.jobs import JobOut, JobStarted
from graft.datasets import projects
from graft.errors import UnknownPreview
from graft.jobs import keeping, previewing, queue
from graft.training import parameters, presets

blueprint = APIBlueprint("strategies", __name__, tag="Ways to train")


@blueprint.get("/api/strategies")
@blueprint.output(schemas.StrategyList)
def list_strategies() -> schemas.StrategyList:
    """The strategies with their parameters, and the presets of augmentation."""
    return schemas.StrategyList.model_validate(
        {
            "items": [parameters.describe(row) for row in parameters.STRATEGIES.values()],
            "presets": [asdict(row) for row in presets.PRESETS.values()],
        }
    )


@blueprint.post("/api/projects/<project_id>/previews")
@blueprint.input(schemas.PreviewIn)
@blueprint.output(JobStarted, status_code=202)
def start_preview(project_id: str, json_data: schemas.PreviewIn) -> JobStarted:
    """Draw what a preset makes of some of the project's pictures; the job's result names the sheet."""
    with services().database.session() as session:
        project = projects.find(session, project_id)
        job = previewing.request(session, project, json_data.preset, json_data.seed)
        return JobStarted(job=JobOut(**queue.describe(session, job)))


@blueprint.get("/api/previews/<sha256>")
@blueprint.doc(responses={200: {"description": "The sheet, as WebP.", "content": {"image/webp": {}}}})
def get_preview(sha256: str) -> Response:
    """A sheet: a row for each picture, as it is first."""
    folder = services().home.previews
    if not sha256.isalnum() or not (folder / f"{sha256}.webp").is_file():
        raise UnknownPreview(f"There is no preview {sha256[:80]!r}. Draw it again.")
    response = send_from_directory(folder, f"{sha256}.webp")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@blueprint.patch("/api/backbones/<name>")
@blueprint.input(BackboneChange)
@blueprint.output(BackboneOut)
def rename_backbone(name: str, json_data: BackboneChange) -> BackboneOut:
    """Call a backbone that was trained here otherwise."""
    settings = services().settings
    return system.describe_backbone(keeping.rename(settings, name, json_data.name), settings)


@blueprint.delete("/api/backbones/<name>")
@blueprint.output({}, status_code=204)
def remove_backbone(name: str) -> str:
    """Remove a backbone that was trained here and that nothing uses."""
    with services().database.session() as session:
        keeping.remove(session, services().settings, name)
    return ""
