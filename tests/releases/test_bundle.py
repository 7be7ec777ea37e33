import hashlib
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from tests.releases.conftest import model_files

from graft.app import create_app
from graft.errors import ArtifactMissing, BadParameter
from graft.releases import bundle, versions
from graft.releases.manifest import Manifest, Parts


@pytest.fixture
def manifest(session, project, new_run, made) -> dict:
    return versions.publish(session, project, new_run(), made).manifest


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def check_complete(files: dict[str, bytes], manifest: dict, home) -> None:
    """What the manifest names is there, and is what Graft itself serves."""
    described = Manifest.model_validate_json(files.pop("manifest.json"))
    assert described.model_dump(mode="json") == manifest
    assert described.backbone.model in files
    assert described.head.model in files
    assert files == {name: (home.artifacts / name).read_bytes() for name in files}
    assert len(files) == 4


def test_a_folder_that_a_web_server_can_host(home, manifest, tmp_path):
    bundle.write(home, manifest, tmp_path / "site" / "model")
    check_complete(contents(tmp_path / "site" / "model"), manifest, home)
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["model"]


def test_a_zip_file_holds_the_same(home, manifest, tmp_path):
    bundle.write(home, manifest, tmp_path / "model.zip")
    with zipfile.ZipFile(tmp_path / "model.zip") as archive:
        assert archive.testzip() is None
        check_complete({name: archive.read(name) for name in archive.namelist()}, manifest, home)


def test_the_zip_comes_in_chunks_and_always_the_same(home, manifest):
    chunks = list(bundle.stream_zip(home, manifest))
    assert len(chunks) > 2
    assert zipfile.is_zipfile(io.BytesIO(b"".join(chunks)))
    again = hashlib.sha256(b"".join(bundle.stream_zip(home, manifest)))
    assert again.digest() == hashlib.sha256(b"".join(chunks)).digest()


def test_size_is_that_of_the_files(home, manifest, tmp_path):
    bundle.write(home, manifest, tmp_path / "model")
    assert bundle.size(home, manifest) == sum(map(len, contents(tmp_path / "model").values()))


def test_an_earlier_bundle_is_replaced(home, manifest, tmp_path):
    bundle.write(home, manifest, tmp_path / "model")
    (tmp_path / "model" / "heads" / "stale").mkdir()
    bundle.write(home, {**manifest, "version": 2}, tmp_path / "model")
    assert not (tmp_path / "model" / "heads" / "stale").exists()
    assert json.loads((tmp_path / "model" / "manifest.json").read_text())["version"] == 2
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["model"]


def test_an_empty_folder_is_filled(home, manifest, tmp_path):
    (tmp_path / "model").mkdir()
    bundle.write(home, manifest, tmp_path / "model")
    assert (tmp_path / "model" / "manifest.json").exists()


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json"])
def test_somebody_s_own_files_are_never_replaced(home, manifest, tmp_path, name):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / name).write_text('{"format": "thesis"}')
    with pytest.raises(BadParameter, match="is none of these: nothing was written"):
        bundle.write(home, manifest, tmp_path / "thesis")
    assert contents(tmp_path / "thesis") == {name: b'{"format": "thesis"}'}


def test_a_file_is_no_folder(home, manifest, tmp_path):
    (tmp_path / "model").write_text("mine")
    with pytest.raises(BadParameter):
        bundle.write(home, manifest, tmp_path / "model")
    assert (tmp_path / "model").read_text() == "mine"


def test_files_that_are_gone_are_told_before_anything_is_written(home, manifest, tmp_path):
    shutil.rmtree(home.artifacts / "heads" / manifest["head"]["sha256"])
    for out in (tmp_path / "model", tmp_path / "model.zip"):
        with pytest.raises(ArtifactMissing, match="Train the project again") as caught:
            bundle.write(home, manifest, out)
        assert caught.value.details == {"missing": f"heads/{manifest['head']['sha256']}"}
        assert not out.exists()
    with pytest.raises(ArtifactMissing):
        bundle.stream_zip(home, manifest)


def test_a_version_whose_files_are_gone_is_listed_and_hides_no_other(
    settings, home, session, project, new_run, parts
):
    told = []
    for weights in (b"one head", b"another"):
        parts["head"]["sha256"] = model_files(home, "heads", weights).sha256
        told.append(versions.publish(session, project, new_run(), Parts.model_validate(parts)).manifest)
    shutil.rmtree(home.artifacts / "heads" / told[0]["head"]["sha256"])
    session.commit()
    answer = create_app(settings).test_client().get(f"/api/projects/{project.id}/versions")
    sizes = {row["number"]: row["bundle_bytes"] for row in answer.json["items"]}
    assert sizes == {2: bundle.size(home, told[1]), 1: None}
