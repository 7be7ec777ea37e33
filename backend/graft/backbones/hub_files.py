"""Where a module of TF Hub lies: downloaded, copied or unpacked, always whole."""

import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError, URLError

import tensorflow as tf
import tensorflow_hub

from graft.backbones.hub_modules import SAVED_MODEL, is_address, wrong_kind
from graft.errors import ArchiveTooLarge, FetchFailed, FileAbsent, NotAnArchive, UnsafeArchive
from graft.settings import Settings
from graft.storage.files import disk_errors, sync_folder
from graft.storage.home import Home

CACHE = "TFHUB_CACHE_DIR"
PARTS = ("assets", "variables")
"""What belongs to a SavedModel beside its graph."""


def resolve(handle: str, settings: Settings) -> Path:
    """The folder of the module's SavedModel: in ``TFHUB_CACHE_DIR``, or a copy in the home folder.

    Raises:
        DiskFull: no space left.
        FetchFailed: the address can't be had.
        FileAbsent: nothing lies at the path.
        NotAnArchive, UnsafeArchive, ArchiveTooLarge: the archive can't be unpacked.
        WrongModuleKind: there is no SavedModel in it.
    """
    if is_address(handle):
        folder = _download(handle, settings)
        _check_saved_model(handle, folder)
        return folder
    path = Path(handle).expanduser()
    if path.is_dir():
        _check_saved_model(handle, path)
        return _kept(settings, lambda target: _copy(path, target))
    if path.is_file():
        return _kept(settings, lambda target: _unpack(path, target, settings))
    raise FileAbsent(f"There is no module at {handle[:200]!r}. Give an address, a folder or a .tar.gz file.")


def _download(handle: str, settings: Settings) -> Path:
    """By TF Hub's own client, which keeps what it fetched where ``TFHUB_CACHE_DIR`` says."""
    os.environ.setdefault(CACHE, str(Home(settings.home).hub / "cache"))
    try:
        with disk_errors():
            return Path(tensorflow_hub.resolve(handle))
    except (URLError, OSError, ValueError, tf.errors.OpError) as error:
        if isinstance(error, HTTPError):
            error.close()
        reason = str(getattr(error, "reason", error)).splitlines()[0][:200]
        raise FetchFailed(
            f"The module must come whole from {handle[:200]}. Received: {reason}. Try again, or bring its "
            ".tar.gz from another machine and fetch that file.",
            handle=handle[:1000],
        ) from error


def _kept(settings: Settings, write: Callable[[Path], None]) -> Path:
    """A new folder in the home folder that ``write`` fills; whole or absent."""
    parent = Home(settings.home).hub
    with disk_errors():
        parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=parent, prefix=".aside-"))
        try:
            write(aside)
            target = parent / f"module-{aside.name.removeprefix('.aside-')}"
            os.replace(aside, target)
            sync_folder(parent)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return target


def _copy(folder: Path, target: Path) -> None:
    """The SavedModel's own files and nothing beside them."""
    shutil.copyfile(folder / SAVED_MODEL, target / SAVED_MODEL)
    for part in PARTS:
        if (folder / part).is_dir():
            shutil.copytree(folder / part, target / part)


def _unpack(archive: Path, target: Path, settings: Settings) -> None:
    """The SavedModel in a .tar.gz, at its top or in the one folder there."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".unpacked-") as scratch:
        try:
            with tarfile.open(archive) as tar:
                _extract(tar, Path(scratch), settings)
        except (tarfile.ReadError, EOFError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise NotAnArchive(
                f"A module's archive must be a whole .tar.gz file. {archive.name!r} can't be read ({error}): "
                "copy it again."
            ) from error
        found = [Path(scratch), *(path for path in Path(scratch).iterdir() if path.is_dir())]
        folder = next((path for path in found if (path / SAVED_MODEL).is_file()), found[0])
        _check_saved_model(str(archive), folder)
        _copy(folder, target)


def _extract(tar: tarfile.TarFile, folder: Path, settings: Settings) -> None:
    """Every entry, one by one, so that no more is written than the limits allow."""
    left = settings.archive_bytes
    for number, entry in enumerate(tar):
        left -= entry.size
        if left < 0 or number >= settings.archive_entries:
            raise ArchiveTooLarge(
                f"An archive may unpack to {settings.archive_bytes / 2**30:g} GB and "
                f"{settings.archive_entries} files. This one would unpack to more: nothing was kept.",
                limit=settings.archive_bytes,
            )
        if not (entry.isfile() or entry.isdir()):
            raise _unsafe(entry.name)
        try:
            tar.extract(entry, folder, filter="data")
        except tarfile.FilterError as error:
            raise _unsafe(entry.name) from error


def _unsafe(name: str) -> UnsafeArchive:
    return UnsafeArchive(
        f"Files in an archive lie below it, and are no links. Received: {name[:200]!r}. Nothing was kept.",
        file=name[:1000],
    )


def _check_saved_model(handle: str, folder: Path) -> None:
    """Refuse a folder without a TF 2 SavedModel, with the reason where there is something else."""
    if (folder / SAVED_MODEL).is_file() and not (folder / "tfhub_module.pb").exists():
        return
    for sign, reason in (
        ("tfhub_module.pb", "a module of TF 1, which can't be trained with TensorFlow 2"),
        ("model.json", "a TensorFlow.js model, which TensorFlow can't load"),
        ("*.tflite", "a TF Lite file, a finished program without weights that TensorFlow could train"),
    ):
        if any(folder.glob(sign)):
            raise wrong_kind(handle, reason)
    raise wrong_kind(handle, f"a folder without {SAVED_MODEL}")
