"""Verdict and comparison by the real worker: whole, killed in between, cancelled, in favour of others."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.jobs.test_worker import project_with_pictures, worker_pid
from tests.jobs.tiny_graft import write_listed
from tests.server import PATIENCE, Running, running, wait_for

from graft.backbones import catalogue
from graft.datasets.tasks import MULTI_LABEL, REGRESSION
from graft.jobs import verdicts
from graft.settings import Settings
from graft.storage.tables import Project

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("judging") / "home"
    with running(home, GRAFT_WEIGHTS_DIR="", GRAFT_LEASE_SECONDS="2") as server:
        yield server


@pytest.fixture(scope="module")
def backbones(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two whose weights come with Graft; the worker prepares the first one by itself."""
    own = catalogue.default_backbone(Settings(home=Path(tmp_path_factory.mktemp("none"))))
    return [own.name, catalogue.at_size(own, 64).name]


def compared(server: Running, base: str, backbones: list[str]) -> dict:
    body = {"strategies": ["head"], "backbones": backbones, "seed": 1}
    return server.ask(f"{base}/compare", body)


def ended(server: Running, base: str, comparison: str) -> dict:
    def look():
        found = server.ask(f"{base}/compare/{comparison}")
        return found["done"] == found["total"] and found

    return wait_for("the comparison's end", look, 3 * PATIENCE)  # two networks are prepared first


def with_tests(server: Running, name: str, first: int) -> str:
    """A project of three classes with twelve pictures each, four of them for the test."""
    project = project_with_pictures(server, name, first)
    base = f"/api/projects/{project}"
    for one in server.ask(f"{base}/classes")["items"]:
        rows = server.ask(f"{base}/examples?class_id={one['id']}")["items"]
        for row in rows[:4]:
            server.ask(f"{base}/examples/{row['id']}", {"split": "test"}, method="PATCH")
    return base


def test_a_comparison_publishes_versions_that_do_not_answer_until_used(server, backbones):
    base = with_tests(server, "Compared", 0)
    made = compared(server, base, backbones)
    found = ended(server, base, made["id"])
    assert found["status"] == "done"
    assert [row["status"] for row in found["rows"]] == ["done", "done"], found["rows"]
    assert found["rows"][0]["standing"]["leader"]
    for row in found["rows"]:
        assert row["score"] >= row["interval"][0]
        assert row["milliseconds"] > 0
        assert row["bytes"] > 10_000
        assert row["runtime"].startswith("tfjs")
    assert server.ask(base)["current_version"] is None
    best = found["rows"][0]["version"]
    server.ask(f"{base}/versions/{best}/publish", {})
    assert server.ask(base)["current_version"] == best


def test_a_kill_costs_one_row_at_most_and_the_rest_goes_on(server, backbones):
    base = with_tests(server, "Killed in between", 100)
    made = compared(server, base, backbones)
    address = f"{base}/compare/{made['id']}"
    wait_for("the first row", lambda: server.ask(address)["done"] == 1)
    (kept,) = [row for row in server.ask(address)["rows"] if row["status"] == "done"]
    os.kill(worker_pid(server), signal.SIGKILL)
    found = ended(server, base, made["id"])
    assert [row["status"] for row in found["rows"]] == ["done", "done"]
    assert kept["version"] in [row["version"] for row in found["rows"]]
    assert len(server.ask(f"{base}/versions")["items"]) == 2


def test_a_verdict_is_found_told_and_stored_with_the_version(server, backbones):
    base = with_tests(server, "Judged", 200)
    run = server.ask(f"{base}/runs", {"backbone": backbones[0]})
    assert server.until_ended(run["job"]["id"])["status"] == "done"
    address = f"{base}/runs/{run['run']['id']}"
    assert server.ask(address)["verdict"] is None
    job = server.ask(f"{base}/verdict", {"backbone": backbones[0]})["job"]
    other = server.ask(f"{base}/runs", {"backbone": backbones[0], "seed": 1})["job"]
    assert server.until_ended(other["id"])["status"] == "done", "a training does not wait for a verdict"
    assert server.ask(f"/api/jobs/{job['id']}")["status"] in ("queued", "running")
    result = server.until_ended(job["id"])["result"]
    assert result["answer"] in ("helps", "no difference", "hurts")
    assert len(result["twins"]) == 8
    stored = server.ask(address)["verdict"]
    assert stored == {key: value for key, value in result.items() if key not in ("backbone", "seconds")}
    assert server.ask(f"{base}/verdict?backbone={backbones[0]}")["verdict"] == stored
    third = server.ask(f"{base}/runs", {"backbone": backbones[0]})
    server.until_ended(third["job"]["id"])
    assert server.ask(f"{base}/runs/{third['run']['id']}")["verdict"] == stored, "the next version knows too"


@pytest.mark.parametrize(("task", "measure"), [(REGRESSION, "r2"), (MULTI_LABEL, "exact_match")])
def test_numbers_and_several_labels_are_judged_too(tiny, tmp_path, task, measure):
    """The tiny backbone's own weights are random: never *helps*."""
    project = tiny.project("Greys", write_listed(tmp_path / "greys", task), task)
    version = tiny.train(project, "head")
    with tiny.database.session() as session:
        verdicts.request(session, session.get_one(Project, project), "tiny_plain_32")
    found = tiny.work(tiny.claim())
    assert (found["answer"], found["measure"], found["examples"]) == ("no difference", measure, 48)
    assert len(found["twins"]) == 8
    stored = tiny.manifest(version["run_id"])["transfer"]
    assert stored == {key: value for key, value in found.items() if key not in ("backbone", "seconds")}
