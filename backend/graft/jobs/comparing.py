"""The worker's part of a comparison: what is measured of a version beyond what its training tells."""

from typing import Any

from sqlalchemy import select

from graft.backbones import catalogue
from graft.exporting.head import read_head
from graft.jobs.context import JobContext
from graft.jobs.learner import Learner
from graft.releases import bundle
from graft.storage.tables import Run, Version
from graft.training.scores import scores
from graft.training.splits import ExampleRef, read_examples
from graft.training.tested import tested


def measure(context: JobContext, learner: Learner, run_id: str) -> dict[str, Any]:
    """Measure the version that the run published, and keep that with the run.

    Returns:
        ``scores`` (see :mod:`graft.training.scores`), ``milliseconds`` (of one picture), ``runtime`` (which
        TensorFlow.js told them) and ``bytes`` (of the bundle's files).
    """
    with context.database.reading() as session:
        run = session.get_one(Run, run_id)
        version = session.scalars(select(Version).where(Version.run_id == run_id)).one()
    examples = read_examples(run)
    found = {
        "scores": _scores(learner, version.manifest, examples),
        "milliseconds": round(learner.milliseconds(version.manifest, examples), 2),
        "runtime": learner.parity.warm(),
        "bytes": bundle.size(learner.home, version.manifest),
    }
    with context.database.session() as session:
        run = session.get_one(Run, run_id)
        run.result = {**(run.result or {}), "compared": found}
    return found


def _scores(learner: Learner, manifest: dict[str, Any], examples: list[ExampleRef]) -> list[float] | None:
    """Ask the version about each test example, as the page would but in Python."""
    asked = tested(manifest["task"], examples, [row["id"] for row in manifest["classes"]])
    if not asked:
        return None
    backbone = catalogue.find(manifest["backbone"]["name"], learner.settings)
    vectors = learner.features(backbone, [row.sha256 for row in asked], lambda done, total: None)
    return scores(asked, read_head(learner.home, manifest["head"]["sha256"]).logits(vectors), manifest)
