import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.jobs.tiny_graft import TinyGraft, models_folder, write_pictures

from graft.jobs.learner import Learner


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return models_folder(tmp_path_factory.mktemp("tiny") / "models")


@pytest.fixture
def tiny(settings, home, database, tiny_models) -> Iterator[TinyGraft]:
    """An installation with a tiny backbone."""
    settings = replace(settings, models_dir=tiny_models)
    with contextlib.closing(Learner(settings, home, database)) as learner:
        yield TinyGraft(settings, home, database, learner)


@pytest.fixture
def colours(tiny, tmp_path) -> str:
    """A project that tells red, green and blue."""
    return tiny.project("Colours", write_pictures(tmp_path / "colours", ("red", "green", "blue")))
