from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
from sqlalchemy.orm import Session

from graft.exporting.artifacts import Artifact, keep
from graft.releases.manifest import Parts
from graft.storage.home import Home
from graft.storage.tables import Job, Project, Run

CLASSES = [{"id": "aaaaaaaaaaaa", "name": "miso"}, {"id": "bbbbbbbbbbbb", "name": "ramen <b>"}]

EVALUATION = {
    "accuracy": 0.75,
    "interval": [0.3, 0.95],
    "examples": 4,
    "per_class": [
        {"class_id": CLASSES[0]["id"], "precision": 0.75, "recall": 1.0, "f1": 0.857, "examples": 3},
        {"class_id": CLASSES[1]["id"], "precision": None, "recall": 0.0, "f1": 0.0, "examples": 1},
    ],
    "confusion": [[3, 0], [1, 0]],
    "nll": 0.7,
    "ece": 0.1,
}


@pytest.fixture
def session(database) -> Iterator[Session]:
    with database.session() as session:
        yield session


@pytest.fixture
def project(session) -> Project:
    project = Project(name="Noodles")
    session.add(project)
    session.flush()
    return project


@pytest.fixture
def new_run(session, project) -> Callable[[], Run]:
    def make() -> Run:
        job = Job(kind="train", project_id=project.id, payload={})
        session.add(job)
        session.flush()
        run = Run(
            project_id=project.id,
            job_id=job.id,
            strategy="head",
            backbone="mobilenet_v2_035_224",
            seed=7,
            classes=CLASSES,
            examples=[],
        )
        session.add(run)
        session.flush()
        return run

    return make


def model_files(home: Home, kind: str, weights: bytes) -> Artifact:
    def write(folder):
        (folder / "model.json").write_text('{"format": "graph-model"}')
        (folder / "group1-shard1of1.bin").write_bytes(weights)

    return keep(home.artifacts / kind, write)


@pytest.fixture
def parts(home) -> dict:
    """What a training made, as JSON, with its files in the home folder."""
    return {
        "input": {"size": [224, 192], "fit": "crop", "filter": "triangle", "scale": 1 / 128, "offset": -1},
        "backbone": {
            "name": "mobilenet_v2_035_224",
            "sha256": model_files(home, "backbones", b"backbone" * 50_000).sha256,
            "licence": "Apache-2.0",
            "features": 1280,
            "outputs": {"maps": "maps", "vector": "vector"},
        },
        "head": {"sha256": model_files(home, "heads", b"head").sha256},
        "calibration": {"temperature": 1.25},
        "unknown": {"threshold": 0.4},
        "metrics": {"test": None, "cross_validation": deepcopy(EVALUATION)},
        "parity": {"max_difference": 1.5e-6, "probes": 8, "tolerance": 0.001, "runtime": "tfjs 4.22.0 wasm"},
        "seconds": 0.41,
    }


@pytest.fixture
def made(parts) -> Parts:
    return Parts.model_validate(parts)
