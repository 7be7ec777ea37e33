"""The worker under a real server: killed, cancelled, asked to import; nothing hangs and nothing is lost."""

import io
import os
import signal
import subprocess
import urllib.request
import zipfile
from collections.abc import Iterator

import pytest
from tests.scenes import KINDS, jpeg
from tests.server import GRAFT, PATIENCE, Running, running, wait_for

from graft.storage.database import Database
from graft.storage.home import Home
from graft.storage.tables import Worker

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("worker") / "home"
    with running(home, GRAFT_WEIGHTS_DIR="", GRAFT_LEASE_SECONDS="2") as server:
        yield server


def archive(each: int, first: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for kind in KINDS:
            for seed in range(first, first + each):
                target.writestr(f"{kind}/{seed}.jpg", jpeg(kind, seed))
    return file.getvalue()


def project_with_pictures(server: Running, name: str, first: int) -> str:
    project = server.ask("/api/projects", {"name": name})["id"]
    job = server.ask(f"/api/projects/{project}/imports?file_name=scenes.zip", raw=archive(12, first))["job"]
    ended = server.until_ended(job["id"])
    assert ended["result"] == {"added": 36, "duplicates": 0, "rejected": []}
    return project


def worker_pid(server: Running) -> int:
    database = Database(Home(server.home).database_url)
    with database.reading() as session:
        pid = session.query(Worker).order_by(Worker.seen_at.desc()).first().pid
    database.close()
    return pid


def test_a_run_whose_worker_is_killed_is_taken_up_again(server):
    project = project_with_pictures(server, "Killed", 0)
    job = server.ask(f"/api/projects/{project}/runs", {"seed": 1})["job"]

    def look() -> str:
        return server.ask(f"/api/jobs/{job['id']}")["status"]

    wait_for("the run", lambda: look() == "running")
    os.kill(worker_pid(server), signal.SIGKILL)
    ended = server.until_ended(job["id"])
    assert ended["status"] == "done", ended["error"]
    assert ended["attempt"] >= 2
    assert [row["number"] for row in server.ask(f"/api/projects/{project}/versions")["items"]] == [1]


def test_a_cancelled_run_publishes_nothing_and_the_next_one_works(server):
    project = project_with_pictures(server, "Cancelled", 100)
    job = server.ask(f"/api/projects/{project}/runs", {})["job"]
    server.ask(f"/api/jobs/{job['id']}/cancel", {})
    assert server.until_ended(job["id"])["status"] == "cancelled"
    assert server.ask(f"/api/projects/{project}/versions")["items"] == []
    again = server.ask(f"/api/projects/{project}/runs", {})["job"]
    assert server.until_ended(again["id"])["status"] == "done"


def test_the_same_seed_gives_the_same_version(server):
    project = project_with_pictures(server, "Seeded", 200)
    heads = []
    for number in (1, 2):
        job = server.ask(f"/api/projects/{project}/runs", {"seed": 7})["job"]
        assert server.until_ended(job["id"])["status"] == "done"
        manifest = server.ask(f"/api/projects/{project}/versions/{number}/manifest")
        assert manifest["parity"]["max_difference"] <= 1e-3
        heads.append(manifest["head"]["sha256"])
    assert heads[0] == heads[1]


def test_a_broken_archive_fails_with_the_reason(server):
    project = server.ask("/api/projects", {"name": "Broken"})["id"]
    job = server.ask(f"/api/projects/{project}/imports", raw=b"not a zip at all")["job"]
    ended = server.until_ended(job["id"])
    assert (ended["status"], ended["error"]["code"]) == ("failed", "not_an_archive")


def test_weights_that_cannot_be_had_say_what_to_do(server):
    project = project_with_pictures(server, "Absent", 300)
    job = server.ask(f"/api/projects/{project}/runs", {"backbone": "mobilenet_v2_100_96"})["job"]
    error = server.until_ended(job["id"])["error"]
    assert error["code"] == "weights_absent"
    assert "graft backbone fetch mobilenet_v2_100_96" in error["message"]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_server_ends_calmly_while_a_page_listens(tmp_path, sign):
    with running(tmp_path / "home", GRAFT_WEIGHTS_DIR="") as server:
        with urllib.request.urlopen(f"{server.address}/api/events", timeout=PATIENCE) as events:
            assert events.readline() == b": here\n"
            server.process.send_signal(sign)
            assert server.process.wait(PATIENCE) == 0
        assert "SIGKILL" not in (server.home / "serve.log").read_text()


def test_a_taken_port_is_told(server):
    port = server.address.rsplit(":", 1)[1]
    environ = {**os.environ, "GRAFT_HOME": str(server.home)}
    done = subprocess.run(
        [GRAFT, "serve", "--port", port], capture_output=True, text=True, env=environ, check=False
    )
    assert done.returncode == 1
    assert f"Port {port}" in done.stderr
    assert f"--port {int(port) + 1}" in done.stderr


def test_strangers_are_not_let_in_without_a_token(server):
    environ = {**os.environ, "GRAFT_HOME": str(server.home)}
    done = subprocess.run(
        [GRAFT, "serve", "--host", "0.0.0.0"], capture_output=True, text=True, env=environ, check=False
    )
    assert done.returncode == 1
    assert "GRAFT_TOKEN" in done.stderr


def test_nobody_on_the_web_side_loads_tensorflow(server):
    children = f"/proc/{server.process.pid}/task/{server.process.pid}/children"
    if not os.path.exists(children):
        pytest.skip("this system has no /proc")
    with open(children) as file:
        web = file.read().split()[0]
    with open(f"/proc/{web}/maps") as file:
        assert "tensorflow" not in file.read()
