"""Downloading weights, only ever on request."""

import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from graft.backbones.catalogue import Backbone
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


def fetch(
    backbone: Backbone,
    settings: Settings,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Path:
    """Download a backbone's weights into the home folder, going on where an earlier try ended.

    Args:
        backbone: a row of the catalogue.
        settings: for the home folder.
        progress: told bytes that are here and bytes in all.
        cancelled: asked at every block.

    Returns:
        The file. It is whole or absent.

    Raises:
        BadParameter: the backbone comes with Graft.
        Cancelled: ``cancelled`` said so; what came is kept for the next try.
        DiskFull: no space left.
        FetchFailed: offline, not there, ended early, or not a file of weights.
    """
    if backbone.url is None:
        raise BadParameter(
            f"Weights are fetched of a backbone that has an address. Received: {backbone.name}, which comes "
            "with Graft.",
            name=backbone.name,
        )
    target = Home(settings.home).weights / backbone.weights_file
    if target.is_file():
        return target
    part = target.with_name(f"{target.name}.part")
    with disk_errors():
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            _download(backbone.url, part, progress, cancelled)
        except NETWORK_ERRORS as error:
            raise _failure(backbone, str(getattr(error, "reason", error))) from error
        with part.open("rb") as file:
            beginning = file.read(len(HDF5))
        if beginning != HDF5:
            part.unlink()
            raise _failure(backbone, "what came is not a file of weights")
        part.replace(target)
        sync_folder(target.parent)
    return target


def _download(
    url: str, part: Path, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
) -> None:
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


def _failure(backbone: Backbone, reason: str) -> FetchFailed:
    return FetchFailed(
        f"The weights of {backbone.name} must come whole from {backbone.url}. Received: {reason}. "
        f"Try again, or bring the file {backbone.weights_file} from another machine, put it into a folder "
        "and set GRAFT_WEIGHTS_DIR to it.",
        name=backbone.name,
        url=backbone.url,
        file=backbone.weights_file,
    )
