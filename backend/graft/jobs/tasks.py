"""What a worker can be asked to do: one function a kind of job.

Each takes the job's context and the worker's :class:`Learner` and returns the job's result as JSON.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graft.backbones import catalogue, domains, fetch, hub
from graft.datasets import imports
from graft.datasets.listing import Columns
from graft.errors import BadPicture, Cancelled, FileAbsent, ParityFailed
from graft.exporting.head import HeadWeights, activate, export_head, read_head
from graft.jobs import learning, queue, verdicts
from graft.jobs.answers import activation, answer
from graft.jobs.comparing import measure
from graft.jobs.context import JobContext
from graft.jobs.judging import verdict
from graft.jobs.learner import Learner
from graft.releases import versions
from graft.releases.manifest import Input, Metrics, Parts
from graft.releases.transfer import Transfer
from graft.storage.tables import Project, Run
from graft.training import presets, previews
from graft.training.splits import read_examples


def train(context: JobContext, learner: Learner) -> dict[str, Any]:
    """Train the run of the payload and publish what it makes.

    The order is DESIGN's: files first, the proof next, and last the one row that makes the version
    visible. A worker that dies before leaves nothing visible; one that comes after it starts over.
    """
    with context.database.reading() as session:
        run = session.get_one(Run, context.job.payload["run_id"])
    try:
        return _train(context, learner, run)
    finally:
        learning.tidy(context, learner, run.id)


def _train(context: JobContext, learner: Learner, run: Run) -> dict[str, Any]:
    clock = Clock()
    examples = read_examples(run)
    learnt = learning.learn(context, learner, run, clock.lap)
    backbone, trained = learnt.backbone, learnt.head
    clock.lap("train")
    context.progress("export", 0, 1, "Exporting")
    if learnt.domain:
        learner.prepare(
            backbone, lambda detail, part: context.progress("export", round(100 * part), 100, detail)
        )
    weights = HeadWeights(
        trained.kernel,
        trained.bias,
        trained.temperature,
        trained.activation,
        trained.deviation,
        trained.hidden,
    )
    head = export_head(weights, learner.home)
    clock.lap("export")
    context.progress("check", 0, 1, "Checking against Keras")
    try:
        proof = learner.check(backbone, head, weights, examples)
    except ParityFailed as error:
        if learnt.domain:
            error.message += (
                " After few steps a network's normalisation has not settled, and its answers hang on the "
                "last digit: train it for more epochs."
            )
        raise
    backbone_part, head_part = learner.parts(backbone, head)
    clock.lap("check")
    context.check()
    if learnt.domain:
        domains.keep(learnt.domain, learner.settings)
    parts = Parts(
        input=Input(**backbone.input.as_json()),
        backbone=backbone_part,
        head=head_part,
        metrics=Metrics(**trained.metrics),
        parity=proof,
        against_scratch=learnt.against_scratch,
        seconds=clock.laps["total"],
        **trained.parts,
    )
    told = learnt.against_scratch
    return _publish(
        context,
        run.id,
        parts,
        {
            "metrics": trained.metrics,
            "seconds": clock.laps,
            "backbone": backbone.name,
            "against_scratch": told and told.model_dump(mode="json"),
        },
        trained.mistakes,
    )


def _publish(
    context: JobContext, run_id: str, parts: Parts, result: dict[str, Any], mistakes: dict[str, Any]
) -> dict[str, Any]:
    """One transaction: the run's result, the version, and the event that tells pages.

    Raises:
        Cancelled: somebody cancelled the job, however late.
    """
    with context.database.session() as session:
        if queue.get(session, context.job.id).cancel_requested:  # a short training has not heard of it yet
            raise Cancelled("The training was cancelled: nothing was published.")
        run = session.get_one(Run, run_id)
        run.result, run.mistakes = result, mistakes
        project = session.get_one(Project, run.project_id)
        known = verdicts.transfer(verdicts.latest(session, project, run.backbone))
        if known is not None:
            parts = parts.model_copy(update={"transfer": Transfer(**known)})
        current = context.job.kind != "compare"
        version = versions.publish(session, project, run, parts, current=current)
        return {"run_id": run.id, "version": version.number, **result}


def compare(context: JobContext, learner: Learner) -> dict[str, Any]:
    """Train one run of a comparison, publish it without making it the current version, and measure it."""
    result = train(context, learner)
    context.progress("measure", 0, 1, "Timing it in TensorFlow.js")
    return {**result, "compared": measure(context, learner, result["run_id"])}


class Clock:
    """Seconds by phase, and their ``total``."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {"total": 0.0}
        self._before = time.perf_counter()

    def lap(self, phase: str) -> None:
        """End a phase."""
        now = time.perf_counter()
        self.laps[phase] = round(now - self._before, 4)
        self.laps["total"] = round(self.laps["total"] + self.laps[phase], 4)
        self._before = now


def import_pictures(context: JobContext, learner: Learner) -> dict[str, Any]:
    """Import the archive or folder of the payload; an uploaded archive is removed afterwards."""
    payload = context.job.payload
    path = Path(payload["path"])
    if not path.exists():
        raise FileAbsent(f"The file to import is gone: {path.name!r}. Send it again.")
    result = imports.import_path(
        context.database,
        learner.home.blobs,
        learner.settings,
        context.job.project_id or "",
        path,
        lambda done, total: context.progress("import", done, total, "Importing"),
        context.stop.is_set,
        Columns.of(payload.get("columns", {})),
    )
    if payload.get("spooled"):
        path.unlink(missing_ok=True)
    return result


def fetch_weights(context: JobContext, learner: Learner) -> dict[str, Any]:
    """Fetch the weights of the payload's backbone, or the module of its handle."""
    payload = context.job.payload
    if "handle" in payload:
        context.progress("download", 0, 1, "Fetching the module")
        return {"backbone": hub.add(payload["handle"], learner.settings, payload.get("size")).name}
    backbone = catalogue.find(payload["backbone"], learner.settings)
    fetch.fetch(
        backbone,
        learner.settings,
        lambda done, total: context.progress("download", done, total, "Downloading"),
        context.stop.is_set,
        top=payload.get("top", False),
    )
    learner.forget(backbone)
    return {"backbone": backbone.name}


def predict(context: JobContext, learner: Learner) -> dict[str, Any]:
    """Predict the payload's pictures with a version, in Python: features by the fast copy, then the head."""
    with context.database.reading() as session:
        project = session.get_one(Project, context.job.project_id)
        version = versions.get(session, project, context.job.payload["version"])
    backbone = catalogue.find(version.manifest["backbone"]["name"], learner.settings)
    head = read_head(learner.home, version.manifest["head"]["sha256"])
    embedder = learner.embedder(backbone)

    def say(data: bytes) -> dict[str, Any]:
        (vector,) = embedder.embed([data])
        outputs = activate(head.logits(vector), activation(version.manifest))
        return {"version": version.number, **answer(version.manifest, outputs)}

    return _of_each(context, say)


def classify(context: JobContext, learner: Learner) -> dict[str, Any]:
    """Ask the payload's pretrained classifier about its pictures."""
    backbone = catalogue.find(context.job.payload["backbone"], learner.settings)
    return _of_each(
        context, lambda data: {"backbone": backbone.name, "predictions": learner.classify(backbone, data)}
    )


def _of_each(context: JobContext, say: Callable[[bytes], dict[str, Any]]) -> dict[str, Any]:
    """``answers``: what is said of each of the payload's pictures, or its ``error``."""
    paths, answers = context.job.payload["pictures"], []
    for index, path in enumerate(paths):
        try:
            answers.append({"picture": path, **say(_bytes_of(path))})
        except BadPicture as error:
            answers.append({"picture": path, "error": error.as_json()})
        context.progress("predict", index + 1, len(paths), "Predicting")
    return {"answers": answers}


def _bytes_of(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BadPicture(f"A picture must be readable. This one is not: {error.strerror}.") from error


def export_classifier(context: JobContext, learner: Learner) -> dict[str, Any]:
    """Export the payload's pretrained classifier for the page."""
    backbone = catalogue.find(context.job.payload["backbone"], learner.settings)
    context.progress("export", 0, 1, "Exporting the classifier")
    manifest = learner.export_classifier(backbone)
    return {"backbone": backbone.name, "sha256": manifest["sha256"], "model": manifest["model"]}


def preview(context: JobContext, learner: Learner) -> dict[str, Any]:
    """Draw what the payload's preset of augmentation makes of its pictures."""
    payload = context.job.payload
    context.progress("preview", 0, 1, "Drawing the preview")
    shown = [learner.picture(sha256) for sha256 in payload["pictures"]]
    sheet = previews.draw_sheet(shown, presets.find(payload["preset"]), payload["seed"])
    return {"sheet": previews.keep_sheet(sheet, learner.home), "pictures": len(shown)}


TASKS: dict[str, Callable[[JobContext, Learner], dict[str, Any]]] = {
    "train": train,
    "import": import_pictures,
    "fetch": fetch_weights,
    "predict": predict,
    "classify": classify,
    "classifier": export_classifier,
    "preview": preview,
    "compare": compare,
    "verdict": verdict,
}
