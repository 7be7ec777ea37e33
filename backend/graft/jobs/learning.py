"""What a run learns, by its strategy: the head alone, or the network too."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import func, select

from graft.backbones import catalogue, domain_weights, domains
from graft.backbones.builders import build
from graft.backbones.catalogue import Backbone
from graft.backbones.domains import Domain
from graft.backbones.groups import parts
from graft.backbones.twins import settle
from graft.jobs import starting
from graft.jobs.context import JobContext
from graft.jobs.learner import Learner
from graft.releases.transfer import AgainstScratch
from graft.storage.tables import Attempt, Project, Run, Version
from graft.training import parameters as strategies
from graft.training import phases
from graft.training.by_task import Made, train_by_task
from graft.training.dense import train_dense
from graft.training.fitting import Hooks
from graft.training.network import Network
from graft.training.objective import Objective
from graft.training.objectives import objective_of
from graft.training.parameters import (
    DomainParameters,
    FinetuneParameters,
    HeadParameters,
    RebuildParameters,
    ScratchParameters,
    WarmstartParameters,
)
from graft.training.pixels import decode_all
from graft.training.scratch_twin import ScratchTwin
from graft.training.seeds import seeded
from graft.training.splits import ExampleRef, read_examples, read_rows
from graft.training.stepping import LOOKED_AT
from graft.training.tuning import Lesson, begin_with_convex_head, tune


@dataclass(frozen=True)
class Learnt:
    """What a run has made."""

    backbone: Backbone
    """The one it started from, or the new one."""
    head: Made
    domain: Domain | None = None
    """The new backbone, to be kept when the version is published."""
    against_scratch: AgainstScratch | None = None
    """The verdict of the training itself, the last of its history's."""


def learn(context: JobContext, learner: Learner, run: Run, lap: Callable[[str], None]) -> Learnt:
    """Do the run's training; ``lap`` is told when the pictures have been looked at.

    Raises:
        GraftError: as the strategies' functions tell; see :mod:`graft.training.tuning`.
    """
    given = strategies.parse(run.strategy, run.parameters)
    backbone = catalogue.find(run.backbone, learner.settings)
    if isinstance(given, DomainParameters) and given.source and backbone.source != "domain":
        with context.database.reading() as session:
            backbone = starting.source_backbone(session, learner.settings, given.source)
    training = _Training(context, learner, run, backbone, lap)
    if isinstance(given, HeadParameters):
        return training.dense(given) if given.kind == "dense" else training.head()
    if not strategies.trains_a_network(given):
        return training.head()
    if isinstance(given, FinetuneParameters):
        return training.finetune(given)
    if isinstance(given, WarmstartParameters):
        return training.warmstart(given)
    return training.whole(given)


def folder_of(learner: Learner, run_id: str) -> Path:
    """What a training in progress keeps: decoded pictures, its checkpoint."""
    return learner.home.runs / run_id


def tidy(context: JobContext, learner: Learner, run_id: str) -> None:
    """Remove the run's folder, unless another worker has taken the job over and goes on in it."""
    with context.database.reading() as session:
        mine = session.get_one(Attempt, context.attempt_id).ended_at is None
    if mine:
        shutil.rmtree(folder_of(learner, run_id), ignore_errors=True)


def _last(history: dict[str, Any]) -> AgainstScratch | None:
    """The last verdict of a training's history."""
    twin = history.get("twin")
    return AgainstScratch(**twin[-1]) if twin else None


class _Training:
    """One run at work."""

    def __init__(
        self, context: JobContext, learner: Learner, run: Run, backbone: Backbone, lap: Callable[[str], None]
    ) -> None:
        self.context, self.learner, self.run, self.backbone = context, learner, run, backbone
        self.lap = lap
        self.settings = learner.settings
        self.folder = folder_of(learner, run.id)
        self.examples = read_examples(run)

    def head(self) -> Learnt:
        """11.3.1: the head on kept feature vectors."""
        trained = train_by_task(
            self.run,
            self.examples,
            self._features(),
            lambda done, total: self.context.progress("train", done, total, "Training the head"),
            self.context.stop.is_set,
        )
        return Learnt(self.backbone, trained)

    def dense(self, given: HeadParameters) -> Learnt:
        """11.3.1, on request: a head with a hidden layer, on kept feature vectors."""
        objective = self._objective()  # before the features: it may refuse the examples
        return Learnt(self.backbone, train_dense(objective, self._features(), given, self._hooks([])))

    def finetune(self, given: FinetuneParameters) -> Learnt:
        """11.3.2 and 11.3.3: the head first, then group by group; the head alone if that was no use."""
        features = self._features()
        lesson = self._lesson(self.backbone)
        network = self._network(self.backbone, lesson)
        plan = phases.from_the_top(self._names(network), given)
        hooks = self._with_twin(network, self.backbone, lesson, given, self._hooks(self._earlier()))
        begin_with_convex_head(network, lesson, features, hooks)
        tuned = tune(network, plan, lesson, hooks, counts_as_it_is=True)
        learnt = self.head() if tuned.head is None else self._made(network, self.backbone, tuned.head)
        return replace(learnt, against_scratch=_last(tuned.history))

    def whole(self, given: RebuildParameters | ScratchParameters) -> Learnt:
        """11.1.3, 11.2.2 and 11.3.5: all of the network at once."""
        row, pretrained = self.backbone, False
        if isinstance(given, RebuildParameters):
            side = given.size or self.backbone.input.size[0]
            row = replace(catalogue.at_side(self.backbone, side), pooling=given.pooling)
            pretrained = given.weights == "pretrained"
        return self._train_all(row, given, self._earlier(), pretrained=pretrained)

    def warmstart(self, given: WarmstartParameters) -> Learnt:
        """11.3.4: an early checkpoint of the source, then everything on the target."""
        source, done = self._earlier(), []
        row = self.backbone
        payload = self.context.job.payload.get("source")
        if payload is None:
            with self.context.database.reading() as session:
                row = starting.source_backbone(session, self.settings, given.source)
        elif (made := self._early_row(payload)) is not None:
            row, done = made, source
        else:
            row, done = self._early(given, payload)
        return self._train_all(row, given, done)

    def _early_row(self, payload: dict[str, Any]) -> Backbone | None:
        """The early checkpoint, if this run has made it before it was taken up again."""
        wanted = f"{domains.slug(payload['project'])}-early"
        for domain in domains.kept(self.settings).values():
            if domain.run == self.run.id and domain.name.startswith(wanted):
                return catalogue.find(domain.name, self.settings)
        return None

    def _early(
        self, given: WarmstartParameters, payload: dict[str, Any]
    ) -> tuple[Backbone, list[dict[str, Any]]]:
        """The source's epochs; their backbone is kept, and their phases are told."""
        task, target = payload["task"], payload["target"]
        examples = read_rows(task, payload["examples"])
        pretrained = given.weights == "pretrained"
        lesson = Lesson(
            objective_of(task, examples, payload["classes"], target, self.run.seed),
            self._pixels(examples, self.backbone, "source-pixels.npy"),
            self.folder / "source",
        )
        network = self._network(self.backbone, lesson, pretrained=pretrained)
        tuned = tune(network, phases.early(self._names(network), given), lesson, self._hooks([]))
        name = f"{domains.slug(payload['project'])}-early"
        domain, row = self._domain(network, self.backbone, name, payload["project"])
        domains.keep(domain, self.settings)
        return row, tuned.history["phases"]

    def _train_all(
        self, row: Backbone, given: Any, before: list[dict[str, Any]], *, pretrained: bool = True
    ) -> Learnt:
        lesson = self._lesson(row)
        network = self._network(row, lesson, pretrained=pretrained)
        plan = phases.everything(self._names(network), given)
        hooks = self._hooks(before)
        if pretrained and not isinstance(given, ScratchParameters):
            hooks = self._with_twin(network, row, lesson, given, hooks)
        tuned = tune(network, plan, lesson, hooks)
        assert tuned.head is not None, "there is nothing that it had to beat"
        return replace(self._made(network, row, tuned.head), against_scratch=_last(tuned.history))

    def _with_twin(self, network: Network, row: Backbone, lesson: Lesson, given: Any, hooks: Hooks) -> Hooks:
        """The hooks, with the twin from random weights in them where one was asked for and can be built."""
        if not given.twin_epochs or row.builder == "hub":  # a module has nothing without its own weights
            return hooks

        def build_twin() -> Network:
            return self._network(row, lesson, pretrained=False)

        return ScratchTwin(network, build_twin, lesson, given, hooks).beside()

    def _features(self) -> np.ndarray:
        self.learner.prepare(
            self.backbone,
            lambda detail, part: self.context.progress("prepare", round(100 * part), 100, detail),
        )
        features = self.learner.features(
            self.backbone,
            [row.sha256 for row in self.examples],
            lambda done, total: self.context.progress("embed", done, total, "Looking at the pictures"),
        )
        self.lap("embed")
        return features

    def _objective(self) -> Objective:
        run = self.run
        return objective_of(run.task, self.examples, run.classes, run.target, run.seed)

    def _lesson(self, row: Backbone) -> Lesson:
        objective = self._objective()  # before the pictures: it may refuse them
        return Lesson(objective, self._pixels(self.examples, row, "pixels.npy"), self.folder)

    def _pixels(self, examples: Sequence[ExampleRef], row: Backbone, name: str) -> np.ndarray:
        return decode_all(
            [example.sha256 for example in examples],
            self.learner.home.blobs.read,
            row.input,
            self.settings.pixels,
            self.folder / name,
            lambda done, total: self.context.progress("decode", done, total, "Reading the pictures"),
            self.context.stop.is_set,
        )

    def _network(self, row: Backbone, lesson: Lesson, *, pretrained: bool = True) -> Network:
        """A network of its own: what the learner keeps warm is not to be changed."""
        seeded(self.run.seed)
        model = build(row, self.settings, weights=pretrained)
        if not pretrained:
            settle(model, self._some(lesson).astype(np.float32))
        return Network(model, parts(model, row), lesson.objective.outputs, self.run.seed)

    def _some(self, lesson: Lesson) -> np.ndarray:
        """Pictures for the first statistics of batch normalisation.

        The builder's own, 0 and 1, would weigh on what the network says for dozens of steps.
        """
        rows = np.random.default_rng([self.run.seed, 6]).permutation(lesson.objective.division.train)
        return lesson.pixels[np.sort(rows[:LOOKED_AT])]

    def _names(self, network: Network) -> list[str]:
        return [group.name for group in network.groups]

    def _earlier(self) -> list[dict[str, Any]]:
        """Phases of a source that an earlier try has told."""
        history = self.run.history or {}
        return [row for row in history.get("phases", []) if row["name"] == "source"]

    def _hooks(self, before: list[dict[str, Any]]) -> Hooks:
        def keep(history: dict[str, Any]) -> None:
            with self.context.database.session() as session:
                row = session.get_one(Run, self.run.id)
                row.history = {**history, "phases": [*before, *history["phases"]]}

        return Hooks(
            lambda done, total, words: self.context.progress("train", done, total, words),
            keep,
            self.context.stop.is_set,
        )

    def _made(self, network: Network, row: Backbone, head: Made) -> Learnt:
        """The new backbone: its weights are kept now, its row when the version is published."""
        with self.context.database.reading() as session:
            project = session.get_one(Project, self.run.project_id)
            newest = session.scalar(select(func.max(Version.number)).where(Version.project_id == project.id))
        name = f"{domains.slug(project.name)}-v{(newest or 0) + 1}"
        domain, made = self._domain(network, row, name, project.name)
        return Learnt(made, head, domain)

    def _domain(self, network: Network, row: Backbone, name: str, project: str) -> tuple[Domain, Backbone]:
        network.backbone.trainable = False
        taken = {known.name: known for known in catalogue.all_backbones(self.settings)}
        root = self.backbone.origin["architecture"] if self.backbone.origin else self.backbone.name
        domain = Domain(
            name=domains.free_name(name, self.run.id, taken, self.settings),
            architecture=root,
            size=row.input.size[0],
            pooling=row.pooling,
            features=len(network.kernel.numpy()),
            sha256=domain_weights.save(network.backbone, self.learner.home.domains),
            project=project,
            strategy=self.run.strategy,
            run=self.run.id,
        )
        return domain, domain.row(row)
