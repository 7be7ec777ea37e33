"""Examples, the pictures they show, and imports of many."""

import uuid
from collections.abc import Sequence
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request, send_file

from graft.api.context import services
from graft.api.schemas import examples as schemas
from graft.api.schemas.jobs import JobOut, JobStarted
from graft.datasets import examples, labels, pictures, projects, thumbnails
from graft.datasets.tasks import Target
from graft.errors import ArchiveTooLarge, NotAnArchive, PictureTooLarge
from graft.jobs import queue
from graft.storage.files import write_aside
from graft.storage.tables import Example

blueprint = APIBlueprint("examples", __name__, url_prefix="/api", tag="Examples")

CHUNK = 2**20


def describe(row: Example, size: tuple[int, int], class_ids: Sequence[str] = ()) -> schemas.ExampleOut:
    """The example as clients see it."""
    return schemas.ExampleOut.model_validate(
        {
            "id": row.id,
            "class_id": row.class_id,
            "class_ids": list(class_ids),
            "none_of_these": row.none_of_these,
            "value": row.value,
            "sha256": row.sha256,
            "width": size[0],
            "height": size[1],
            "split": row.split,
            "group": row.group,
            "source": row.source,
            "file_name": row.file_name,
            "created_at": row.created_at.isoformat(),
        }
    )


def _body_of(kind: str) -> dict[str, Any]:
    """The document's words for a body that is read as it comes."""
    file = {"schema": {"type": "string", "format": "binary"}}
    return {"requestBody": {"required": True, "content": {kind: file, "application/octet-stream": file}}}


@blueprint.get("/projects/<project_id>/examples")
@blueprint.input(schemas.ExampleQuery, location="query")
@blueprint.output(schemas.ExampleList)
def list_examples(project_id: str, query_data: schemas.ExampleQuery) -> schemas.ExampleList:
    """A page of examples, newest first."""
    with services().database.reading() as session:
        project = projects.find(session, project_id)
        page = examples.page(session, project.id, **query_data.model_dump())
    items = [describe(row, page.sizes[row.sha256], page.labels.get(row.id, ())) for row in page.items]
    return schemas.ExampleList(items=items, next=page.next, total=page.total)


@blueprint.post("/projects/<project_id>/examples")
@blueprint.input(schemas.ExampleIn, location="query")
@blueprint.output(schemas.Added, status_code=201)
@blueprint.doc(
    description="The request's body is the picture file itself.",
    responses={
        200: {
            "description": "It was there already.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Added"}}},
        }
    },
    extensions=_body_of("image/*"),
)
def add_example(project_id: str, query_data: schemas.ExampleIn):
    """Add a picture with what it shows. 200 and ``duplicate`` when it was there already."""
    settings, database = services().settings, services().database
    with database.reading() as session:
        project = projects.find(session, project_id)
    image = examples.store(services().home.blobs, settings, _body(settings.upload_bytes))
    given = query_data.model_dump()
    given["class_ids"] = tuple(one for one in given["class_ids"].split(",") if one)
    new = examples.NewExample(image=image, **given)
    with database.session() as session:
        added = examples.add(session, settings, project.id, new)
        shown = labels.of(session, [added.example.id])
    answer = schemas.Added(
        example=describe(added.example, (image.width, image.height), shown.get(added.example.id, ())),
        duplicate=added.duplicate,
        moved=added.moved,
    )
    return answer, 200 if added.duplicate else 201


def _body(limit: int) -> bytes:
    """The request's body, read no further than the limit."""
    data = request.stream.read(limit + 1)
    announced = request.content_length or 0
    if max(len(data), announced) > limit:
        raise PictureTooLarge(
            f"A picture may have {limit // 2**20} MB. Received: {max(len(data), announced) / 2**20:.0f} MB. "
            "Save it smaller, then send it again.",
            limit=limit,
        )
    return data


@blueprint.patch("/projects/<project_id>/examples/<example_id>")
@blueprint.input(schemas.ExampleChange)
@blueprint.output(schemas.ExampleOut)
def change_example(project_id: str, example_id: str, json_data: schemas.ExampleChange) -> schemas.ExampleOut:
    """Say what an example shows, or move it to another split; a split of null leaves it to the hash."""
    given = json_data.model_dump(exclude_unset=True)
    shown = {name: given.pop(name) for name in ("class_ids", "none_of_these", "value") if name in given}
    target = None
    if shown:
        class_ids, none_of_these = tuple(shown.get("class_ids") or ()), bool(shown.get("none_of_these"))
        target = Target(None, class_ids, shown.get("value"), none_of_these)
    with services().database.session() as session:
        project = projects.find(session, project_id)
        row = examples.change(session, project.id, example_id, target=target, **given)
        image = examples.image(session, row.sha256)
        class_ids = labels.of(session, [row.id]).get(row.id, [])
    return describe(row, (image.width, image.height), class_ids)


@blueprint.post("/projects/<project_id>/examples/remove")
@blueprint.input(schemas.Ids)
@blueprint.output(schemas.Removed)
def remove_examples(project_id: str, json_data: schemas.Ids) -> schemas.Removed:
    """Remove examples; they can be restored."""
    with services().database.session() as session:
        project = projects.find(session, project_id)
        return schemas.Removed(removed=examples.remove(session, project.id, json_data.ids))


@blueprint.post("/projects/<project_id>/examples/restore")
@blueprint.input(schemas.Ids)
@blueprint.output(schemas.Restored)
def restore_examples(project_id: str, json_data: schemas.Ids) -> schemas.Restored:
    """Bring removed examples back."""
    with services().database.session() as session:
        project = projects.find(session, project_id)
        return schemas.Restored(restored=examples.restore(session, project.id, json_data.ids))


@blueprint.post("/projects/<project_id>/examples/move")
@blueprint.input(schemas.Move)
@blueprint.output(schemas.Moved)
def move_examples(project_id: str, json_data: schemas.Move) -> schemas.Moved:
    """Move examples to another class."""
    with services().database.session() as session:
        project = projects.find(session, project_id)
        return schemas.Moved(moved=examples.move(session, project.id, json_data.ids, json_data.class_id))


@blueprint.post("/projects/<project_id>/imports")
@blueprint.input(schemas.ImportQuery, location="query")
@blueprint.output(JobStarted, status_code=202)
@blueprint.doc(
    description="The request's body is a zip file: ``class/file``, ``split/class/file``, or pictures with a "
    "CSV file beside them whose columns are ``file``, ``value`` or ``labels``, ``group`` and ``split``.",
    extensions=_body_of("application/zip"),
)
def import_archive(project_id: str, query_data: schemas.ImportQuery) -> JobStarted:
    """Import a zip file of class folders, or of pictures with a listing; the worker does it."""
    settings, home = services().settings, services().home
    with services().database.reading() as session:
        project = projects.find(session, project_id)
    spooled = home.spool / f"{uuid.uuid4().hex}.zip"
    written = 0
    with write_aside(spooled) as file:
        while chunk := request.stream.read(CHUNK):
            written += len(chunk)
            if written > settings.archive_bytes:
                raise ArchiveTooLarge(
                    f"An archive may have {settings.archive_bytes / 2**30:.0f} GB. "
                    "This one is larger: split it up.",
                    limit=settings.archive_bytes,
                )
            file.write(chunk)
        if not written:
            raise NotAnArchive("An import needs a zip file as the request's body. Received: nothing.")
    payload = {
        "path": str(spooled),
        "spooled": True,
        "file_name": query_data.file_name,
        "columns": query_data.columns(),
    }
    with services().database.session() as session:
        job = queue.submit(session, "import", project.id, payload)
        return JobStarted(job=JobOut(**queue.describe(session, job)))


@blueprint.get("/images/<sha256>")
@blueprint.doc(
    responses={200: {"description": "The picture, byte for byte as it came.", "content": {"image/*": {}}}}
)
def get_image(sha256: str) -> Response:
    """An image as it was sent."""
    with services().database.reading() as session:
        image = examples.image(session, sha256)
    return _immutable(
        send_file(services().home.blobs.path(sha256), mimetype=pictures.media_type(image.format))
    )


@blueprint.get("/images/<sha256>/thumbnail")
@blueprint.doc(responses={200: {"description": "At most 240 pixels a side.", "content": {"image/jpeg": {}}}})
def get_thumbnail(sha256: str) -> Response:
    """A small copy of an image."""
    home = services().home
    path = thumbnails.path_of(home.thumbnails, home.blobs, sha256, services().settings.pixels)
    return _immutable(send_file(path, mimetype="image/jpeg"))


def _immutable(response: Response) -> Response:
    """Let browsers keep it for ever: the address names the content."""
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
