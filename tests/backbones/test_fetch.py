"""Fetching weights, from a server of our own."""

import base64
import hashlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from graft.backbones import catalogue
from graft.backbones import fetch as fetching
from graft.backbones.catalogue import Backbone
from graft.backbones.fetch import BLOCK, HDF5, fetch
from graft.errors import BadParameter, Cancelled, FetchFailed
from graft.settings import Settings

NAMES = b'{"0": ["n01440764", "tench"]}'
WEIGHTS = HDF5 + bytes(range(256)) * 3000


class Files(BaseHTTPRequestHandler):
    """/weights and its ranges, /plain without its digest, /mangled with another's, /short which ends early,
    /page which is no weights; anything else is 404."""

    def do_GET(self) -> None:
        body = {
            "/weights": WEIGHTS,
            "/names": NAMES,
            "/short": WEIGHTS,
            "/mangled": WEIGHTS[:-1] + b"!",
            "/plain": WEIGHTS,
            "/page": b"<html>Sign in</html>",
        }.get(self.path)
        if body is None:
            self.send_error(404)
            return
        start = int(self.headers.get("Range", "bytes=0-")[6:-1])
        if start >= len(body):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body) - start))
        if self.path in ("/weights", "/mangled"):
            self.send_header("x-goog-hash", "crc32c=AAAAAA==")
            self.send_header("x-goog-hash", f"md5={base64.b64encode(hashlib.md5(WEIGHTS).digest()).decode()}")
        self.end_headers()
        self.wfile.write(body[start : 100_000 if self.path == "/short" else None])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def backbone(settings: Settings, url: str) -> Backbone:
    return replace(catalogue.find("mobilenet_v2_035_96", settings), url=url)


def part(settings: Settings) -> Path:
    row = catalogue.find("mobilenet_v2_035_96", settings)
    return settings.home / "weights" / f"{row.weights_file}.part"


def test_weights_arrive_and_are_at_hand(settings: Settings, address: str) -> None:
    told: list[tuple[int, int]] = []
    row = backbone(settings, f"{address}/weights")
    path = fetch(row, settings, lambda *step: told.append(step))
    assert path.read_bytes() == WEIGHTS
    assert told[-1] == (len(WEIGHTS), len(WEIGHTS))
    assert catalogue.weights_state(row, settings) == "cached"
    assert not part(settings).exists()


def test_what_is_here_is_not_fetched_again(settings: Settings, address: str) -> None:
    path = fetch(backbone(settings, f"{address}/weights"), settings)
    assert fetch(backbone(settings, f"{address}/nowhere"), settings) == path


@pytest.mark.parametrize("have", [1000, len(WEIGHTS)])
def test_a_broken_off_fetch_goes_on_where_it_ended(settings: Settings, address: str, have: int) -> None:
    part(settings).parent.mkdir(parents=True)
    part(settings).write_bytes(WEIGHTS[:have])
    assert fetch(backbone(settings, f"{address}/weights"), settings).read_bytes() == WEIGHTS


def test_a_fetch_that_ends_early_fails_and_keeps_what_came(settings: Settings, address: str) -> None:
    row = backbone(settings, f"{address}/short")
    with pytest.raises(FetchFailed, match=f"100000 of {len(WEIGHTS)} bytes"):
        fetch(row, settings)
    assert catalogue.weights_state(row, settings) == "absent"
    assert fetch(backbone(settings, f"{address}/weights"), settings).read_bytes() == WEIGHTS


@pytest.mark.parametrize(("path", "reason"), [("page", "not a file of weights"), ("nowhere", "Not Found")])
def test_what_is_no_weights_is_refused(settings: Settings, address: str, path: str, reason: str) -> None:
    row = backbone(settings, f"{address}/{path}")
    with pytest.raises(FetchFailed, match=reason):
        fetch(row, settings)
    assert catalogue.weights_state(row, settings) == "absent"
    assert not part(settings).exists()


def test_bytes_that_were_mangled_on_the_way_are_refused(settings: Settings, address: str) -> None:
    with pytest.raises(FetchFailed, match="digest"):
        fetch(backbone(settings, f"{address}/mangled"), settings)
    assert not part(settings).exists()
    assert fetch(backbone(settings, f"{address}/weights"), settings).read_bytes() == WEIGHTS


def test_what_keras_publishes_goes_before_what_the_server_says(
    settings: Settings, address: str, tmp_path: Path
) -> None:
    row = backbone(settings, f"{address}/plain")
    own = replace(settings, models_dir=tmp_path)
    digests = tmp_path / fetching.DIGESTS
    digests.write_text(f"{hashlib.sha256(b'other').hexdigest()}  {row.weights_file}\n")
    with pytest.raises(FetchFailed, match="digest"):
        fetch(row, own)
    digests.write_text(f"{hashlib.sha256(WEIGHTS).hexdigest()}  {row.weights_file}\n")
    assert fetch(row, own).read_bytes() == WEIGHTS


def test_published_digests_are_of_files_in_the_catalogue(settings: Settings) -> None:
    known = {catalogue.CLASS_INDEX}
    for row in catalogue.all_backbones(settings):
        known |= {row.weights_file, row.top_file}
    lines = (settings.models_dir / fetching.DIGESTS).read_text().splitlines()
    assert len(lines) > 100
    for line in lines:
        digest, name = line.split("  ")
        assert name in known
        assert len(bytes.fromhex(digest)) in (16, 32)


def test_offline_tells_the_other_way(settings: Settings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        row = backbone(settings, f"http://127.0.0.1:{free.getsockname()[1]}/weights")
        with pytest.raises(FetchFailed, match="GRAFT_WEIGHTS_DIR") as refused:
            fetch(row, settings)
    assert row.weights_file in refused.value.message
    assert refused.value.details["url"] == row.url


def test_an_address_that_is_a_file_is_refused(settings: Settings) -> None:
    with pytest.raises(FetchFailed, match="not an address of the web"):
        fetch(backbone(settings, "file:///etc/hostname"), settings)


def test_cancel_keeps_what_came(settings: Settings, address: str) -> None:
    asked = iter([False])
    with pytest.raises(Cancelled):
        fetch(backbone(settings, f"{address}/weights"), settings, cancelled=lambda: next(asked, True))
    assert part(settings).stat().st_size == BLOCK
    assert fetch(backbone(settings, f"{address}/weights"), settings).read_bytes() == WEIGHTS


def test_the_classifier_comes_with_its_names(
    settings: Settings, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "CLASS_INDEX_URL", f"{address}/names")
    row = replace(backbone(settings, f"{address}/nowhere"), top_url=f"{address}/weights")
    path = fetch(
        row, replace(settings, models_dir=tmp_path), top=True
    )  # no digests there: these are our own names
    assert (path.name, path.read_bytes()) == (row.top_file, WEIGHTS)
    assert (path.parent / catalogue.CLASS_INDEX).read_bytes() == NAMES
    assert catalogue.top_state(row, settings) == "cached"
    assert catalogue.weights_state(row, settings) == "absent"


def test_names_that_were_brought_along_are_not_fetched(
    settings: Settings, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "CLASS_INDEX_URL", f"{address}/nowhere")
    (tmp_path / catalogue.CLASS_INDEX).write_bytes(NAMES)
    row = replace(backbone(settings, f"{address}/nowhere"), top_url=f"{address}/weights")
    fetch(row, replace(settings, weights_dir=tmp_path), top=True)
    with pytest.raises(FetchFailed, match="ImageNet's names"):
        fetch(row, settings, top=True)


def test_what_comes_with_graft_is_not_fetched(settings: Settings) -> None:
    with pytest.raises(BadParameter, match="comes with Graft"):
        fetch(catalogue.default_backbone(settings), settings)
