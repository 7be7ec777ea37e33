"""Advice about a project: what :mod:`graft.training.advice` needs, gathered from the database."""

from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from graft.backbones import catalogue
from graft.backbones.catalogue import Backbone
from graft.datasets.tasks import MULTI_LABEL, SINGLE_LABEL
from graft.jobs import freezing, runs, verdicts
from graft.settings import Settings
from graft.storage.tables import Class, Example, Feature, Project, Run, Version
from graft.training.advice import MOST_COMPARED, Choice, Source
from graft.training.advice import advise as told
from graft.training.advice_parts import Looked, Subject
from graft.training.splits import ExampleRef, assign, by_rarest, read_rows

IMAGENET = Source("ImageNet", 1_281_167, 1000)
"""What Keras' weights were trained on (Russakovsky et al. 2015, https://arxiv.org/abs/1409.0575)."""


def advise(
    session: Session, settings: Settings, project: Project, backbone: str | None = None
) -> dict[str, Any]:
    """``{"items": advice, "embedded": n}``: of n examples the feature vectors were at hand.

    Raises:
        UnknownBackbone: there is none of that name.
    """
    row = catalogue.choose(backbone or project.backbone, settings)
    names = _names(session, project)
    examples = _examples(session, project, list(names))
    splits = assign(by_rarest(examples, list(names)) if project.task == MULTI_LABEL else examples)
    subject = Subject(project.task, names, examples, splits)
    looked = _looked(session, settings, row, examples)
    verdict = verdicts.latest(session, project, row.name)
    items = told(subject, looked, _choice(session, settings, project, row), verdict)
    return {"items": [item.as_json() for item in items], "embedded": len(looked.examples)}


def _names(session: Session, project: Project) -> dict[str, str]:
    query = select(Class).where(Class.project_id == project.id, Class.removed_at.is_(None))
    return {row.id: row.name for row in session.scalars(query.order_by(Class.position))}


def _examples(session: Session, project: Project, classes: list[str]) -> list[ExampleRef]:
    if project.task != SINGLE_LABEL:
        return read_rows(project.task, freezing.read(session, project))
    columns = (Example.id, Example.sha256, Example.class_id, Example.group, Example.split)
    query = select(*columns).where(
        Example.project_id == project.id, Example.removed_at.is_(None), Example.class_id.in_(classes)
    )
    found = session.execute(query.order_by(Example.number)).tuples()
    return [ExampleRef(key, sha, str(of), group, split) for key, sha, of, group, split in found]


def _looked(session: Session, settings: Settings, backbone: Backbone, examples: list[ExampleRef]) -> Looked:
    """Up to 2000 of the examples, drawn evenly, that the worker has embedded."""
    if catalogue.weights_state(backbone, settings) == "absent":
        return Looked([], np.empty((0, backbone.features), np.float32))
    step = max(1, -(-len(examples) // MOST_COMPARED))
    drawn = examples[::step]
    fingerprint = catalogue.fingerprint(backbone, settings)
    kept: dict[str, bytes] = {}
    for start in range(0, len(drawn), 500):
        shas = [row.sha256 for row in drawn[start : start + 500]]
        query = select(Feature.sha256, Feature.vector).where(
            Feature.backbone == fingerprint, Feature.sha256.in_(shas)
        )
        kept.update((sha256, vector) for sha256, vector in session.execute(query))
    known = [row for row in drawn if row.sha256 in kept]
    rows = b"".join(kept[row.sha256] for row in known)
    return Looked(known, np.frombuffer(rows, "<f4").reshape(len(known), backbone.features))


def _choice(session: Session, settings: Settings, project: Project, backbone: Backbone) -> Choice:
    published = select(Run.strategy, Run.backbone).join(Version, Version.run_id == Run.id)
    better = catalogue.default_backbone(settings)
    return Choice(
        backbone=backbone.name,
        source=IMAGENET if backbone.source == "keras" else None,
        better=better.name if _sees_more(better, backbone) else None,
        strategies=runs.STRATEGIES,
        trained=set(session.execute(published.where(Version.project_id == project.id)).tuples()),
    )


def _sees_more(one: Backbone, other: Backbone) -> bool:
    """By accuracy on ImageNet, where both are known; what came with Graft sees less than what was fetched."""
    if one.source == other.source == "keras":
        return (one.accuracy.top1 or 0) > (other.accuracy.top1 or 101)
    return one.source == "keras" and other.source == "embedded"
