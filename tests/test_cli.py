"""The command line as scripts use it: JSON on standard output, words on standard error, exit status."""

import json
import os
import subprocess
from dataclasses import replace

import pytest
from sqlalchemy import select
from tests.scenes import KINDS, class_folders, jpeg
from tests.server import GRAFT, PATIENCE, wait_for

from graft.datasets import projects
from graft.jobs import queue, runs
from graft.settings import Settings
from graft.storage.database import Database
from graft.storage.home import Home
from graft.storage.tables import Job


@pytest.mark.slow
def test_from_a_folder_of_pictures_to_a_bundle(graft, command, tmp_path):
    folder = class_folders(tmp_path / "pictures", 30)
    (folder / "leaf" / "words.jpg").write_text("these are words")
    (folder / "bowl" / "wrong.jpg").write_bytes(jpeg("leaf", 500))
    imported = json.loads(graft("import", folder, "--project", "Kitchen", "--json").stdout)
    assert (imported["added"], imported["duplicates"]) == (91, 0)
    assert [(row["file"], row["code"]) for row in imported["rejected"]] == [
        ("leaf/words.jpg", "not_a_picture")
    ]
    again = json.loads(command("import", folder, "--project", "Kitchen", "--json").stdout)
    assert (again["added"], again["duplicates"]) == (0, 91)

    trained = json.loads(graft("train", "Kitchen", "--seed", 3, "--json").stdout)
    assert (trained["version"], trained["strategy"]) == (1, "head")
    test = trained["metrics"]["test"]
    assert test["accuracy"] >= 0.8
    names = {row["id"]: row["name"] for row in trained["classes"]}
    assert {names[row["class_id"]] for row in test["per_class"]} == set(KINDS)
    assert test["interval"][0] <= test["accuracy"] <= test["interval"][1]
    assert trained["seconds"]["total"] > 0
    mistaken = {row["picture"]: row for row in json.loads(command("mistakes", "Kitchen", "--json").stdout)}
    assert (mistaken["wrong.jpg"]["class"], mistaken["wrong.jpg"]["said"]) == ("bowl", "leaf")
    assert "wrong.jpg: bowl, taken for leaf" in command("mistakes", "Kitchen", "--version", 1).stdout

    new = tmp_path / "new.jpg"
    new.write_bytes(jpeg("bowl", 999))
    (answer,) = json.loads(graft("predict", "Kitchen", new, "--json").stdout)
    assert (answer["picture"], answer["version"]) == (str(new), 1)
    assert answer["predictions"][0]["class"] == "bowl"
    assert sum(row["probability"] for row in answer["predictions"]) == pytest.approx(1)

    command("export", "Kitchen", "--format", "bundle", "--out", tmp_path / "bundle")
    impossible = command("export", "Kitchen", "--out", new / "bundle", status=1)
    assert f"{str(new)!r}. Nothing was lost." in " ".join(impossible.stderr.split())
    assert "no version 9" in command("predict", "Kitchen", new, "--version", "9" * 30, status=1).stderr
    manifest = json.loads((tmp_path / "bundle" / "manifest.json").read_text())
    for part in ("backbone", "head"):
        assert (tmp_path / "bundle" / manifest[part]["model"]).is_file()
    assert [row["name"] for row in manifest["classes"]] == sorted(KINDS)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("train", "Nothing"), "Nothing"),
        (("predict", "Nothing", "picture.jpg"), "picture.jpg"),
        (("export", "Nothing", "--out", "x"), "Nothing"),
        (("import", "nowhere", "--project", "x"), "nowhere"),
        (("backbone", "show", "mobilenet_v2_035_225"), "mobilenet_v2_035_224"),
        (("backbone", "show", "vgg16_31"), "32 × 32"),
        (("backbone", "fetch", "https://tfhub.dev/google/tfjs-model/x/1"), "TensorFlow.js"),
        (("predict", "--pretrained", "resnet50_224", __file__), "graft backbone fetch resnet50_224 --top"),
        (("predict", "--pretrained", "resnet50_224", "nowhere.jpg"), "nowhere.jpg"),
        (("predict", "--pretrained", "nothing_224", __file__), "Near it"),
        (("verdict", "Nothing"), "Nothing"),
        (("advise", "Nothing"), "Nothing"),
        (("compare", "Nothing", "--backbones", "a,b"), "Nothing"),
    ],
)
def test_what_fails_says_why_and_exits_with_one(command, arguments, words):
    assert words in command(*arguments, status=1).stderr


def left_behind(command, tmp_path, lease: float) -> Database:
    """A project that a worker trains which gives no more signs of life."""
    command("import", class_folders(tmp_path / "pictures", 4), "--project", "Kitchen")
    settings = replace(Settings(home=command.home), lease_seconds=lease)
    database = Database(Home(command.home).database_url)
    with database.session() as session:
        runs.request(session, projects.find(session, "Kitchen"), "graftnet_small_160", "head")
        assert queue.claim(session, "dead", settings)
    return database


def test_a_training_left_behind_is_cancelled_by_its_projects_name(command, tmp_path):
    left_behind(command, tmp_path, 0).close()
    assert "graft cancel 'Kitchen'" in command("train", "Kitchen", status=1).stderr
    (job,) = json.loads(command("cancel", "Kitchen", "--json").stdout)
    assert (job["kind"], job["status"]) == ("train", "cancelled")
    assert "Nothing of Kitchen waits or runs" in command("cancel", "Kitchen").stderr
    (row,) = json.loads(command("projects", "--json").stdout)
    assert (row["name"], row["examples"], row["current_version"]) == ("Kitchen", 12, None)


@pytest.mark.slow
def test_a_command_that_is_ended_leaves_no_training_behind(command, tmp_path):
    command("import", class_folders(tmp_path / "pictures", 4), "--project", "Kitchen")
    environ = {**os.environ, "GRAFT_HOME": str(command.home), "GRAFT_WEIGHTS_DIR": ""}
    training = subprocess.Popen([GRAFT, "train", "Kitchen"], env=environ, stderr=subprocess.DEVNULL)
    database = Database(Home(command.home).database_url)

    def jobs() -> list[str]:
        with database.reading() as session:
            return list(session.scalars(select(Job.status).where(Job.kind == "train")))

    wait_for("the training", lambda: jobs() == ["running"])
    training.terminate()
    assert training.wait(PATIENCE) == 1
    assert jobs() == ["cancelled"]
    database.close()


def test_a_database_that_is_none_is_told_in_a_sentence(command):
    (Home(command.home).create().path / "graft.db").write_bytes(b"these are words, and no database " * 1000)
    for arguments in (("projects",), ("train", "Kitchen")):
        told = command(*arguments, status=1).stderr
        assert "The database in the home folder can't be used: file is not a database" in " ".join(
            told.split()
        )
    told = {row["what"]: row for row in json.loads(command("doctor", "--json", status=1).stdout)}
    assert told["home folder"]["well"] is False
    assert "not a database" in told["home folder"]["found"]


def test_an_import_that_failed_leaves_no_empty_project_and_no_other_name_taken(command, tmp_path):
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"no zip at all")
    command("import", broken, "--project", "New", status=1)
    assert json.loads(command("projects", "--json").stdout) == []
    command("import", class_folders(tmp_path / "pictures", 2), "--project", "Old")
    command("import", broken, "--project", "Old", status=1)
    assert [row["examples"] for row in json.loads(command("projects", "--json").stdout)] == [6]


def test_a_process_that_fails_says_one_sentence_and_prints_nothing(graft):
    done = graft("train", "Nothing", "--json", status=1)
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr


def test_what_cannot_be_judged_says_why(command, tmp_path):
    command("import", class_folders(tmp_path / "pictures", 4), "--project", "Kitchen")
    own = next(
        row["name"]
        for row in json.loads(command("backbone", "list", "--json").stdout)
        if row["weights"]["state"] == "embedded"
    )
    for arguments, words in (
        (("verdict", "Kitchen", "--backbone", "mobilenet_v2_035_225"), "mobilenet_v2_035_224"),
        (("verdict", "Kitchen", "--backbone", "vgg16_224"), "graft backbone fetch vgg16_224"),
        (("compare", "Kitchen", "--backbones", own), "two combinations"),
        (("compare", "Kitchen", "--backbones", f"{own},vgg16_224"), "graft backbone fetch vgg16_224"),
        (("compare", "Kitchen", "--backbones", f"{own},nothing_224"), "Near it"),
        (("compare", "Kitchen", "--strategies", "head,luck", "--backbones", own), "10 test pictures"),
    ):
        assert words in command(*arguments, status=1).stderr
    items = json.loads(command("advise", "Kitchen", "--json").stdout)
    assert [item["code"] for item in items] == ["few_pictures", "verdict_unasked", "try"]


def test_wrong_usage_exits_with_two(graft, command):
    graft("train", status=2)
    command("predict", "Kitchen", status=2)
    command("predict", "--pretrained", "vgg16_224", "--version", 3, "x.jpg", status=2)
    command("export", "x", "--format", "paper", "--out", "x", status=2)


def test_backbones_are_listed_as_data(command):
    rows = {row["name"]: row for row in json.loads(command("backbone", "list", "--json").stdout)}
    assert rows["mobilenet_v2_035_224"]["weights"]["state"] == "absent"
    assert rows["mobilenet_v2_035_224"]["available"] is False
    assert rows["resnet50_224"]["groups"] == ["stem", "conv2", "conv3", "conv4", "conv5"]
    assert rows["resnet50_224"]["input"]["channels"] == "bgr"
    embedded = [row for row in rows.values() if row["weights"]["state"] == "embedded"]
    assert embedded, "one backbone comes with Graft"


@pytest.mark.slow
def test_a_pretrained_network_says_what_photographs_show(graft, assets):
    names = ("cat.bmp", "hot_dog.jpg", "parrot.jpg", "sunflower.bmp")
    pictures = [assets / "pictures" / name for name in names]
    asked = ("predict", "--pretrained", "mobilenet_v2_100_224", *pictures, "--json")
    answers = json.loads(graft(*asked, weights=assets / "weights").stdout)
    assert [row["picture"] for row in answers] == [str(path) for path in pictures]
    first = [row["predictions"][0]["class"] for row in answers]
    assert first == ["Egyptian cat", "hotdog", "macaw", "daisy"]
    assert [len(row["predictions"]) for row in answers] == [5, 5, 5, 5]


@pytest.mark.slow
def test_the_doctor_finds_everything_well(graft):
    findings = json.loads(graft("doctor", "--json").stdout)
    assert {row["what"]: row["well"] for row in findings if not row["well"]} == {}
