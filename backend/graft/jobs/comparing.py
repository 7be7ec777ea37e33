"""The worker's part of a comparison: what is measured of a version beyond what its training tells."""

from typing import Any

from sqlalchemy import select

from graft.backbones import catalogue
from graft.exporting.head import read_head
from graft.jobs.learner import Learner
from graft.jobs.worker import JobContext
from graft.releases import bundle
from graft.storage.tables import Run, Version
from graft.training.splits import ExampleRef, assign


def measure(context: JobContext, learner: Learner, run_id: str) -> dict[str, Any]:
    """Measure the version that the run published, and keep that with the run.

    Returns:
        ``right`` (one character a test example in the run's order, 1 or 0), ``milliseconds`` (of one
        picture), ``runtime`` (which TensorFlow.js told them) and ``bytes`` (of the bundle's files).
    """
    with context.database.reading() as session:
        run = session.get_one(Run, run_id)
        version = session.scalars(select(Version).where(Version.run_id == run_id)).one()
    examples = [ExampleRef(*row) for row in run.examples]
    found = {
        "right": _right(learner, version.manifest, examples),
        "milliseconds": round(learner.milliseconds(version.manifest, examples), 2),
        "runtime": learner.parity.warm(),
        "bytes": bundle.size(learner.home, version.manifest),
    }
    with context.database.session() as session:
        run = session.get_one(Run, run_id)
        run.result = {**(run.result or {}), "compared": found}
    return found


def _right(learner: Learner, manifest: dict[str, Any], examples: list[ExampleRef]) -> str:
    """Ask the version about each test example, as the page would but in Python."""
    splits = assign(examples)
    asked = [row for row in examples if splits[row.id] == "test"]
    if not asked:
        return ""
    backbone = catalogue.find(manifest["backbone"]["name"], learner.settings)
    vectors = learner.features(backbone, [row.sha256 for row in asked], lambda done, total: None)
    answers = read_head(learner.home, manifest["head"]["sha256"]).logits(vectors).argmax(axis=1)
    ids = [row["id"] for row in manifest["classes"]]
    return "".join(
        "01"[ids[answer] == row.class_id] for answer, row in zip(answers.tolist(), asked, strict=True)
    )
