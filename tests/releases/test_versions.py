import pytest
from pydantic import ValidationError
from sqlalchemy import select

from graft.errors import UnknownVersion
from graft.releases import versions
from graft.storage.tables import Event, Project, Version


def told(session) -> list[int]:
    """Version numbers that pages were told of, by the manifests that came with them."""
    events = [event.data for event in session.scalars(select(Event).order_by(Event.id))]
    assert [data["version"] for data in events] == [data["manifest"]["version"] for data in events]
    return [data["version"] for data in events]


def test_each_run_s_version_has_the_next_number_and_becomes_current(session, project, new_run, made):
    for number in (1, 2, 3):
        assert versions.publish(session, project, new_run(), made).number == number
        assert project.current_version == number
    assert [version.number for version in versions.list_versions(session, project)] == [3, 2, 1]
    assert told(session) == [1, 2, 3]


def test_numbers_are_counted_by_project(session, project, new_run, made):
    versions.publish(session, project, new_run(), made)
    other = Project(name="Bins")
    session.add(other)
    session.flush()
    assert versions.publish(session, other, new_run(), made).number == 1
    assert len(versions.list_versions(session, project)) == 1


def test_publishing_twice_is_harmless(session, project, new_run, made):
    run = new_run()
    first = versions.publish(session, project, run, made)
    versions.publish(session, project, new_run(), made)
    versions.make_current(session, project, 1)
    again = versions.publish(session, project, run, made)
    assert again.id == first.id
    assert project.current_version == 1
    assert session.scalars(select(Version.number).order_by(Version.number)).all() == [1, 2]


def test_the_version_carries_its_manifest(session, project, new_run, made):
    version = versions.publish(session, project, new_run(), made)
    assert version.manifest["version"] == version.number == 1
    assert version.manifest["created_at"].startswith(version.created_at.strftime("%Y-%m-%dT%H:%M:%S"))


def test_a_version_whose_manifest_is_wrong_is_not_published(session, project, new_run, made):
    run = new_run()
    run.classes = [{"id": "a"}]
    with pytest.raises(ValidationError):
        versions.publish(session, project, run, made)
    assert versions.list_versions(session, project) == []
    assert project.current_version is None


def test_rolling_back_and_forward(session, project, new_run, made):
    for _ in range(2):
        versions.publish(session, project, new_run(), made)
    assert versions.make_current(session, project, 1).number == 1
    assert versions.get(session, project, "current").number == 1
    assert versions.make_current(session, project, 2).number == 2
    assert versions.get(session, project, "current").number == 2
    assert told(session) == [1, 2, 1, 2]


def test_making_current_what_is_current_tells_nobody(session, project, new_run, made):
    versions.publish(session, project, new_run(), made)
    versions.make_current(session, project, 1)
    assert told(session) == [1]


def test_a_number_that_was_never_published(session, project, new_run, made):
    versions.publish(session, project, new_run(), made)
    for ask in (versions.get, versions.make_current):
        with pytest.raises(UnknownVersion, match=r"has no version 9. The newest is version 1\.") as caught:
            ask(session, project, 9)
        assert caught.value.status == 404
    assert project.current_version == 1


def test_a_project_that_was_never_trained(session, project):
    with pytest.raises(UnknownVersion, match=r"no current version\. It has none yet: train it first"):
        versions.get(session, project, "current")
