"""What a worker keeps warm between jobs: networks, their copies, the parity program."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np
import tf_keras as keras
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from graft.backbones import catalogue, classifiers, features
from graft.backbones.builders import build, build_classifier
from graft.backbones.catalogue import Backbone
from graft.backbones.features import Embedder
from graft.backbones.preprocessing import prepare
from graft.datasets import pictures
from graft.errors import GraftError
from graft.exporting.backbone import ExportedBackbone, export_backbone
from graft.exporting.classifier import export_classifier
from graft.exporting.head import ExportedHead, HeadWeights
from graft.exporting.parity import Labelled, ParityRunner, Probe, choose_probes
from graft.releases.manifest import BackbonePart, HeadPart, Outputs, Parity
from graft.settings import Settings
from graft.storage import events
from graft.storage.database import Database
from graft.storage.home import Home
from graft.storage.tables import Example, Feature, Project
from graft.training.splits import ExampleRef

BATCH = 32
"""Pictures embedded between two looks at the queue: about a tenth of a second's work."""
AHEAD = 32 * BATCH
"""Pictures found to be waiting at once: to find them, all of a project's examples are gone through."""

Say = Callable[[str, float], None]
Progress = Callable[[int, int], None]


class Learner:
    """Embeds pictures and exports backbones, each prepared once."""

    def __init__(self, settings: Settings, home: Home, database: Database) -> None:
        self.settings = settings
        self.home = home
        self.database = database
        self.parity = ParityRunner(settings)
        self._models: dict[str, keras.Model] = {}
        self._embedders: dict[str, Embedder] = {}
        self._exported: dict[str, ExportedBackbone] = {}
        self._classifiers: dict[str, keras.Model] = {}
        self._hopeless: set[str] = set()
        self._ahead: dict[tuple[str, str], list[str]] = {}
        """Images found waiting, by project and fingerprint."""

    def close(self) -> None:
        """End the parity program."""
        self.parity.close()

    def model(self, backbone: Backbone) -> keras.Model:
        """The network in Keras: float32[N, h, w, 3] in 0…255 to [maps, vector]."""
        if _key(backbone) not in self._models:
            self._models[_key(backbone)] = build(backbone, self.settings)
        return self._models[_key(backbone)]

    def embedder(self, backbone: Backbone) -> Embedder:
        """The network's fast copy; made on first use, which takes seconds."""
        if _key(backbone) not in self._embedders:
            self._embedders[_key(backbone)] = Embedder(
                backbone, self.settings, self.home, lambda: self.model(backbone)
            )
        return self._embedders[_key(backbone)]

    def exported(self, backbone: Backbone) -> ExportedBackbone:
        """The network as the page loads it; made on first use, which takes seconds."""
        if _key(backbone) not in self._exported:
            self._exported[_key(backbone)] = export_backbone(
                backbone, self.settings, self.home, lambda: self.model(backbone)
            )
        return self._exported[_key(backbone)]

    def classify(self, backbone: Backbone, data: bytes) -> list[dict[str, Any]]:
        """What the pretrained classifier says of a picture file's bytes: ``[{"class", "probability"}]``.

        Raises:
            BadPicture: bytes that can't be decoded.
            WeightsAbsent, WeightsCorrupt, WrongModuleKind: there is no such classifier.
        """
        image = pictures.decode(data, self.settings.pixels)
        values = prepare(image, backbone.input).astype(np.float32)[None]
        probabilities = np.asarray(self._classifier(backbone)(values, training=False))[0]
        return classifiers.ranked(probabilities.tolist(), classifiers.names(backbone, self.settings))

    def export_classifier(self, backbone: Backbone) -> dict[str, Any]:
        """The pretrained classifier as the page loads it: its manifest."""
        return export_classifier(backbone, self.settings, self.home, lambda: self._classifier(backbone))

    def _classifier(self, backbone: Backbone) -> keras.Model:
        if self._classifiers.keys() != {backbone.name}:  # one at a time: some are hundreds of megabytes
            self._classifiers = {backbone.name: build_classifier(backbone, self.settings)}
        return self._classifiers[backbone.name]

    def prepare(self, backbone: Backbone, say: Say) -> None:
        """Have both copies of the network ready, so that the first training is quick."""
        if _key(backbone) in self._embedders and _key(backbone) in self._exported:
            return
        say(f"Preparing {backbone.name}: the fast copy", 0.1)
        self.embedder(backbone).warm()
        say(f"Preparing {backbone.name}: the page's copy", 0.5)
        self.exported(backbone)
        say(f"Preparing {backbone.name}: the first calls", 0.9)
        self._rehearse(backbone, ())

    def _rehearse(self, backbone: Backbone, examples: Sequence[Labelled]) -> None:
        """Do now, while idle, what the next training's check would spend its time on."""
        self.parity.rehearse(
            self.exported(backbone),
            lambda: self.model(backbone),
            backbone.input,
            self._probes(examples),
            max(2, len({example.class_id for example in examples})),
        )

    def _probes(self, examples: Iterable[Labelled]) -> list[Probe]:
        return [(row.sha256, partial(self.picture, row.sha256)) for row in choose_probes(examples)]

    def check(
        self,
        backbone: Backbone,
        head: ExportedHead,
        weights: HeadWeights,
        examples: Sequence[ExampleRef],
    ) -> Parity:
        """Ask TensorFlow.js and Keras about the same pictures of the project.

        Raises:
            ParityFailed: they disagree.
        """
        return self.parity.check(
            self.exported(backbone),
            head,
            lambda: self.model(backbone),
            weights,
            backbone.input,
            self._probes(examples),
        )

    def milliseconds(self, manifest: dict[str, Any], examples: Sequence[ExampleRef]) -> float:
        """What a picture of the project takes in TensorFlow.js; see :meth:`ParityRunner.milliseconds`."""
        folders = (
            self.home.artifacts / "backbones" / manifest["backbone"]["sha256"],
            self.home.artifacts / "heads" / manifest["head"]["sha256"],
        )
        return self.parity.milliseconds(manifest, folders, self._probes(examples))

    def picture(self, sha256: str) -> Image.Image:
        """An image of the store, upright and RGB."""
        return pictures.decode(self.home.blobs.read(sha256), self.settings.pixels)

    def parts(self, backbone: Backbone, head: ExportedHead) -> tuple[BackbonePart, HeadPart]:
        """The manifest's words about the networks, with what TensorFlow.js says of the page's probes."""
        exported = self.exported(backbone)
        file, said = self.parity.said(exported, head, backbone.input)
        part = BackbonePart(
            name=backbone.name,
            sha256=exported.sha256,
            licence=backbone.licence,
            weights=exported.weights,
            features=backbone.features,
            outputs=Outputs(**exported.outputs),
            probes=f"backbones/{exported.sha256}/{file}",
        )
        return part, HeadPart(sha256=head.sha256, weights=head.weights, probe=said)

    def forget(self, backbone: Backbone) -> None:
        """Look at the backbone anew: its weights have come."""
        self._hopeless.discard(backbone.name)
        for kept in (self._models, self._embedders, self._exported):
            kept.pop(_key(backbone), None)

    def prepare_default(self, say: Say) -> None:
        """Prepare the backbone that new projects use."""
        self.prepare(catalogue.default_backbone(self.settings), say)

    def features(self, backbone: Backbone, sha256s: Sequence[str], progress: Progress) -> np.ndarray:
        """float32[n, C]: one feature vector an image, in order; computed where not yet kept."""
        embedder = self.embedder(backbone)
        unique = list(dict.fromkeys(sha256s))
        with self.database.reading() as session:
            missing = features.missing(session, embedder.fingerprint, unique)
        if missing:
            progress(len(unique) - len(missing), len(unique))
        for start in range(0, len(missing), BATCH):
            self._embed(embedder, missing[start : start + BATCH])
            progress(len(unique) - len(missing) + min(start + BATCH, len(missing)), len(unique))
        with self.database.reading() as session:
            return features.load(session, embedder.fingerprint, sha256s)

    def _embed(self, embedder: Embedder, sha256s: Sequence[str]) -> None:
        pictures = [self.home.blobs.read(sha256) for sha256 in sha256s]
        vectors = dict(zip(sha256s, embedder.embed(pictures), strict=True))
        with self.database.session() as session:
            features.save(session, embedder.fingerprint, vectors)

    def embed_some(self, say: Say) -> bool:
        """Embed one batch of pictures that wait for it; False when none does."""
        with self.database.reading() as session:
            projects = list(session.scalars(select(Project).where(Project.removed_at.is_(None))))
        for project in projects:
            backbone = catalogue.choose(project.backbone, self.settings)
            if backbone.name in self._hopeless:
                continue
            try:
                if self._embed_project(project, backbone, say):
                    return True
            except GraftError:
                self._hopeless.add(backbone.name)  # told once; a run of this project tells it again
                raise
        return False

    def _embed_project(self, project: Project, backbone: Backbone, say: Say) -> bool:
        fingerprint = features.fingerprint(backbone, self.settings)
        sha256s = self._waiting(project, fingerprint)
        if not sha256s:
            return False
        self.prepare(backbone, say)
        self._embed(self.embedder(backbone), sha256s)
        with self.database.session() as session:
            events.emit(session, "embedding", project.id, embedded=len(sha256s))
        if len(sha256s) < BATCH:
            self._rehearse(backbone, self._examples(project))
        return True

    def _examples(self, project: Project) -> list[Labelled]:
        """Class and image of each; rows and no objects, since they may be very many."""
        query = select(Example.class_id, Example.sha256).where(
            Example.project_id == project.id, Example.removed_at.is_(None)
        )
        with self.database.reading() as session:
            return list(session.execute(query))  # type: ignore[arg-type]  # rows have these attributes

    def _waiting(self, project: Project, fingerprint: str) -> list[str]:
        """Up to a batch of the project's images that have no feature vector yet."""
        key = project.id, fingerprint
        batch: list[str] = []
        with self.database.reading() as session:
            while not batch and (ahead := self._ahead.get(key) or self._find_waiting(session, *key)):
                batch, self._ahead[key] = ahead[:BATCH], ahead[BATCH:]
                batch = features.missing(session, fingerprint, batch)  # a training may have been quicker
        return batch

    def _find_waiting(self, session: Session, project_id: str, fingerprint: str) -> list[str]:
        known = select(Feature.sha256).where(
            Feature.backbone == fingerprint, Feature.sha256 == Example.sha256
        )
        query = (
            select(Example.sha256)
            .where(Example.project_id == project_id, Example.removed_at.is_(None), ~known.exists())
            .limit(AHEAD)
        )
        return list(session.scalars(query))


def _key(backbone: Backbone) -> str:
    """What a kept network is known by: a domain backbone's name may pass to other weights."""
    return f"{backbone.name} {backbone.weights_file}"
