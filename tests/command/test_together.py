"""Several processes at the command line on one folder at once: nothing is lost."""

import multiprocessing
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from campaign.plan.tasks import Task
from campaign.storage import Store
from campaign.team.journal import Entry
from tests.command.conftest import runner

PROCESSES = 4
SESSIONS, TICKS = 8, 25


def tick_all(folder: Path, session: int) -> int:
    """One session's ticks: every task in turn, back and forth, begun at another place."""
    run = runner(folder)
    names = [row["task"] for row in run("tasks", "--campaign", 1).value]
    mine = names[session * 12 : session * 12 + 12]
    kept = 0
    for place in range(TICKS):
        name = mine[(place // 2) % len(mine)]
        kept += (
            run("tick", name, "--campaign", 1, "--as", f"lead{session}", *(["--undo"] if place % 2 else [])).status == 0
        )
    return kept


def take_in(folder: Path, place: int) -> int:
    """One process's file: its own products on the common day."""
    path = folder.parent / f"part{place}.csv"
    lines = [f"2026-11-11,p{place}-{number},{number}" for number in range(250)]
    path.write_text("day,product_id,units\n" + "\n".join(lines) + "\n")
    return runner(folder)("import", path, "--campaign", 1).status


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    run = runner(tmp_path / "store")
    assert run("new", "--name", "Double 11", "--launch", "2026-11-11", "--store", "main").status == 0
    for session in range(SESSIONS):
        run("users", "add", f"Lead {session}", "--login", f"lead{session}", "--role", "commander")
    return tmp_path / "store"


def pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn"))


@pytest.mark.slow
def test_eight_sessions_of_25_ticks_in_four_processes_keep_200_of_200(folder: Path) -> None:
    with pool() as processes:
        kept = list(processes.map(tick_all, [folder] * SESSIONS, range(SESSIONS)))
    assert sum(kept) == SESSIONS * TICKS
    store = Store(folder)
    events = [event for task in store.records(Task).all() for event in task.history]
    entries = [entry for entry in store.records(Entry).all() if entry.what in ("tick", "untick")]
    store.close()
    assert len(events) == len(entries) == SESSIONS * TICKS
    for session in range(SESSIONS):
        assert sum(entry.who == f"Lead {session}" for entry in entries) == TICKS


@pytest.mark.slow
def test_all_processes_on_one_task_keep_every_act(folder: Path) -> None:
    with pool() as processes:
        list(processes.map(tick_one, [folder] * PROCESSES, range(PROCESSES)))
    store = Store(folder)
    (task,) = [one for one in store.records(Task).all() if one.task == "P1-OV-1"]
    entries = [entry for entry in store.records(Entry).all() if entry.subject == "task P1-OV-1"]
    store.close()
    assert len(task.history) == len(entries)
    assert [event.act for event in task.history] == [entry.what for entry in entries]


def tick_one(folder: Path, session: int) -> None:
    run = runner(folder)
    for place in range(10):
        run("tick", "P1-OV-1", "--campaign", 1, "--as", f"lead{session}", *(["--undo"] if place % 2 else []))


@pytest.mark.slow
def test_four_processes_import_different_products_of_one_day_and_every_row_is_there(folder: Path) -> None:
    with pool() as processes:
        assert list(processes.map(take_in, [folder] * PROCESSES, range(PROCESSES))) == [0] * PROCESSES
    rows = runner(folder)("totals", "--campaign", 1, "--by", "product", "--to", "2026-11-20").value
    assert {row["product"]: row["units"] for row in rows} == {
        f"p{place}-{number}": number for place in range(PROCESSES) for number in range(250)
    }


@pytest.mark.slow
def test_real_processes_started_at_once_all_tick(folder: Path) -> None:
    names = ["P1-OV-1", "P1-OV-2", "P1-PR-1", "P1-MK-1"]
    command = [sys.executable, "-m", "campaign", "--data", str(folder), "--json", "tick"]
    started = [
        subprocess.Popen([*command, name, "--campaign", "1", "--as", "lead0"], stdout=subprocess.PIPE) for name in names
    ]
    said = [process.communicate(timeout=60)[0] for process in started]
    assert [process.returncode for process in started] == [0] * len(names)
    assert all(b'"status": "done"' in one for one in said)
    done = runner(folder)("tasks", "--campaign", 1, "--status", "done").value
    assert {row["task"] for row in done} == set(names)
