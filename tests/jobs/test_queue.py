"""The queue: leases, dead workers, cancelling, and finishing twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from graft.errors import UnknownJob
from graft.jobs import queue
from graft.storage.tables import Attempt, now


def submit(database):
    with database.session() as session:
        return queue.submit(session, "train", None, {}).id


def claim(database, settings, worker="w1"):
    with database.session() as session:
        claimed = queue.claim(session, worker, settings)
        return claimed and (claimed[0].id, claimed[1].id)


def let_lease_run_out(database, attempt_id):
    with database.session() as session:
        session.get_one(Attempt, attempt_id).leased_until = now() - timedelta(seconds=1)


def look(database, job_id):
    with database.reading() as session:
        return queue.describe(session, queue.get(session, job_id))


def finish(database, attempt_id, status="done", **outcome):
    with database.session() as session:
        return queue.finish(session, attempt_id, status, **outcome)


def test_jobs_are_taken_in_order_and_once(database, settings):
    first, second = submit(database), submit(database)
    assert [claim(database, settings)[0], claim(database, settings)[0]] == [first, second]
    assert claim(database, settings) is None


def test_what_takes_a_moment_does_not_wait_for_a_training(database, settings):
    training = submit(database)
    with database.session() as session:
        quick = queue.submit(session, "predict", None, {}).id
    assert [claim(database, settings)[0], claim(database, settings)[0]] == [quick, training]


def test_a_job_of_a_dead_worker_is_taken_up_again_and_its_late_answer_ignored(database, settings):
    job = submit(database)
    _, lost = claim(database, settings)
    let_lease_run_out(database, lost)
    again, attempt = claim(database, settings, "w2")
    assert again == job
    assert look(database, job)["attempt"] == 2
    assert finish(database, lost, result={"from": "the dead"}) is False
    assert finish(database, attempt, result={"from": "the living"}) is True
    assert look(database, job)["result"] == {"from": "the living"}


def test_finishing_twice_is_harmless(database, settings):
    submit(database)
    job, attempt = claim(database, settings)
    assert finish(database, attempt, result={"n": 1})
    assert not finish(database, attempt, result={"n": 2})
    assert look(database, job)["result"] == {"n": 1}


def test_a_job_that_kills_every_worker_fails_with_the_reason(database, settings):
    settings = replace(settings, attempts=2)
    job = submit(database)
    for _ in range(2):
        _, attempt = claim(database, settings)
        let_lease_run_out(database, attempt)
    assert claim(database, settings) is None
    assert look(database, job)["status"] == "failed"
    assert look(database, job)["error"]["code"] == "worker_died"


def test_renewing_keeps_the_lease_and_tells_of_a_cancel(database, settings):
    job = submit(database)
    _, attempt = claim(database, settings)
    let_lease_run_out(database, attempt)
    with database.session() as session:
        assert queue.renew(session, attempt, settings)
    assert claim(database, settings, "w2") is None
    with database.session() as session:
        queue.cancel(session, job)
    with database.session() as session:
        assert not queue.renew(session, attempt, settings)


def test_cancelling_a_waiting_job_ends_it_at_once(database, settings):
    job = submit(database)
    with database.session() as session:
        queue.cancel(session, job)
    assert look(database, job)["status"] == "cancelled"
    assert claim(database, settings) is None


def test_cancelling_what_has_ended_changes_nothing(database, settings):
    submit(database)
    job, attempt = claim(database, settings)
    finish(database, attempt, result={})
    with database.session() as session:
        queue.cancel(session, job)
    assert look(database, job)["status"] == "done"


def test_a_cancelled_job_whose_worker_died_is_cancelled_not_tried_again(database, settings):
    job = submit(database)
    _, attempt = claim(database, settings)
    with database.session() as session:
        queue.cancel(session, job)
    let_lease_run_out(database, attempt)
    assert claim(database, settings) is None
    assert look(database, job)["status"] == "cancelled"


def test_unknown_job(database):
    with database.reading() as session, pytest.raises(UnknownJob):
        queue.get(session, "nothing")
