"""Many write at once and some are killed: no tick is lost, no transaction is torn; `KILLS=50 pytest` kills more."""

import multiprocessing
import os
import random
import sqlite3
import threading
import time
from contextlib import closing

import pytest

from campaign.storage.documents.database import Documents

SESSIONS, TICKS = 8, 25
ROUNDS, WRITERS = int(os.environ.get("KILLS", "20")), 3
TASKS = 20

forking = multiprocessing.get_context("fork")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "eleven.sqlite"
    with Documents(path) as documents:
        documents.table("tasks").insert_multiple({"ticks": 0, "note": "x" * 200} for _ in range(TASKS))
    return path


def tick(task):
    task["ticks"] += 1


def session(documents, number, same_task):
    for count in range(TICKS):
        documents.table("tasks").update(tick, doc_ids=[1 if same_task else 1 + (number + count) % TASKS])


def sessions(path, numbers, same_task):
    with Documents(path) as documents:
        threads = [threading.Thread(target=session, args=(documents, number, same_task)) for number in numbers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def ticks(path):
    with Documents(path) as documents:
        return sum(task["ticks"] for task in documents.table("tasks"))


@pytest.mark.slow
@pytest.mark.parametrize("same_task", [True, False], ids=["one task", "many tasks"])
def test_no_tick_of_eight_sessions_in_threads_is_lost(path, same_task):
    sessions(path, range(SESSIONS), same_task)
    assert ticks(path) == SESSIONS * TICKS == 200


@pytest.mark.slow
@pytest.mark.parametrize("same_task", [True, False], ids=["one task", "many tasks"])
def test_no_tick_of_eight_sessions_in_four_processes_is_lost(path, same_task):
    processes = [forking.Process(target=sessions, args=(path, (n, n + 4), same_task)) for n in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    assert ticks(path) == SESSIONS * TICKS == 200


@pytest.mark.slow
def test_several_processes_may_open_a_new_file_at_once(tmp_path):
    def open_and_insert(path):
        with Documents(path) as documents:
            documents.table("tasks").insert({})

    for round_ in range(3):
        path = tmp_path / f"{round_}.sqlite"
        processes = [forking.Process(target=open_and_insert, args=(path,)) for _ in range(6)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        with Documents(path) as documents:
            assert [task.doc_id for task in documents.table("tasks")] == [1, 2, 3, 4, 5, 6]


def write_until_killed(path, writer, told):
    """Tick a task and tell the journal in one transaction; acknowledge each commit by its number."""
    with Documents(path) as documents:
        tasks, journal = documents.table("tasks"), documents.table("journal")
        for number in range(1_000_000):
            with documents.transaction():
                tasks.update(tick, doc_ids=[random.randint(1, TASKS)])
                journal.insert({"writer": writer, "number": number})
            os.write(told, f"{writer}:{number}\n".encode())


def acknowledged(told):
    with os.fdopen(told) as lines:
        return {line.strip() for line in lines if line.endswith("\n")}


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_acknowledged_and_tears_no_transaction(path, tmp_path, capsys):
    kept, everything_acknowledged = set(), 0
    for round_ in range(ROUNDS):
        pipes, writers = [], []
        for number in range(WRITERS):
            log = os.open(tmp_path / f"{round_}.{number}", os.O_CREAT | os.O_RDWR)
            pipes.append(log)
            writers.append(forking.Process(target=write_until_killed, args=(path, f"{round_}.{number}", log)))
            writers[-1].start()
        time.sleep(random.uniform(0.1, 0.3))
        for writer in writers:
            writer.kill()
        for writer in writers:
            writer.join()
        for log in pipes:
            os.lseek(log, 0, os.SEEK_SET)
        promised = set().union(*(acknowledged(log) for log in pipes))
        everything_acknowledged += len(promised)

        with closing(sqlite3.connect(path)) as file:
            assert file.execute("pragma integrity_check").fetchone() == ("ok",)
        with Documents(path) as documents:
            told = [f"{entry['writer']}:{entry['number']}" for entry in documents.table("journal")]
            ticked = sum(task["ticks"] for task in documents.table("tasks"))
        assert promised <= set(told)
        assert kept <= set(told)
        assert ticked == len(told) == len(set(told))
        kept = set(told)
    assert everything_acknowledged >= ROUNDS
    with capsys.disabled():
        print(
            f"\n{ROUNDS} rounds of kill -9 with {WRITERS} writers: "
            f"{everything_acknowledged} commits acknowledged, 0 lost, 0 torn, {len(kept)} kept, integrity ok"
        )
