"""Parity: before a version is published, TensorFlow.js and Keras look at the same pictures.

Node runs the page's own preprocessing and the exported graphs on whole pictures; Keras runs the
network it was exported from on what Pillow makes of them. Nothing is shared but the pictures.
"""

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import tf_keras as keras
from PIL import Image

from graft.backbones.preprocessing import Preprocessing, prepare
from graft.errors import ParityFailed
from graft.exporting.backbone import ExportedBackbone
from graft.exporting.head import ExportedHead, HeadWeights, rehearse_export
from graft.exporting.node import NodeProgram
from graft.releases.manifest import Parity
from graft.settings import Settings
from graft.storage.files import write_aside

TOLERANCE = 1e-3
"""Largest difference of any probability; of a number, in standard deviations of the values."""
PROBES = 8
"""Pictures of the project that are compared."""
ROUNDS = 3
"""How often each picture is looked at when time is taken."""
REMEMBERED = 4000
"""Node is started anew after so many vectors: it keeps twice as many before it forgets the first."""

Probe = tuple[str, Callable[[], Image.Image]]
"""SHA-256 of an image, and how to get its upright RGB pixels."""


class Labelled(Protocol):
    """An example, as far as probes are chosen by it."""

    @property
    def class_id(self) -> str | None: ...  # noqa: D102
    @property
    def sha256(self) -> str: ...  # noqa: D102


Example = TypeVar("Example", bound=Labelled)


def choose_probes(examples: Iterable[Example], count: int = PROBES) -> list[Example]:
    """Up to ``count`` examples spread over the classes; the same ones until the examples change."""
    classes: dict[str, list[Example]] = {}
    for example in sorted(examples, key=lambda example: (example.class_id or "", example.sha256)):
        classes.setdefault(example.class_id or "", []).append(example)
    rounds = chain.from_iterable(zip_longest(*classes.values()))
    return list(islice((example for example in rounds if example is not None), count))


class ParityRunner:
    """Compares exported models with Keras. One thread at a time may use it.

    Both sides keep the feature vectors of pictures they saw: the backbone doesn't change, so that
    another head costs milliseconds.
    """

    def __init__(self, settings: Settings) -> None:
        self._node = NodeProgram(settings.web_dir / "dist-node" / "parity.js")
        self._folder = tempfile.TemporaryDirectory(prefix="graft-probes-")
        self._known: set[tuple[Path, str]] = set()
        """Backbone and picture whose vector the running Node has kept."""
        self._vectors: dict[tuple[str, str], np.ndarray] = {}
        self._sizes: dict[str, tuple[int, int]] = {}

    def warm(self) -> str:
        """Start Node, and tell which TensorFlow.js it runs.

        Raises:
            ParityUnavailable: It can't be started.
        """
        return str(self._node.ask("hello")["runtime"])

    def rehearse(
        self,
        backbone: ExportedBackbone,
        model: Callable[[], keras.Model],
        preprocessing: Preprocessing,
        probes: Sequence[Probe] = (),
        classes: int = 2,
    ) -> None:
        """Have both sides load the network and look at ``probes``, so that training needn't.

        For idle moments: with the next training's probes and how many classes its head will have, or with
        none when a backbone is new.

        Raises:
            ConversionFailed, ParityUnavailable: As the training itself would fail.
        """
        height, width = preprocessing.size
        probes = probes or [("blank", lambda: Image.new("RGB", (width, height)))]
        vectors = self._in_keras(backbone, model, preprocessing, probes)
        folder = Path(self._folder.name) / f"head-{vectors.shape[1]}-{classes}"
        if not folder.exists():
            rehearse_export(vectors.shape[1], classes, folder)
        head = ExportedHead("rehearsal", folder, 0)
        self._in_node(backbone, head, preprocessing, probes)
        self.said(backbone, head, preprocessing)

    def milliseconds(
        self, manifest: Mapping[str, Any], folders: tuple[Path, Path], probes: Sequence[Probe]
    ) -> float:
        """How long the page's code takes for one picture, from its pixels to its probabilities, once warm.

        Measured in Node: TensorFlow.js' wasm backend in one thread, the median over ``probes``, thrice
        each. A browser with threads or a graphics card is quicker, but no two of them alike.

        Args:
            manifest: of the version that is timed.
            folders: of its exported backbone and of its head.
            probes: pictures, one or more.

        Raises:
            ParityUnavailable: TensorFlow.js could not be asked.
        """
        try:
            for probe in probes:
                self._write(*probe)
            answer = self._node.ask(
                "time",
                backbone=str(folders[0]),
                head=str(folders[1]),
                input=manifest["input"],
                outputs=manifest["backbone"]["outputs"],
                pictures=[self._request(sha256) for sha256, _ in probes],
                rounds=ROUNDS,
            )
        finally:
            for sha256, _ in probes:
                self._path(sha256).unlink(missing_ok=True)
        return float(answer["milliseconds"])

    def close(self) -> None:
        """End Node and remove what was written for it."""
        self._node.close()
        self._folder.cleanup()

    def check(
        self,
        backbone: ExportedBackbone,
        head: ExportedHead,
        model: Callable[[], keras.Model],
        weights: HeadWeights,
        preprocessing: Preprocessing,
        probes: Sequence[Probe],
    ) -> Parity:
        """Compare ``backbone`` and ``head`` in TensorFlow.js with ``model`` and ``weights`` in Keras.

        Args:
            backbone: The exported network, and
            head: the exported head: what would be published.
            model: Gives the network in Keras: float32[N, h, w, 3] in [0, 255] to maps and vector.
                Called when a probe is new.
            weights: The head as it was trained.
            preprocessing: Of the network.
            probes: Pictures of the project, one or more; decoded when new.

        Raises:
            ParityFailed: A probability differs by more than :data:`TOLERANCE`, or is no number.
            ParityUnavailable: TensorFlow.js could not be asked.
        """
        # Node first: it complains of what is missing before Keras has spent seconds.
        found = self._in_node(backbone, head, preprocessing, probes)
        expected = weights.outputs(self._in_keras(backbone, model, preprocessing, probes))
        difference = _largest_difference(found, expected) / weights.deviation
        if not difference <= TOLERANCE:
            raise ParityFailed(
                f"The exported model must agree with Keras within {TOLERANCE:g} in every "
                f"{'probability' if weights.deviation == 1 else 'value, in standard deviations'}. "
                f"They differ by {difference:.2g} on {len(probes)} pictures of the project. "
                "Nothing was published; the version before it stays in use.",
                max_difference=difference if np.isfinite(difference) else None,
                tolerance=TOLERANCE,
                probes=[sha256 for sha256, _ in probes],
            )
        return Parity(max_difference=difference, probes=len(probes), tolerance=TOLERANCE, runtime=self.warm())

    def said(
        self, backbone: ExportedBackbone, head: ExportedHead, preprocessing: Preprocessing
    ) -> tuple[str, list[float] | None]:
        """What TensorFlow.js says of the page's own probes: a file beside the backbone's, and the head.

        By them a browser knows that its own engine says the same before it has loaded TensorFlow.js. They are
        told by the network's files and are no part of them: the name of the folder stays.

        Returns:
            The file's name, and the head's outputs; none where a number is too large to be told.

        Raises:
            DiskFull: No space left.
            ParityUnavailable: TensorFlow.js could not be asked.
        """
        answer = self._ask("probe", backbone, head, preprocessing)
        path = backbone.folder / answer["file"]
        if not path.exists():
            with write_aside(path) as file:
                file.write(np.array(answer["vectors"], "<f4").tobytes())
            path.chmod(0o644)
        return path.name, None if None in answer["head"] else answer["head"]

    def _ask(
        self,
        operation: str,
        backbone: ExportedBackbone,
        head: ExportedHead,
        preprocessing: Preprocessing,
        **more: Any,
    ) -> dict[str, Any]:
        """Have TensorFlow.js do something with the networks."""
        return self._node.ask(
            operation,
            backbone=str(backbone.folder),
            head=str(head.folder),
            input=preprocessing.as_json(),
            outputs=dict(backbone.outputs),
            **more,
        )

    def _in_node(
        self,
        backbone: ExportedBackbone,
        head: ExportedHead,
        preprocessing: Preprocessing,
        probes: Sequence[Probe],
    ) -> np.ndarray:
        """float64[n, k]: what the page would say of the probes. NaN where it gives no number."""
        if len(self._known) > REMEMBERED:
            self._node.close()
        if self._node.start():
            self._known.clear()
        new = [probe for probe in probes if (backbone.folder, probe[0]) not in self._known]
        try:
            for probe in new:
                self._write(*probe)
            pictures = [self._request(sha256) for sha256, _ in probes]
            answer = self._ask("predict", backbone, head, preprocessing, pictures=pictures)
        finally:
            for sha256, _ in new:
                self._path(sha256).unlink(missing_ok=True)
        self._known.update((backbone.folder, sha256) for sha256, _ in new)
        return np.array(answer["probabilities"], dtype=np.float64)

    def _path(self, sha256: str) -> Path:
        return Path(self._folder.name) / f"{sha256}.rgb"

    def _write(self, sha256: str, read: Callable[[], Image.Image]) -> None:
        """The picture's pixels as a file: some tens of megabytes, removed when Node has seen it."""
        image = read()
        self._sizes[sha256] = image.size
        self._path(sha256).write_bytes(image.tobytes())

    def _request(self, sha256: str) -> dict[str, Any]:
        width, height = self._sizes[sha256]
        return {"path": str(self._path(sha256)), "width": width, "height": height}

    def _in_keras(
        self,
        backbone: ExportedBackbone,
        model: Callable[[], keras.Model],
        preprocessing: Preprocessing,
        probes: Sequence[Probe],
    ) -> np.ndarray:
        """float32[n, C]: the probes' feature vectors by Keras."""
        new = [probe for probe in probes if (backbone.fingerprint, probe[0]) not in self._vectors]
        if new:
            images = np.stack([prepare(read(), preprocessing) for _, read in new]).astype(np.float32)
            _, vectors = model()(images, training=False)
            for (sha256, _), vector in zip(new, np.asarray(vectors), strict=True):
                self._vectors[backbone.fingerprint, sha256] = vector
        return np.stack([self._vectors[backbone.fingerprint, sha256] for sha256, _ in probes])


def _largest_difference(found: np.ndarray, expected: np.ndarray) -> float:
    """Largest absolute difference; not a number where a probability isn't, or is missing."""
    if found.shape != expected.shape:
        return float("nan")
    return float(np.max(np.abs(found - expected)))
