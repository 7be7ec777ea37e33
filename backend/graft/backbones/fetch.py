"""Downloading weights, only ever on request."""

import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from graft.backbones.catalogue import CLASS_INDEX, Backbone
from graft.errors import BadParameter, Cancelled, FetchFailed
from graft.settings import Settings
from graft.storage.files import disk_errors, sync_folder
from graft.storage.home import Home

BLOCK = 2**18
PATIENCE_SECONDS = 30
NETWORK_ERRORS = (
    urllib.error.URLError,
    http.client.HTTPException,
    ssl.SSLError,
    ConnectionError,
    TimeoutError,
)
HDF5 = b"\x89HDF\r\n\x1a\n"
CLASS_INDEX_URL = f"https://storage.googleapis.com/download.tensorflow.org/data/{CLASS_INDEX}"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _File:
    """What is fetched, and how it is known to be that."""

    url: str
    target: Path
    beginning: bytes
    what: str


def fetch(
    backbone: Backbone,
    settings: Settings,
    progress: Progress = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
    *,
    top: bool = False,
) -> Path:
    """Download a backbone's weights into the home folder, going on where an earlier try ended.

    Args:
        backbone: a row of the catalogue.
        settings: for the home folder.
        progress: told bytes that are here and bytes in all, of one file after the other.
        cancelled: asked at every block.
        top: the weights with the classifier, and ImageNet's names for its answers, instead.

    Returns:
        The file of weights. It is whole or absent.

    Raises:
        BadParameter: the backbone comes with Graft, or has no classifier.
        Cancelled: ``cancelled`` said so; what came is kept for the next try.
        DiskFull: no space left.
        FetchFailed: offline, not there, ended early, or not a file of weights.
    """
    url, name = (backbone.top_url, backbone.top_file) if top else (backbone.url, backbone.weights_file)
    if url is None or name is None:
        raise BadParameter(
            f"Weights are fetched of a backbone that has an address. Received: {backbone.name}, which comes "
            "with Graft or was fetched as a whole.",
            name=backbone.name,
        )
    folder = Home(settings.home).weights
    files = [_File(url, folder / name, HDF5, f"The weights of {backbone.name}")]
    if top:
        files.append(_File(CLASS_INDEX_URL, folder / CLASS_INDEX, b"{", "ImageNet's names"))
    for file in files:
        if not _is_given(file, settings):
            _fetch(file, progress, cancelled)
    return files[0].target


def _is_given(file: _File, settings: Settings) -> bool:
    """Whether the file is here: fetched before or, for names, brought along."""
    given = settings.weights_dir is not None and file.beginning != HDF5
    return file.target.is_file() or (given and (Path(str(settings.weights_dir)) / file.target.name).is_file())


def _fetch(file: _File, progress: Progress, cancelled: Callable[[], bool]) -> None:
    part = file.target.with_name(f"{file.target.name}.part")
    with disk_errors():
        part.parent.mkdir(parents=True, exist_ok=True)
        try:
            _download(file.url, part, progress, cancelled)
        except NETWORK_ERRORS as error:
            raise _failure(file, str(getattr(error, "reason", error))) from error
        with part.open("rb") as opened:
            beginning = opened.read(len(file.beginning))
        if beginning != file.beginning:
            part.unlink()
            kind = "a file of weights" if file.beginning == HDF5 else "a list of names"
            raise _failure(file, f"what came is not {kind}")
        part.replace(file.target)
        sync_folder(part.parent)


def _download(url: str, part: Path, progress: Progress, cancelled: Callable[[], bool]) -> None:
    """Append to ``part`` what is missing of it."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise urllib.error.URLError(f"not an address of the web: {url}")
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310
    try:
        answer = urllib.request.urlopen(request, timeout=PATIENCE_SECONDS)  # noqa: S310 - http(s), above
    except urllib.error.HTTPError as error:
        if error.code == 416:  # nothing beyond what we have
            return
        raise
    with answer, part.open("ab" if answer.status == 206 else "wb") as file:
        done = file.tell()
        total = done + int(answer.headers.get("Content-Length") or 0)
        while block := answer.read(BLOCK):
            if cancelled():
                raise Cancelled("The download was cancelled. What came is kept for the next try.")
            file.write(block)
            done += len(block)
            progress(done, max(total, done))
    if done < total:
        raise ConnectionError(f"the connection ended after {done} of {total} bytes")


def _failure(file: _File, reason: str) -> FetchFailed:
    return FetchFailed(
        f"{file.what} must come whole from {file.url}. Received: {reason}. "
        f"Try again, or bring the file {file.target.name} from another machine, put it into a folder "
        "and set GRAFT_WEIGHTS_DIR to it.",
        url=file.url,
        file=file.target.name,
    )
