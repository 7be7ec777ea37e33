"""An installation with a tiny backbone, in which trainings of every strategy take seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from sqlalchemy import select

from graft.backbones import embedded
from graft.backbones.graftnet import build_graftnet
from graft.datasets import imports, projects
from graft.datasets.tasks import REGRESSION, SINGLE_LABEL
from graft.jobs import queue, runs
from graft.jobs.context import JobContext
from graft.jobs.learner import Learner
from graft.jobs.starting import starting_backbone
from graft.jobs.tasks import TASKS
from graft.settings import Settings
from graft.storage.database import Database
from graft.storage.home import Home
from graft.storage.tables import Project, Run, Version
from graft.training.seeds import seeded

CATALOGUE = """
default = ["tiny_plain_32"]

[[family]]
name = "tiny"
source = "embedded"
builder = "graftnet"
row = "tiny_{variant}_{size}"
licence = "Apache-2.0"
weights = "tiny_{variant}_{size}/weights.npz"
least = 32
input = { fit = "crop", filter = "triangle", scale = 0.00784313725490196, offset = -1.0 }
groups = { stem = "stem", block01 = "block01_", maps = "maps" }
variants = [
  { variant = "plain", sizes = { 32 = [] }, features = 64, arguments = { variant = "tiny" } },
]
"""
COLOURS = {"red": (200, 60, 60), "green": (60, 200, 60), "blue": (60, 60, 200), "grey": (130, 130, 130)}


def models_folder(folder: Path) -> Path:
    """A catalogue of one tiny backbone with random weights."""
    folder.mkdir(parents=True)
    (folder / "catalogue.toml").write_text(CATALOGUE)
    seeded(5)
    embedded.save_weights(build_graftnet("tiny", 32), folder / "embedded" / "tiny_plain_32")
    return folder


def write_pictures(
    folder: Path, names: Sequence[str], each: int = 10, *, noise: bool = False, seed: int = 0
) -> Path:
    """Pictures of plain colours with grain, or of noise, as ``split/class/file``."""
    dice = np.random.default_rng([seed, *map(ord, "".join(names))])
    for name in names:
        for number in range(each):
            split = "test" if number % 5 == 0 else "val" if number % 5 == 1 else "train"
            path = folder / split / name / f"{name}-{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            colour = (128, 128, 128) if noise else COLOURS[name]
            grain = dice.normal(0, 60 if noise else 12, (40, 40, 3)) + dice.normal(0, 12)
            Image.fromarray(np.clip(grain + colour, 0, 255).astype(np.uint8)).save(path)
    return folder


def write_listed(folder: Path, task: str, each: int = 60) -> Path:
    """Greys and a listing: how light each is, or whether it is warm, light, both or neither."""
    dice = np.random.default_rng(7)
    folder.mkdir(parents=True)
    lines = ["file,value,split" if task == REGRESSION else "file,labels,split"]
    for number in range(each):
        light, warm = dice.uniform(40, 200), dice.integers(0, 2)
        grain = dice.normal(light, 8, (40, 40, 3)) + warm * np.array([40, 0, -40])
        Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8)).save(folder / f"{number}.png")
        shown = ["warm"] * warm + ["light"] * (light > 120)
        said = f"{light:.1f}" if task == REGRESSION else "|".join(shown) or "-"
        lines.append(f"{number}.png,{said},{('train', 'train', 'train', 'val', 'test')[number % 5]}")
    (folder / "listing.csv").write_text("\n".join(lines))
    return folder


@dataclass
class TinyGraft:
    """It, driven without a server: jobs are done here and now."""

    settings: Settings
    home: Home
    database: Database
    learner: Learner

    def project(self, name: str, folder: Path, task: str = SINGLE_LABEL) -> str:
        """A project with the folder's pictures; its id."""
        with self.database.session() as session:
            project_id = projects.create(session, name, task=task).id
        done = imports.import_path(
            self.database,
            self.home.blobs,
            self.settings,
            project_id,
            folder,
            lambda done, total: None,
            lambda: False,
        )
        assert not done["rejected"]
        return project_id

    def request(
        self, project_id: str, strategy: str, backbone: str | None = None, seed: int = 1, **given: Any
    ) -> tuple[str, str]:
        """Ask for a training; run and job."""
        with self.database.session() as session:
            project = session.get_one(Project, project_id)
            row = starting_backbone(session, self.settings, backbone, strategy, given)
            run, job = runs.request(session, project, row.name, strategy, seed, given)
            return run.id, job.id

    def claim(self) -> JobContext:
        """Take the next job, as a worker does."""
        with self.database.session() as session:
            claimed = queue.claim(session, "w", self.settings)
            assert claimed is not None
            return JobContext(self.database, claimed[0], claimed[1].id)

    def work(self, context: JobContext) -> dict[str, Any]:
        """Do a job that was taken; what fails is raised, and told in the queue."""
        try:
            result = TASKS[context.job.kind](context, self.learner)
        except BaseException:
            with self.database.session() as session:
                queue.finish(session, context.attempt_id, "failed")
            raise
        with self.database.session() as session:
            queue.finish(session, context.attempt_id, "done", result=result)
        return result

    def train(
        self, project_id: str, strategy: str, backbone: str | None = None, **given: Any
    ) -> dict[str, Any]:
        """Ask for a training and do it; the job's result."""
        self.request(project_id, strategy, backbone, **given)
        return self.work(self.claim())

    def run(self, run_id: str) -> Run:
        """The run as it stands."""
        with self.database.reading() as session:
            return session.get_one(Run, run_id)

    def manifest(self, run_id: str) -> dict[str, Any]:
        """Of the version that the run published."""
        with self.database.reading() as session:
            return session.scalars(select(Version).where(Version.run_id == run_id)).one().manifest
