"""Documents: TinyDB's API with transactions, revisions, and the writes of others seen at the next read."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import Query, where
from tinydb.table import Document

from campaign.storage.documents.database import Documents, StaleEdit, StoreBusy

HERE = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "eleven.sqlite"


@pytest.fixture
def documents(path):
    with Documents(path) as documents:
        yield documents


@pytest.fixture
def tasks(documents):
    tasks = documents.table("tasks")
    tasks.insert_multiple({"title": f"task {n}", "done": False, "who": []} for n in range(3))
    return tasks


def other_process(path, code):
    program = (
        f"from pathlib import Path\nfrom campaign.storage.documents.database import Documents\n"
        f"with Documents(Path({str(path)!r})) as documents:\n    tasks = documents.table('tasks')\n    {code}\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env=os.environ | {"PYTHONPATH": str(HERE)})


def test_a_document_is_still_there_after_reopening(path):
    with Documents(path) as documents:
        id_ = documents.table("tasks").insert({"title": "价格检查", "share": 0.1, "none": None})
    with Documents(path) as documents:
        assert documents.table("tasks").get(doc_id=id_) == {"title": "价格检查", "share": 0.1, "none": None}


def test_every_commit_is_written_to_the_disk_before_it_returns(documents):
    connection = documents.storage._file._writer
    assert connection.execute("pragma synchronous").fetchone() == (2,)
    assert connection.execute("pragma journal_mode").fetchone() == ("wal",)


def test_the_writes_of_another_process_are_seen_at_the_next_read(path, tasks):
    assert len(tasks.search(where("done") == False)) == 3  # noqa: E712
    other_process(path, "tasks.update({'done': True}, doc_ids=[2]); tasks.remove(doc_ids=[3]); tasks.insert({'x': 1})")
    assert tasks.get(doc_id=2)["done"] is True
    assert tasks.get(doc_id=3) is None
    assert tasks.get(doc_id=4) == {"x": 1}
    assert [task.doc_id for task in tasks.search(where("done") == False)] == [1]  # noqa: E712


def test_a_transaction_begins_with_what_another_process_wrote(path, tasks):
    other_process(path, "tasks.update({'done': True}, doc_ids=[1])")
    tasks.update(lambda task: task.update(seen=task["done"]), doc_ids=[1])
    assert tasks.get(doc_id=1)["seen"] is True


def test_two_stores_on_one_file_see_each_other_and_never_give_an_id_twice(path, tasks):
    with Documents(path) as second:
        theirs = second.table("tasks")
        given_ids = [tasks.insert({}), theirs.insert({}), tasks.insert({}), theirs.insert({})]
        assert given_ids == [4, 5, 6, 7]
        assert len(tasks) == len(theirs) == 7


def test_the_id_of_a_removed_document_is_not_given_again(documents, tasks):
    tasks.remove(doc_ids=[3])
    assert tasks.insert({}) == 4
    assert tasks.insert_multiple([Document({}, 9), {}]) == [9, 10]


def test_a_table_dropped_by_one_is_gone_for_the_other(path, documents, tasks):
    with Documents(path) as second:
        assert len(second.table("tasks")) == 3
        documents.drop_table("tasks")
        assert second.tables() == set()
        assert second.table("tasks").all() == []
        assert second.table("tasks").insert({}) == 1


def test_a_truncated_table_stays_and_counts_from_one(path, documents, tasks):
    tasks.truncate()
    with Documents(path) as second:
        assert second.tables() == {"tasks"}
        assert second.table("tasks").insert({"fresh": True}) == 1
    assert tasks.all() == [{"fresh": True}]


def test_the_revision_grows_with_every_commit_of_anyone_and_with_nothing_else(path, documents, tasks):
    before = documents.revision()
    tasks.get(doc_id=1)
    tasks.update({"done": False}, doc_ids=[1])
    assert documents.revision() == before
    tasks.update({"done": True}, doc_ids=[1])
    assert documents.revision() == before + 1
    with Documents(path) as second:
        second.table("elsewhere").insert({})
    assert documents.revision() == before + 2
    tasks.remove(doc_ids=[1])
    assert documents.revision() == before + 3


def test_an_update_of_what_somebody_changed_since_is_refused(path, tasks):
    seen = tasks.rev(1)
    with Documents(path) as second:
        second.table("tasks").update({"done": True}, doc_ids=[1])
    with pytest.raises(StaleEdit, match="tasks 1 was changed by someone else") as refusal:
        tasks.update({"title": "mine"}, doc_ids=[1], expect_rev=seen)
    assert refusal.value.facts == {"table": "tasks", "id": 1, "expected": seen, "found": tasks.rev(1)}
    assert tasks.get(doc_id=1)["title"] == "task 0"
    tasks.update({"title": "mine"}, doc_ids=[1], expect_rev=tasks.rev(1))
    assert tasks.get(doc_id=1)["title"] == "mine"


def test_an_update_of_what_somebody_removed_since_is_refused(tasks):
    seen = tasks.rev(1)
    tasks.remove(doc_ids=[1])
    with pytest.raises(StaleEdit, match="removed"):
        tasks.update({"title": "mine"}, doc_ids=[1], expect_rev=seen)


@pytest.mark.parametrize("read", ["get", "all", "search", "iterate", "search again"])
def test_changing_a_returned_document_changes_nobody_elses(tasks, read):
    query = where("title") == "task 0"
    reads = {
        "get": lambda: tasks.get(doc_id=1),
        "all": lambda: tasks.all()[0],
        "search": lambda: tasks.search(query)[0],
        "iterate": lambda: next(iter(tasks)),
        "search again": lambda: (tasks.search(query), tasks.search(query))[1][0],
    }
    mine = reads[read]()
    mine["who"].append("leak")
    mine["title"] = "leak"
    assert reads[read]() == {"title": "task 0", "done": False, "who": []}


def test_a_failed_transaction_changes_nothing_in_any_table(path, documents, tasks):
    journal = documents.table("journal")
    before = documents.revision()

    def tick_and_fail():
        with documents.transaction():
            tasks.update({"done": True}, doc_ids=[1])
            tasks.remove(doc_ids=[2])
            journal.insert({"told": "ticked"})
            documents.drop_table("tasks")
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        tick_and_fail()
    assert [task["done"] for task in tasks.all()] == [False] * 3
    assert journal.all() == []
    assert documents.tables() == {"tasks"}
    assert documents.revision() == before
    assert journal.insert({"told": "first"}) == 1
    with Documents(path) as second:
        assert len(second.table("tasks")) == 3


def test_a_transaction_sees_its_own_changes_and_others_only_the_commit(documents, tasks):
    seen = []

    def look():
        thread = threading.Thread(target=lambda: seen.append((tasks.get(doc_id=1)["done"], len(tasks))))
        thread.start()
        thread.join()

    with documents.transaction():
        tasks.update({"done": True}, doc_ids=[1])
        tasks.insert({"title": "new", "done": True})
        assert (tasks.get(doc_id=1)["done"], len(tasks)) == (True, 4)
        assert tasks.count(where("done") == True) == 2  # noqa: E712
        look()
    look()
    assert seen == [(False, 3), (True, 4)]


def test_a_transaction_inside_another_is_part_of_it(documents, tasks):
    def tick_inside_what_fails():
        with documents.transaction():
            with documents.transaction():
                tasks.update({"done": True}, doc_ids=[1])
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        tick_inside_what_fails()
    assert tasks.get(doc_id=1)["done"] is False


def test_a_document_that_is_no_json_leaves_everything_as_it_was(documents, tasks):
    with pytest.raises(TypeError):
        tasks.update(lambda task: task.update(done=object() if task["title"] == "task 2" else True))
    with pytest.raises(ValueError, match="JSON"):
        tasks.insert({"share": float("nan")})
    assert [task["done"] for task in tasks.all()] == [False] * 3
    assert len(tasks) == 3


def test_an_updater_that_fails_inside_a_transaction_leaves_its_table_as_it_was(documents, tasks):
    with documents.transaction():
        tasks.update({"done": True}, doc_ids=[1])
        with pytest.raises(KeyError):
            tasks.update(lambda task: task.update(done=task["missing"]))
    assert [task["done"] for task in tasks.all()] == [True, False, False]


def test_a_search_repeated_after_a_change_is_a_new_search(tasks):
    done = Query().done == True  # noqa: E712
    assert tasks.count(done) == 0
    tasks.update({"done": True}, doc_ids=[2])
    assert tasks.count(done) == 1
    assert [task.doc_id for task in tasks.search(done)] == [2]


def test_whoever_waits_too_long_to_write_reads_a_sentence(path, documents, tasks):
    with Documents(path, wait_seconds=0.05) as impatient, documents.transaction():
        with pytest.raises(StoreBusy, match=r"eleven.sqlite is being written .* Try again"):
            impatient.table("tasks").insert({})
        assert len(impatient.table("tasks")) == 3
    assert len(tasks) == 3


def test_a_forked_child_and_its_parent_both_go_on_writing(path, documents, tasks):
    with documents.transaction():  # the child must inherit neither the lock nor the unfinished change
        tasks.update({"done": True}, doc_ids=[1])
        child = os.fork()
        if child == 0:
            read = tasks.get(doc_id=1)["done"]
            os._exit(7 if read is False else 8)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    child = os.fork()
    if child == 0:
        tasks.insert({"title": "by the child"})
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert tasks.get(doc_id=4) == {"title": "by the child"}
    assert tasks.get(doc_id=1)["done"] is True
    assert tasks.insert({}) == 5


def test_the_storage_reads_and_writes_the_whole_database_as_tinydb_does(documents, tasks):
    whole = documents.storage.read()
    assert whole["tasks"]["1"] == {"title": "task 0", "done": False, "who": []}
    kept = tasks.rev(1)
    documents.storage.write({"tasks": {"1": whole["tasks"]["1"], "7": {"x": 1}}, "journal": {}})
    assert documents.storage.read() == {"tasks": {"1": whole["tasks"]["1"], "7": {"x": 1}}, "journal": {}}
    assert tasks.rev(1) == kept
    assert tasks.insert({}) == 8


def test_a_name_of_a_table_may_be_any_text(documents):
    documents.table("drop table document; --'\"").insert({"a": 1})
    assert documents.tables() == {"drop table document; --'\""}


bodies = st.dictionaries(
    st.sampled_from(["a", "b", "甲"]),
    st.one_of(st.none(), st.integers(-3, 3), st.text(max_size=3), st.lists(st.booleans(), max_size=2)),
    max_size=3,
)
ids = st.integers(1, 6)
steps = st.one_of(
    st.tuples(st.just("insert"), bodies),
    st.tuples(st.just("insert at"), ids, bodies),
    st.tuples(st.just("update"), ids, bodies),
    st.tuples(st.just("update where"), st.integers(-1, 1), bodies),
    st.tuples(st.just("remove"), ids),
    st.tuples(st.just("remove where"), st.integers(-1, 1)),
    st.tuples(st.just("upsert"), ids, bodies),
    st.tuples(st.just("truncate")),
)


def apply(step, table):
    match step:
        case ("insert", body):
            table.insert(body)
        case ("insert at", id_, body):
            if not table.contains(doc_id=id_):
                table.insert(Document(body, id_))
        case ("update", id_, body):
            table.update(body, doc_ids=[id_])
        case ("update where", a, body):
            table.update(body, where("a") == a)
        case ("remove", id_):
            table.remove(doc_ids=[id_])
        case ("remove where", a):
            table.remove(where("a") == a)
        case ("upsert", id_, body):
            table.upsert(Document(body, id_))
        case ("truncate",):
            table.truncate()


def apply_to_dict(step, documents, next_id):
    """The same step on a plain dict; returns the id the next document gets."""
    match step:
        case ("insert", body):
            documents[next_id] = dict(body)
        case ("insert at", id_, body):
            documents.setdefault(id_, dict(body))
        case ("update", id_, body):
            if id_ in documents:
                documents[id_].update(body)
        case ("update where", a, body):
            for document in documents.values():
                if document.get("a") == a and "a" in document:
                    document.update(body)
        case ("remove", id_):
            documents.pop(id_, None)
        case ("remove where", a):
            for id_ in [id_ for id_, document in documents.items() if "a" in document and document["a"] == a]:
                del documents[id_]
        case ("upsert", id_, body):
            documents.setdefault(id_, {}).update(body)
        case ("truncate",):
            documents.clear()
            return 1
    return max(next_id, *(id_ + 1 for id_ in documents), 1)


@settings(max_examples=60, deadline=None)
@given(transactions=st.lists(st.tuples(st.lists(steps, max_size=5), st.booleans(), st.booleans()), max_size=6))
def test_any_sequence_of_changes_through_two_stores_equals_a_plain_dict(tmp_path_factory, transactions):
    path = tmp_path_factory.mktemp("oracle") / "eleven.sqlite"
    oracle, next_id = {}, 1
    with Documents(path) as one, Documents(path) as other:
        for changes, through_one, kept in transactions:
            documents = one if through_one else other
            trial, trial_next = json.loads(json.dumps(oracle)), next_id
            trial = {int(id_): document for id_, document in trial.items()}
            try:
                with documents.transaction():
                    for step in changes:
                        apply(step, documents.table("t"))
                        trial_next = apply_to_dict(step, trial, trial_next)
                        assert {d.doc_id: dict(d) for d in documents.table("t").all()} == trial
                    if not kept:
                        raise InterruptedError
                oracle, next_id = trial, trial_next
            except InterruptedError:
                pass
            for reader in (one, other):
                assert {d.doc_id: dict(d) for d in reader.table("t").all()} == oracle
                assert {d.doc_id for d in reader.table("t").search(where("a") == 1)} == {
                    id_ for id_, document in oracle.items() if "a" in document and document["a"] == 1
                }
    with Documents(path) as reopened:
        assert {d.doc_id: dict(d) for d in reopened.table("t").all()} == oracle
