"""Runs, the jobs that do them, and the versions they publish."""

import mimetypes
import re
from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request, send_from_directory
from sqlalchemy.orm import Session

from graft.api.context import services
from graft.api.examples import describe
from graft.api.schemas import runs as schemas
from graft.api.schemas.jobs import JobOut
from graft.api.schemas.versions import VersionList, VersionOut
from graft.datasets import projects
from graft.errors import ArtifactMissing, UnknownVersion
from graft.jobs import queue, runs
from graft.jobs.starting import starting_backbone
from graft.releases import bundle, versions
from graft.releases.manifest import Manifest
from graft.storage.tables import Job, Project, Run, Version

blueprint = APIBlueprint("runs", __name__, tag="Runs and versions")


def describe_job(session: Session, job: Job) -> JobOut:
    """The job as clients see it."""
    return JobOut(**queue.describe(session, job))


def describe_run(session: Session, run: Run) -> schemas.RunOut:
    """The run as clients see it."""
    return schemas.RunOut(**runs.describe(session, run))


@blueprint.post("/api/projects/<project_id>/runs")
@blueprint.input(schemas.RunIn)
@blueprint.output(schemas.RunStarted, status_code=202)
def start_run(project_id: str, json_data: schemas.RunIn) -> schemas.RunStarted:
    """Train the project on the examples it has now."""
    settings = services().settings
    with services().database.session() as session:
        project = projects.find(session, project_id)
        given, strategy = json_data.parameters, json_data.strategy
        wanted = json_data.backbone or project.backbone
        backbone = starting_backbone(session, settings, wanted, strategy, given)
        run, job = runs.request(session, project, backbone.name, strategy, json_data.seed, given)
        return schemas.RunStarted(run=describe_run(session, run), job=describe_job(session, job))


@blueprint.get("/api/projects/<project_id>/runs")
@blueprint.output(schemas.RunList)
def list_runs(project_id: str) -> schemas.RunList:
    """The project's runs, newest first."""
    with services().database.reading() as session:
        rows = runs.newest(session, projects.find(session, project_id))
        return schemas.RunList(items=[schemas.RunOut(**row) for row in rows])


@blueprint.get("/api/projects/<project_id>/runs/<run_id>")
@blueprint.output(schemas.RunOut)
def get_run(project_id: str, run_id: str) -> schemas.RunOut:
    """One run."""
    with services().database.reading() as session:
        return describe_run(session, runs.get(session, projects.find(session, project_id), run_id))


@blueprint.get("/api/projects/<project_id>/runs/<run_id>/mistakes")
@blueprint.output(schemas.MistakeList)
def list_mistakes(project_id: str, run_id: str) -> schemas.MistakeList:
    """What the run's head took for another class, where pictures have one; without what was removed since."""
    with services().database.reading() as session:
        project = projects.find(session, project_id)
        found = runs.mistakes(session, runs.get(session, project, run_id))
    return schemas.MistakeList(
        items=[schemas.Mistake(example=describe(row, size), **told) for row, size, told in found]
    )


@blueprint.get("/api/jobs/<job_id>")
@blueprint.output(JobOut)
def get_job(job_id: str) -> JobOut:
    """One job."""
    with services().database.reading() as session:
        return describe_job(session, queue.get(session, job_id))


@blueprint.post("/api/jobs/<job_id>/cancel")
@blueprint.output(JobOut)
def cancel_job(job_id: str) -> JobOut:
    """Cancel a job: at once while it waits, soon while it runs; one that ended stays as it ended."""
    with services().database.session() as session:
        return describe_job(session, queue.cancel(session, job_id))


def describe_version(project: Project, row: Version) -> VersionOut:
    """The version as clients see it."""
    manifest: dict[str, Any] = row.manifest
    test = manifest["metrics"].get("test") or {}
    return VersionOut(
        number=row.number,
        run_id=row.run_id,
        backbone=manifest["backbone"]["name"],
        strategy=manifest["run"]["strategy"],
        task=manifest["task"],
        accuracy=test.get("accuracy"),
        r2=test.get("r2"),
        mae=test.get("mae"),
        mean_average_precision=test.get("mean_average_precision"),
        exact_match=test.get("exact_match"),
        interval=test.get("interval"),
        test_examples=test.get("examples", 0),
        created_at=row.created_at.isoformat(),
        current=row.number == project.current_version,
        bundle_bytes=_bundle_bytes(manifest),
    )


def _bundle_bytes(manifest: dict[str, Any]) -> int | None:
    """One version whose files are gone must not hide the others."""
    try:
        return bundle.size(services().home, manifest)
    except ArtifactMissing:
        return None


def _version(session: Session, project: Project, number: str) -> Version:
    """The version of an address: its number, or ``current``."""
    if number != "current" and not number.isdecimal():
        raise UnknownVersion(f"A version is a number, or 'current'. Received: {number!r}.")
    return versions.get(session, project, number if number == "current" else int(number))


@blueprint.get("/api/projects/<project_id>/versions")
@blueprint.output(VersionList)
def list_versions(project_id: str) -> VersionList:
    """The project's versions, newest first."""
    with services().database.reading() as session:
        project = projects.find(session, project_id)
        rows = versions.list_versions(session, project)
        return VersionList(items=[describe_version(project, row) for row in rows])


@blueprint.get("/api/projects/<project_id>/versions/<number>/manifest")
@blueprint.output(Manifest)
def get_manifest(project_id: str, number: str) -> dict[str, Any]:
    """What the page loads: files, classes, calibration, metrics and the proof of a version."""
    with services().database.reading() as session:
        return _version(session, projects.find(session, project_id), number).manifest


@blueprint.post("/api/projects/<project_id>/versions/<int:number>/publish")
@blueprint.output(VersionOut)
def publish_version(project_id: str, number: int) -> VersionOut:
    """Make a version the current one: how one rolls back, and forward again."""
    with services().database.session() as session:
        project = projects.find(session, project_id)
        return describe_version(project, versions.make_current(session, project, number))


@blueprint.get("/api/projects/<project_id>/versions/<number>/bundle.zip")
@blueprint.doc(
    responses={
        200: {"description": "Static files that any web server hosts.", "content": {"application/zip": {}}}
    }
)
def get_bundle(project_id: str, number: str) -> Response:
    """A version as files."""
    with services().database.reading() as session:
        project = projects.find(session, project_id)
        version = _version(session, project, number)
    name = f"{re.sub(r'[^A-Za-z0-9]+', '-', project.name).strip('-') or 'graft'}-v{version.number}.zip"
    response = Response(bundle.stream_zip(services().home, version.manifest), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/artifacts/<any(backbones, heads, classifiers):kind>/<sha256>/<name>")
@blueprint.doc(
    responses={
        200: {"description": "A file of an exported model.", "content": {"application/octet-stream": {}}}
    }
)
def get_artifact(kind: str, sha256: str, name: str) -> Response:
    """A file of an exported model; its address names its content, so it never changes."""
    folder: Path = services().home.artifacts / kind / sha256
    packed = "gzip" in request.accept_encodings and (folder / f"{name}.gz").is_file()
    response = send_from_directory(
        folder, f"{name}.gz" if packed else name, mimetype=mimetypes.guess_type(name)[0]
    )
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
