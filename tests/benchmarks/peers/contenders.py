"""Who takes part: Graft's engines, and each peer as its documentation tells a user to use it."""

from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.peers.networks import CLASSES

from graft.backbones.catalogue import Backbone

FLOAT, BYTES = 1e-3, 0.3
"""How far probabilities may be from Graft's where nothing is scaled; eight bits are far off by nature."""
PACKAGES = (
    "@litertjs/core",
    "onnxruntime-web",
    "@mediapipe/tasks-vision",
    "tfjs-today",
    "@tensorflow/tfjs-backend-wasm",
)


@dataclass(frozen=True)
class Contender:
    """A page that answers frames."""

    name: str
    module: str
    """In the folder ``page``."""
    given: dict[str, Any] = field(hash=False)
    kind: str
    """``graft``, ``float`` or ``int8``."""

    @property
    def tolerance(self) -> float:
        """Largest difference of a probability from Graft's."""
        return BYTES if self.kind == "int8" else FLOAT


def contenders(backbone: Backbone, script: str) -> list[Contender]:
    """All of them for one network, whose files lie under its name; ``script`` is Graft's worker."""
    files, side = f"/artifacts/{backbone.name}", backbone.input.size[0]
    lite = {"side": side, "model": f"{files}/float.tflite"}
    return [
        *(_graft(backbone, script, name, threads) for name, threads in GRAFT.items()),
        Contender("LiteRT.js, float, threads", "litert.js", lite, "float"),
        Contender(
            "LiteRT.js, int8, threads",
            "litert.js",
            {"side": side, "model": f"{files}/int8.tflite", "bytes": True},
            "int8",
        ),
        Contender(
            "ONNX Runtime Web, wasm, threads",
            "onnx.js",
            {"side": side, "model": f"{files}/network.onnx"},
            "float",
        ),
        Contender(
            "MediaPipe image classifier, CPU",
            "mediapipe.js",
            {"classes": CLASSES, "model": f"{files}/mediapipe.tflite"},
            "float",
        ),
        Contender(
            "TensorFlow.js graph model, wasm, threads, on the page",
            "tfjs.js",
            {"side": side, "model": f"{files}/graph/model.json", "backend": "wasm"},
            "float",
        ),
        Contender(
            "TensorFlow.js layers model as shipped (webgl, drawn by the processor)",
            "tfjs.js",
            {"side": side, "model": f"{files}/layers/model.json", "layers": True},
            "float",
        ),
    ]


GRAFT = {"Graft, 2 threads": 2, "Graft, 1 thread": 1, "Graft without its fast lane": 0}
"""How many threads the device is told it chose for the fast lane; 0 is TensorFlow.js on wasm."""


def _graft(backbone: Backbone, script: str, name: str, threads: int) -> Contender:
    manifest = _manifest(backbone, f"{backbone.name}-{threads}")
    return Contender(name, "graft.js", {"manifest": manifest, "threads": threads, "script": script}, "graft")


def _manifest(backbone: Backbone, key: str) -> dict[str, Any]:
    """As much of a manifest as the worker reads."""
    return {
        "version": 1,
        "classes": [{"id": str(i), "name": str(i)} for i in range(CLASSES)],
        "input": backbone.input.as_json(),
        "backbone": {
            "sha256": key,
            "model": f"{backbone.name}/backbone/model.json",
            "features": backbone.features,
            "outputs": {"maps": "maps", "vector": "vector"},
        },
        "head": {"sha256": key, "model": f"{backbone.name}/head/model.json"},
        "unknown": {"threshold": 0},
    }
