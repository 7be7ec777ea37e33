"""The worker's part of a verdict: feature vectors of a sample, by the backbone and by its random twins."""

import time
from typing import Any

import numpy as np

from graft.backbones import catalogue, features
from graft.backbones.catalogue import Backbone
from graft.backbones.preprocessing import prepare
from graft.backbones.twins import Twin, twins
from graft.datasets import pictures
from graft.datasets.tasks import MULTI_LABEL
from graft.jobs import runs
from graft.jobs.context import JobContext
from graft.jobs.learner import Learner
from graft.releases import versions
from graft.releases.transfer import Transfer
from graft.storage.tables import Project
from graft.training.probes import Probed, probe_of, sample
from graft.training.splits import ExampleRef, assign, by_rarest, read_rows
from graft.training.verdict import judge

EACH = 4
"""Twins of each kind: with two kinds six degrees of freedom, and a reach of four times their spread."""
SEED = 0
"""Of the sample and the folds: asked again about the same pictures, the answer is the same."""


def verdict(context: JobContext, learner: Learner) -> dict[str, Any]:
    """Say whether the payload's backbone helps the project, and store it with its versions.

    Pictures of the test are left out: the answer may decide how to train, and nothing of the test may.
    """
    started = time.perf_counter()
    backbone = catalogue.find(context.job.payload["backbone"], learner.settings)
    with context.database.reading() as session:
        project = session.get_one(Project, context.job.project_id)
        classes, rows = runs.frozen(session, project)
    chosen = _sampled(project.task, read_rows(project.task, rows), [row["id"] for row in classes])
    probe = probe_of(project.task, chosen, classes, project.target, SEED)
    random = twins(backbone, EACH)

    def asked(done: int, vectors: np.ndarray) -> Probed:
        context.progress("verdict", done, len(random) + 1, "Comparing with random weights")
        return probe.ask(vectors, context.stop.is_set)

    shas = [row.sha256 for row in chosen]
    embedding = "Looking at the pictures"
    own = learner.features(
        backbone, shas, lambda done, total: context.progress("embed", done, total, embedding)
    )
    prepared = _Prepared(learner, backbone)
    pretrained, found = asked(0, own), {twin.kind: [] for twin in random}
    for done, twin in enumerate(random, start=1):
        found[twin.kind].append(asked(done, _vectors(context, prepared, twin, shas)))
    judged = judge(pretrained, found, probe, SEED)
    seconds = round(time.perf_counter() - started, 2)
    with context.database.session() as session:
        project = session.get_one(Project, context.job.project_id)
        versions.tell_transfer(session, project, backbone.name, Transfer(**judged))
    return {"backbone": backbone.name, "seconds": seconds, **judged}


def _sampled(task: str, examples: list[ExampleRef], class_ids: list[str]) -> list[ExampleRef]:
    """The examples that are looked at, none of the test's."""
    known = by_rarest(examples, class_ids) if task == MULTI_LABEL else examples
    splits = assign(known)
    learning = [row for row in known if splits[row.id] != "test"]
    labels = np.unique([row.class_id for row in learning], return_inverse=True)[1]
    rows = sample(labels, [row.group for row in learning], SEED) if learning else []
    return [learning[row] for row in rows]


class _Prepared:
    """Pictures as the network takes them, uint8[h, w, 3]: decoded once for all twins."""

    def __init__(self, learner: Learner, backbone: Backbone) -> None:
        self.learner = learner
        self._backbone = backbone
        self._known: dict[str, np.ndarray] = {}

    def __call__(self, sha256: str) -> np.ndarray:
        if sha256 not in self._known:
            data = self.learner.home.blobs.read(sha256)
            image = pictures.decode(data, self.learner.settings.pixels)
            self._known[sha256] = prepare(image, self._backbone.input)
        return self._known[sha256]


def _vectors(context: JobContext, prepared: _Prepared, twin: Twin, shas: list[str]) -> np.ndarray:
    """float32[n, C]: what the twin makes of the images; kept, as a backbone's own vectors are."""
    key = twin.fingerprint
    with context.database.reading() as session:
        missing = features.missing(session, key, list(dict.fromkeys(shas)))
    if missing:
        values = [prepared(sha256) for sha256 in missing]
        vectors = twin.embed(values, prepared.learner.settings, context.check)
        found = dict(zip(missing, vectors, strict=True))
        with context.database.session() as session:
            features.save(session, key, found)
    with context.database.reading() as session:
        return features.load(session, key, shas)
