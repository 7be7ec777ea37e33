"""Downloading weights, only ever on request."""

import base64
import hashlib
import http.client
import re
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

from graft.backbones.catalogue import CLASS_INDEX, Backbone
from graft.errors import BadParameter, Cancelled, FetchFailed
from graft.settings import Settings
from graft.storage.files import disk_errors, sync_folder
from graft.storage.home import Home

BLOCK = 2**18
DIGESTS = "keras.digests"
"""In the models folder: as ``md5sum`` and ``sha256sum`` write them."""
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
    digest: str | None
    """Published by Keras, in hex; none: the server's own word is taken."""


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
        FetchFailed: offline, not there, ended early, not a file of weights, or not the one that Keras
            or the server knows by its digest.
    """
    url, name = (backbone.top_url, backbone.top_file) if top else (backbone.url, backbone.weights_file)
    if url is None or name is None:
        raise BadParameter(
            f"Weights are fetched of a backbone that has an address. Received: {backbone.name}, which comes "
            "with Graft or was fetched as a whole.",
            name=backbone.name,
        )
    folder = Home(settings.home).weights
    digests = _published(settings)
    files = [_File(url, folder / name, HDF5, f"The weights of {backbone.name}", digests.get(name))]
    if top:
        names = folder / CLASS_INDEX
        files.append(_File(CLASS_INDEX_URL, names, b"{", "ImageNet's names", digests.get(CLASS_INDEX)))
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
            told = _download(file.url, part, progress, cancelled)
        except NETWORK_ERRORS as error:
            raise _failure(file, str(getattr(error, "reason", error))) from error
        fault = _fault(file, part, told)
        if fault:
            part.unlink()  # the next try starts over
            raise _failure(file, fault)
        part.replace(file.target)
        sync_folder(part.parent)


def _fault(file: _File, part: Path, told: str | None) -> str | None:
    """What is wrong with the bytes that came, if anything; ``told`` is the server's own MD5 of them."""
    with part.open("rb") as opened:
        if opened.read(len(file.beginning)) != file.beginning:
            return f"what came is not {'a file of weights' if file.beginning == HDF5 else 'a list of names'}"
        wanted = file.digest or told
        if wanted is None:
            return None
        opened.seek(0)
        found = hashlib.file_digest(opened, "md5" if len(wanted) == 32 else "sha256").hexdigest()
    if found == wanted:
        return None
    return f"bytes with the digest {found[:12]}…, where {wanted[:12]}… is known"


def _published(settings: Settings) -> dict[str, str]:
    """Digests that Keras publishes, by file name: MD5 or SHA-256 in hex."""
    path = settings.models_dir / DIGESTS
    if not path.is_file():
        return {}
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {name: digest for digest, name in lines}


def _download(url: str, part: Path, progress: Progress, cancelled: Callable[[], bool]) -> str | None:
    """Append to ``part`` what is missing of it; returns the file's MD5 in hex, if the server tells."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise urllib.error.URLError(f"not an address of the web: {url}")
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310
    try:
        answer = urllib.request.urlopen(request, timeout=PATIENCE_SECONDS)  # noqa: S310 - http(s), above
    except urllib.error.HTTPError as error:
        if error.code == 416:  # nothing beyond what we have
            return _told(error.headers)
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
    return _told(answer.headers)


def _told(headers: Message) -> str | None:
    """The MD5 that Google's storage, where Keras keeps its weights, names in its answers."""
    named = re.search(r"\bmd5=([A-Za-z0-9+/]{22}==)", ", ".join(headers.get_all("x-goog-hash", [])))
    return base64.b64decode(named[1]).hex() if named else None


def _failure(file: _File, reason: str) -> FetchFailed:
    return FetchFailed(
        f"{file.what} must come whole from {file.url}. Received: {reason}. "
        f"Try again, or bring the file {file.target.name} from another machine, put it into a folder "
        "and set GRAFT_WEIGHTS_DIR to it.",
        url=file.url,
        file=file.target.name,
    )
