"""What was stored is whole, once, and on the disk; a full disk loses nothing."""

import errno
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy.exc import OperationalError

from graft.errors import DiskFull, UnknownImage
from graft.storage import events
from graft.storage.database import MIGRATIONS, Database
from graft.storage.files import disk_errors, write_aside
from graft.storage.tables import Example, Project, Run, Table


def test_blobs_are_kept_once_by_content(home):
    first, second = home.blobs.put(b"picture"), home.blobs.put(b"picture")
    assert first == second
    assert home.blobs.read(first) == b"picture"
    assert sum(path.is_file() for path in home.blobs.root.rglob("*")) == 1


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 63, "G" * 64])
def test_a_blob_name_is_never_a_path(home, name):
    with pytest.raises(UnknownImage):
        home.blobs.path(name)


def test_an_interrupted_write_leaves_what_was_there(tmp_path):
    target = tmp_path / "file"
    target.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), write_aside(target) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_says_so_and_leaves_nothing(tmp_path):
    with pytest.raises(DiskFull), write_aside(tmp_path / "file"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_space_says_the_same():
    with pytest.raises(DiskFull), disk_errors():
        raise OperationalError("insert", {}, Exception("database or disk is full"))


def test_migrating_is_harmless_to_repeat_and_to_race(home):
    databases = [Database(home.database_url) for _ in range(3)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(Database.migrate, databases))
    with databases[0].reading() as session:
        assert session.query(Project).count() == 0
    for database in databases:
        database.close()


def test_a_failed_session_changes_nothing(database):
    with pytest.raises(ZeroDivisionError), database.session() as session:
        session.add(Project(name="half"))
        session.flush()
        _ = 1 / 0
    with database.reading() as session:
        assert session.query(Project).count() == 0


def test_events_come_in_order_and_only_the_projects_own(database):
    with database.session() as session:
        for project in ("a", "b", "a"):
            events.emit(session, "examples", project)
        events.emit(session, "worker")
    with database.reading() as session:
        assert [row.id for row in events.since(session, 0, "a")] == [1, 3, 4]
        assert [row.id for row in events.since(session, 3, None)] == [4]


def test_old_events_go(database):
    with database.session() as session:
        for _ in range(events.KEPT + 150):
            events.emit(session, "examples", "a")
    with database.reading() as session:
        assert len(events.since(session, 0, "a")) <= events.KEPT + 100


def test_everyone_who_waits_hears_of_an_event_another_process_wrote(home, database):
    watch = events.Watch(database)
    with database.session() as session:
        events.emit(session, "project")
        last = events.last_id(session)
    with watch.open(), watch.open(), ThreadPoolExecutor(2) as pool:
        assert watch.wait(last - 1, 30), "what is there already needs no waiting"
        waiting = [pool.submit(watch.wait, last, 30) for _ in range(2)]
        other = Database(home.database_url)
        with other.session() as session:
            events.emit(session, "project")
        other.close()
        assert all(one.result() for one in waiting)
        assert not watch.wait(last + 1, 0)


def test_whoever_watches_the_database_is_told_of_commits_and_of_nothing_else(home, database):
    other = Database(home.database_url)
    with database.watching() as written:
        assert written(), "at first it may have been"
        with other.reading() as session:
            events.last_id(session)
        with pytest.raises(ZeroDivisionError), other.session() as session:
            events.emit(session, "project")
            raise ZeroDivisionError
        assert not written()
        for one in (other, database):
            with one.session() as session:
                events.emit(session, "project")
            assert (written(), written()) == (True, False)
    other.close()


def test_nobody_looks_for_events_once_nobody_waits(database):
    watch = events.Watch(database)

    def looking() -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if thread.name == "events"]

    before = looking()
    with watch.open():
        ours = [thread for thread in looking() if thread not in before]
        assert len(ours) == 1
    ours[0].join(30)
    assert not ours[0].is_alive()
    with watch.open():
        assert watch.wait(-1, 30), "and again for the next"


def migrated_from(database: Database, revision: str, *statements: str) -> None:
    """Bring a database up to date that is of an older revision and has something in it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()
        command.upgrade(config, "head")
        connection.commit()


def test_examples_of_before_several_tasks_are_kept(home):
    """Migration 0003 makes the table of examples anew: what was in it stays."""
    database = Database(home.database_url)
    migrated_from(
        database,
        "0001",
        "INSERT INTO project VALUES ('p', 'Old', 'single_label', NULL, NULL, '2026-01-01', NULL)",
        "INSERT INTO class VALUES ('c', 'p', 'a', 0, '2026-01-01', NULL)",
        "INSERT INTO image VALUES ('s', 'PNG', 1, 1, 1, '2026-01-01')",
        "INSERT INTO example VALUES ('e', 1, 'p', 'c', 's', 's', NULL, 'upload', '', '2026-01-01', NULL)",
    )
    with database.reading() as session:
        row = session.get_one(Example, "e")
        assert (row.class_id, row.value, row.none_of_these) == ("c", None, False)
    database.close()


def test_runs_of_before_know_how_many_examples_they_have(home):
    database = Database(home.database_url)
    migrated_from(
        database,
        "0003",
        "INSERT INTO project (id, name, task, created_at) VALUES ('p', 'Old', 'single_label', '2026-01-01')",
        "INSERT INTO job (id, kind, payload, status, cancel_requested, created_at) "
        "VALUES ('j', 'train', '{}', 'done', 0, '2026-01-01')",
        "INSERT INTO run (id, project_id, job_id, strategy, backbone, seed, classes, examples, created_at) "
        """VALUES ('r', 'p', 'j', 'head', 'b', 1, '[]', '[["e", "s"], ["f", "t"]]', '2026-01-01')""",
    )
    with database.reading() as session:
        assert session.get_one(Run, "r").example_count == 2
    database.close()


def test_the_tables_are_what_the_migrations_make(database):
    with database.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), Table.metadata)
    assert found == []
