"""A version as files that any web server can host: a folder, or the same as a zip file."""

import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from graft.errors import ArtifactMissing, BadParameter
from graft.releases.manifest import FORMAT, Manifest
from graft.storage.files import disk_errors, sync_folder, write_aside
from graft.storage.home import Home

MANIFEST = "manifest.json"
CHUNK = 2**18


def files(home: Home, manifest: Mapping[str, Any]) -> list[tuple[str, Path]]:
    """Path in the bundle, and file here, of everything but the manifest.

    Raises:
        ArtifactMissing: Files of the version are gone.
    """
    described = Manifest.model_validate(manifest)
    found = []
    for name in (f"backbones/{described.backbone.sha256}", f"heads/{described.head.sha256}"):
        folder = home.artifacts / name
        if not (folder / "model.json").exists():
            raise ArtifactMissing(
                f"Version {described.version} of {described.project.name!r} lacks its files: "
                f"{name} is gone from the home folder. Train the project again.",
                missing=name,
            )
        found += [(f"{name}/{file.name}", file) for file in sorted(folder.iterdir()) if file.suffix != ".gz"]
    return found


def size(home: Home, manifest: Mapping[str, Any]) -> int:
    """Bytes of all files of the bundle together.

    Raises:
        ArtifactMissing: Files of the version are gone.
    """
    return len(_manifest_bytes(manifest)) + sum(file.stat().st_size for _, file in files(home, manifest))


def write(home: Home, manifest: Mapping[str, Any], out: Path) -> None:
    """Write the bundle to ``out``: a zip file if it is so named, otherwise a folder.

    It is there whole or not at all; an earlier bundle in its place is replaced.

    Raises:
        ArtifactMissing: Files of the version are gone.
        BadParameter: ``out`` is something else than an earlier bundle.
        DiskFull: No space left.
    """
    if out.suffix.lower() == ".zip" and not out.is_dir():
        with write_aside(out) as file:
            for chunk in stream_zip(home, manifest):
                file.write(chunk)
        out.chmod(0o644)
    else:
        _write_folder(home, manifest, out)


def _write_folder(home: Home, manifest: Mapping[str, Any], out: Path) -> None:
    _check_replaceable(out)
    contents = files(home, manifest)
    with disk_errors():
        out.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=out.parent, prefix=".aside-"))
        try:
            fresh = aside / "new"
            for name, file in contents:
                (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, fresh / name)
            (fresh / MANIFEST).write_bytes(_manifest_bytes(manifest))
            if out.exists():
                os.replace(out, aside / "old")
            os.replace(fresh, out)
            sync_folder(out.parent)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _check_replaceable(out: Path) -> None:
    """Raise BadParameter where ``out`` is a file, or a folder of other things than a bundle."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    try:
        if json.loads((out / MANIFEST).read_text())["format"] == FORMAT:
            return
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise BadParameter(
        "A bundle is written to a new or empty folder, in place of an earlier bundle, or to a .zip file. "
        f"{str(out)!r} is none of these: nothing was written. Name another.",
        out=str(out),
    )


def stream_zip(home: Home, manifest: Mapping[str, Any]) -> Iterator[bytes]:
    """The bundle as a zip file, in chunks, in little memory. The same version gives the same bytes.

    Raises:
        ArtifactMissing: Files of the version are gone (before the first chunk).
    """
    contents = files(home, manifest)
    return _zip(contents, _manifest_bytes(manifest), datetime.fromisoformat(manifest["created_at"]))


def _zip(contents: list[tuple[str, Path]], manifest: bytes, created_at: datetime) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(_entry(MANIFEST, created_at), manifest)
        for name, path in contents:
            with path.open("rb") as file, archive.open(_entry(name, created_at), "w") as entry:
                while chunk := file.read(CHUNK):
                    entry.write(chunk)
                    yield sink.take()
    yield sink.take()


def _entry(name: str, created_at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, created_at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    # Not by way of json, which takes nine times as long: a list of versions asks for the size of each.
    return to_json(manifest, indent=1)


class _Sink(io.RawIOBase):
    """A file that can't seek and holds what was written until it is taken."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._chunks.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """What was written since the last call."""
        taken = b"".join(self._chunks)
        self._chunks.clear()
        return taken
