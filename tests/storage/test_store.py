"""A store: one folder of documents and facts."""

import threading

import pytest

from campaign.base.record import Record
from campaign.storage import Store


class Task(Record):
    table = "tasks"
    ticks: int = 0


class Entry(Record):
    table = "journal"
    told: str


def test_a_store_makes_its_folder(tmp_path):
    store = Store(tmp_path / "data" / "store")
    store.records(Task).add(Task())
    store.close()
    assert (tmp_path / "data" / "store" / "eleven.sqlite").exists()


def test_the_revision_of_an_empty_store_is_zero_and_grows_with_documents(tmp_path):
    store, other = Store(tmp_path), Store(tmp_path)
    assert store.revision() == (0, 0)
    other.records(Task).add(Task())
    assert store.revision() == (1, 0)
    store.close()
    other.close()


def test_a_transaction_holds_two_kinds_of_records_together(tmp_path):
    store = Store(tmp_path)

    def tick_and_fail():
        with store.transaction():
            store.records(Task).add(Task())
            store.records(Entry).add(Entry(told="added"))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        tick_and_fail()
    assert store.records(Task).all() == store.records(Entry).all() == []
    store.close()


def test_threads_of_one_store_read_whole_transactions_while_others_write(tmp_path):
    store = Store(tmp_path)
    tasks, journal = store.records(Task), store.records(Entry)
    tasks.add(Task())
    torn, stop = [], threading.Event()

    def tick():
        for _ in range(50):
            with store.transaction():
                tasks.edit(1, lambda task: task.model_copy(update={"ticks": task.ticks + 1}))
                journal.add(Entry(told="ticked"))

    def read():
        while not stop.is_set():
            ticks, told = tasks.one(1).ticks, len(journal.all())
            if told < ticks:  # the journal is read after the task, so it can only be ahead
                torn.append((ticks, told))

    readers = [threading.Thread(target=read) for _ in range(2)]
    writers = [threading.Thread(target=tick) for _ in range(4)]
    for thread in readers + writers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in readers:
        thread.join()
    assert torn == []
    assert tasks.one(1).ticks == len(journal.all()) == 200
    store.close()
