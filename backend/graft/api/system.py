"""The installation itself: health, status, the catalogue, events."""

import json
from collections.abc import Iterator
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request, stream_with_context
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from graft import __version__
from graft.api.context import services
from graft.api.schemas import system as schemas
from graft.api.schemas.backbones import BackboneList, BackboneOut, Classifier, FetchQuery
from graft.api.schemas.jobs import JobOut, JobStarted
from graft.backbones import catalogue, classifiers
from graft.backbones.catalogue import Backbone
from graft.datasets import projects
from graft.jobs import queue, workers
from graft.settings import Settings
from graft.storage import events
from graft.storage.database import Database
from graft.storage.events import Watch
from graft.storage.tables import Example, Job, Version

blueprint = APIBlueprint("system", __name__, tag="System")

KEEP_ALIVE_SECONDS = 15


@blueprint.get("/healthz")
def health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readiness() -> dict[str, str]:
    """The database answers too."""
    with services().database.reading() as session:
        session.execute(text("select 1"))
    return {"status": "ready"}


@blueprint.get("/metrics")
@blueprint.doc(responses={200: {"description": "Prometheus text.", "content": {"text/plain": {}}}})
def metrics() -> Response:
    """Counts for Prometheus."""
    lines = []
    with services().database.reading() as session:
        for status, count in session.execute(select(Job.status, func.count()).group_by(Job.status)):
            lines.append(f'graft_jobs{{status="{status}"}} {count}')
        lines.append(f"graft_examples {session.scalar(select(func.count()).select_from(Example))}")
        lines.append(f"graft_versions {session.scalar(select(func.count()).select_from(Version))}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@blueprint.get("/api/status")
@blueprint.output(schemas.Status)
def status() -> schemas.Status:
    """The worker's state, the default backbone, the limits."""
    settings = services().settings
    with services().database.reading() as session:
        worker = workers.describe(session)
        better = _better(session, settings)
    limits = {name: getattr(settings, name) for name in schemas.Limits.model_fields}
    return schemas.Status(
        version=__version__,
        worker=schemas.WorkerState(**worker),
        backbone=catalogue.default_backbone(settings).name,
        better=better,
        limits=schemas.Limits(**limits),
    )


def _better(session: Session, settings: Settings) -> schemas.BetterBackbone | None:
    better = catalogue.better_backbone(settings)
    if better is None:
        return None
    job = _fetching(session, {"backbone": better.name, "top": False})
    fetching = job and JobOut(**queue.describe(session, job))
    return schemas.BetterBackbone(name=better.name, bytes=better.download_bytes, fetching=fetching)


def _fetching(session: Session, payload: dict[str, Any]) -> Job | None:
    """The job that does this very fetch already, if there is one."""
    return next((job for job in queue.all_active(session, None, "fetch") if job.payload == payload), None)


def describe_backbone(backbone: Backbone, settings: Settings) -> BackboneOut:
    """The catalogue's row, and whether its weights are at hand."""
    return BackboneOut.model_validate(catalogue.as_json(backbone, settings))


@blueprint.get("/api/backbones")
@blueprint.output(BackboneList)
def list_backbones() -> BackboneList:
    """The catalogue."""
    settings = services().settings
    rows = [describe_backbone(row, settings) for row in catalogue.all_backbones(settings)]
    return BackboneList(items=rows)


@blueprint.post("/api/backbones/<name>/fetch")
@blueprint.input(FetchQuery, location="query")
@blueprint.output(JobStarted, status_code=202)
def fetch_backbone(name: str, query_data: FetchQuery) -> JobStarted:
    """Download a backbone's weights: the one thing that uses the internet, and only when asked.

    Asked again while it is under way, it answers with the same job.
    """
    payload = {"backbone": catalogue.find(name, services().settings).name, "top": query_data.top}
    with services().database.session() as session:
        job = _fetching(session, payload) or queue.submit(session, "fetch", None, payload)
        return JobStarted(job=JobOut(**queue.describe(session, job)))


@blueprint.get("/api/backbones/<name>/classifier")
@blueprint.output(Classifier)
def get_classifier(name: str) -> dict[str, Any]:
    """The pretrained classifier as the page loads it, once it was exported."""
    settings = services().settings
    return classifiers.exported(catalogue.find(name, settings), settings, services().home)


@blueprint.post("/api/backbones/<name>/classifier")
@blueprint.output(JobStarted, status_code=202)
def export_classifier(name: str) -> JobStarted:
    """Export the pretrained classifier for the page; quick where that was done before."""
    settings = services().settings
    backbone = catalogue.find(name, settings)
    classifiers.names(backbone, settings)
    return _started("classifier", {"backbone": backbone.name})


def _started(kind: str, payload: dict[str, Any]) -> JobStarted:
    with services().database.session() as session:
        job = queue.submit(session, kind, None, payload)
        return JobStarted(job=JobOut(**queue.describe(session, job)))


@blueprint.get("/api/events")
@blueprint.input(schemas.EventQuery, location="query")
@blueprint.doc(responses={200: {"description": "Server-sent events.", "content": {"text/event-stream": {}}}})
def stream_events(query_data: schemas.EventQuery) -> Response:
    """Events as they happen; ``Last-Event-ID`` takes up where a client left off."""
    database = services().database
    given = request.headers.get("Last-Event-ID", "")
    with database.reading() as session:
        project_id = query_data.project and projects.find(session, query_data.project).id
        last = int(given) if given.isdecimal() else events.last_id(session)
    stream = stream_with_context(_stream(database, services().watch, last, project_id))
    response = Response(stream, mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _stream(database: Database, watch: Watch, last: int, project_id: str | None) -> Iterator[str]:
    """Each event as ``id``, ``event`` and ``data``; a comment now and then, so that lost clients show."""
    yield ": here\n\n"
    with watch.open():
        while not watch.ended:
            if not watch.wait(last, KEEP_ALIVE_SECONDS):
                yield ": still here\n\n"
                continue
            with database.reading() as session:
                newest, rows = events.last_id(session), events.since(session, last, project_id)
            for row in rows:
                yield f"id: {row.id}\nevent: {row.kind}\ndata: {json.dumps(row.data)}\n\n"
            last = newest
