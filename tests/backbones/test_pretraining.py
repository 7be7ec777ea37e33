"""A backbone is trained from a recipe: it learns what can be learnt, only that, and survives a kill."""

import json
import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from graft.backbones import pretraining
from graft.backbones.embedded import load_weights
from graft.backbones.graftnet import build_graftnet
from graft.backbones.recipes import Recipe
from graft.errors import BadParameter, EmptyArchive, FileAbsent, NotAnArchive, WeightsAbsent

RECIPE = """
name = "tiny_trial"
variant = "tiny"
size = 32
seed = 3

rate = 1e-2
warmup = 4
average = 0.9
checkpoint = 3
{more}

[[data]]
path = "{path}"
split = "train"
validation = "val"
size = 32
views = 2

[[phases]]
epochs = 2
batch = 16
sizes = [32, 64]

[[phases]]
epochs = 2
batch = 16
sizes = [32]
decay = true
"""


class Told(list):
    """Progress as it was told: (words, done, total)."""

    def __call__(self, words: str, done: int, total: int | None) -> None:
        self.append((words, done, total))

    def accuracies(self) -> list[float]:
        return [float(words.split(": ")[1].split("%")[0]) for words, *_ in self if "held-out" in words]


class Killed(BaseException):
    """Stands in for a power cut: nothing may catch it."""


def write_set(path: Path, paint, counts=(("train", 48), ("val", 32))) -> None:
    """A zip file ``split/class/file`` of two classes; ``paint(class, random)`` gives uint8[40, 48, 3]."""
    random = np.random.default_rng(5)
    with zipfile.ZipFile(path, "w") as archive:
        for split, count in counts:
            for number in range(count):
                for name in ("red", "blue"):
                    file = BytesIO()
                    Image.fromarray(paint(name, random)).save(file, "PNG")
                    archive.writestr(f"{split}/{name}/{number:03d}.png", file.getvalue())


def colour(name: str, random: np.random.Generator) -> np.ndarray:
    strong = np.uint8([200, 40, 40] if name == "red" else [40, 40, 200])
    return (strong + random.integers(0, 40, (40, 48, 3))).astype(np.uint8)


def noise(name: str, random: np.random.Generator) -> np.ndarray:
    return random.integers(0, 256, (40, 48, 3)).astype(np.uint8)


def write_recipe(folder: Path, path: str, more: str = "") -> Path:
    recipe = folder / "recipe.toml"
    recipe.write_text(RECIPE.format(path=path, more=more))
    return recipe


def losses(out: Path) -> list[list[float]]:
    return [json.loads(line) for line in (out / "losses.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_set(folder / "colours.zip", colour)
    write_set(folder / "noise.zip", noise)
    return folder


@pytest.fixture(scope="module")
def trained(data, tmp_path_factory) -> tuple[Path, Path, Told]:
    """(work folder, finished backbone's folder, progress) of an undisturbed run on colours."""
    out, told = tmp_path_factory.mktemp("run"), Told()
    target = pretraining.train(write_recipe(out, "colours.zip"), out, told, data_dir=data)
    return out, target, told


def test_plain_colours_are_learnt(trained):
    assert trained[2].accuracies()[-1] > 90


def test_noise_is_not_learnt(data, tmp_path):
    told = Told()
    pretraining.train(write_recipe(tmp_path, "noise.zip"), tmp_path, told, data_dir=data)
    assert 25 < told.accuracies()[-1] < 75


def test_the_finished_network_gives_vectors_that_tell_the_colours_apart(trained):
    network = load_weights(build_graftnet("tiny", 32), trained[1])
    random = np.random.default_rng(11)
    red, blue = (
        np.stack([colour(name, random)[:32, :32] for _ in range(8)]).astype(np.float32)
        for name in ("red", "blue")
    )
    red, blue = network(red)[1].numpy(), network(blue)[1].numpy()
    assert np.linalg.norm(red.mean(0) - blue.mean(0)) > 3 * (red.std(0).mean() + blue.std(0).mean())


def test_the_recipe_stands_beside_the_weights(trained):
    out, target, _ = trained
    assert Recipe.read(target / "recipe.toml") == Recipe.read(out / "recipe.toml")


CYCLE = """
[[phases]]
epochs = 1
batch = 16
sizes = [64]
rate = 5e-3

[[phases]]
epochs = 2
batch = 16
sizes = [64]
rate = 5e-3
decay = true
"""


def test_a_finished_training_can_be_given_a_second_cycle(trained, data, tmp_path):
    whole, further = tmp_path / "whole", tmp_path / "further"
    shutil.copytree(trained[0], further)
    for out in (whole, further):
        out.mkdir(exist_ok=True)
        recipe = write_recipe(out, "colours.zip")
        recipe.write_text(recipe.read_text() + CYCLE)
        pretraining.train(recipe, out, Told(), data_dir=data)
    assert losses(further)[: len(losses(trained[0]))] == losses(trained[0])
    assert losses(further) == losses(whole)


def test_each_cycle_begins_at_its_own_rate_and_ends_near_nothing(tmp_path):
    path = write_recipe(tmp_path, "colours.zip")
    path.write_text(path.read_text() + CYCLE)
    ends = [10, 20, 30, 40, 50, 60, 70]
    rates = [pretraining.learning_rate(Recipe.read(path), step, ends) for step in range(70)]
    assert rates[4:21] == [1e-2] * 17
    assert rates[39] < 1e-4
    assert rates[40:51] == [5e-3] * 11
    assert rates[69] < 1e-4
    assert sorted(rates[20:40], reverse=True) == rates[20:40]


def test_progress_tells_the_time_left(trained):
    assert (
        any("min left" in words and total for words, _, total in trained[2]) or len(losses(trained[0])) < 25
    )


def test_tensorboard_logs_are_written(trained):
    assert list((trained[0] / "tensorboard").iterdir())


@pytest.mark.parametrize("fatal_step", [1, 8])
def test_a_killed_run_goes_on_with_the_same_losses(trained, data, tmp_path, monkeypatch, fatal_step):
    recipe = write_recipe(tmp_path, "colours.zip")
    learn = pretraining.Learner.learn

    def dying(self, **given):
        if self.step == fatal_step:
            raise Killed
        return learn(self, **given)

    with monkeypatch.context() as patch:
        patch.setattr(pretraining.Learner, "learn", dying)
        with pytest.raises(Killed):
            pretraining.train(recipe, tmp_path, Told(), data_dir=data)
    pretraining.train(recipe, tmp_path, Told(), data_dir=data)
    np.testing.assert_allclose(losses(tmp_path), losses(trained[0]), rtol=1e-3)


def test_a_folder_serves_as_well_as_a_zip_file(trained, data, tmp_path):
    with zipfile.ZipFile(data / "colours.zip") as archive:
        archive.extractall(tmp_path / "colours")
    pretraining.train(write_recipe(tmp_path, "colours"), tmp_path, Told(), data_dir=tmp_path, until=1)
    steps = len(losses(tmp_path))
    np.testing.assert_allclose(losses(tmp_path), losses(trained[0])[:steps], rtol=1e-3)


def test_a_teacher_without_weights_is_refused(data, tmp_path):
    teacher = '[teacher]\napplication = "MobileNetV2"\nweights = "absent.h5"\nsize = 32'
    with pytest.raises(WeightsAbsent, match=r"absent\.h5"):
        pretraining.train(write_recipe(tmp_path, "colours.zip", teacher), tmp_path, Told(), data_dir=data)


def test_a_teacher_teaches(data, tmp_path):
    """With random weights even: the loss against its features falls."""
    import tf_keras as keras

    keras.utils.set_random_seed(1)
    keras.applications.MobileNetV2(input_shape=(32, 32, 3), weights=None, include_top=False).save_weights(
        tmp_path / "teacher.h5"
    )
    teacher = 'distillation = 1.0\n[teacher]\napplication = "MobileNetV2"\nweights = "teacher.h5"\nsize = 32'
    recipe = write_recipe(tmp_path, "colours.zip", teacher)
    pretraining.train(recipe, tmp_path, Told(), data_dir=data, weights_dir=tmp_path)
    by_teacher = np.array(losses(tmp_path))[:, 3]
    assert by_teacher[-3:].mean() < 0.9 * by_teacher[:3].mean()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("seed = 3", "sead = 3"), "unknown sead"),
        (('name = "tiny_trial"', ""), "missing name"),
        (("sizes = [32]", "sizes = [33]"), "multiples of 32"),
        (("views = 2", "views = 2\nlabelled = false"), "must be labelled"),
        (("rate = 1e-2", "rate = 0.0"), "rates must be above 0"),
        (("decay = true", "decay = true\nrate = -1e-3"), "rates must be above 0"),
        (("[[data]]", "[[data"), "TOML"),
    ],
)
def test_an_impossible_recipe_is_refused(tmp_path, change, words):
    recipe = write_recipe(tmp_path, "colours.zip")
    recipe.write_text(recipe.read_text().replace(*change))
    with pytest.raises(BadParameter, match=words):
        Recipe.read(recipe)


def test_a_recipe_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileAbsent):
        Recipe.read(tmp_path / "recipe.toml")


def test_data_that_are_not_there_are_refused(data, tmp_path):
    with pytest.raises(NotAnArchive):
        pretraining.train(write_recipe(tmp_path, "elsewhere.zip"), tmp_path, Told(), data_dir=data)


def test_data_without_pictures_are_refused(data, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(EmptyArchive):
        pretraining.train(write_recipe(tmp_path, "empty"), tmp_path, Told(), data_dir=tmp_path)
