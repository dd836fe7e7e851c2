"""A process killed while it imports or undoes leaves all or nothing: `KILLS=200 pytest tests/desk/test_killed.py`."""

import multiprocessing
import os
import random
import shutil
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from campaign import intake
from campaign.desk import Desk
from campaign.facts.batches import Batch
from campaign.plan.campaigns import Campaign
from campaign.storage import Store
from campaign.team.journal import Entry
from tests.desk.conftest import AT
from tests.desk.test_undoing import FIRST, SECOND, STOCK, state

KILLS = int(os.environ.get("KILLS", "12"))
RECOVERING = 1500  # calls that finishing a batch takes, about
OURS = str(Path(intake.__file__).parents[1])

server = multiprocessing.get_context("forkserver")
server.set_forkserver_preload(["campaign.desk", "campaign.storage.facts.store", "tests.desk.test_undoing"])


def whole(campaign):
    """A file that speaks of figures, products and stock at once."""
    parts = []
    for text in (SECOND, STOCK):
        sheet = intake.open_file(text.encode(), "second.csv")
        parts.append(
            intake.read(sheet, intake.suggest(sheet), store="main", source="shop", zone=campaign.zone, currency="USD")
        )
    return sheet, replace(parts[0], stock=parts[1].stock)


def acting(folder, act, kill_at, counted):
    """Take the file in, or undo it, and be gone at the n-th call of a function by our own code."""
    desk = Desk(Store(folder))
    (campaign,) = desk.store.records(Campaign).all()
    sheet, read = whole(campaign)
    calls = 0

    def count(frame, event, _function):
        nonlocal calls
        if event in ("call", "c_call", "c_return") and frame.f_code.co_filename.startswith(OURS):
            calls += 1
            if calls == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    if act == "recover":
        desk.batches.recover()
    elif act == "import":
        desk.imports.take_in(None, campaign, sheet, read, AT, source="shop")
    else:
        desk.batches.undo(None, campaign, 2, AT)
    sys.setprofile(None)
    counted.value = calls


def run(folder, act, kill_at=0):
    """A process that acts; how many calls it made, and how it ended."""
    counted = server.Value("i", 0)
    process = server.Process(target=acting, args=(folder, act, kill_at, counted))
    process.start()
    process.join(60)
    return counted.value, process.exitcode


def found(folder):
    """What a fresh process makes of the folder: its state, its standing batches, and the desk."""
    desk = Desk(Store(folder))
    desk.batches.recover()
    batches = [(one.id, one.state) for one in desk.store.records(Batch).all()]
    assert not desk.store.incoming.begun()
    return state(desk), batches, desk


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A store before the import, and the same after it."""
    before, after = (tmp_path_factory.mktemp("killed") / name for name in ("before", "after"))
    desk = Desk(Store(before))
    campaign = desk.campaigns.plan(
        None, AT, name="Killed", launch=AT.date(), zone="America/Los_Angeles", currency="USD", store="main"
    )
    sheet = intake.open_file(FIRST.encode(), "first.csv")
    read = intake.read(sheet, intake.suggest(sheet), store="main", source="shop", zone=campaign.zone, currency="USD")
    desk.imports.take_in(None, campaign, sheet, read, AT, source="shop")
    desk.store.close()
    shutil.copytree(before, after)
    calls, code = run(after, "import")
    assert (code, calls > 500) == (0, True)
    return {"import": before, "undo": after, "calls": calls}


@pytest.mark.slow
@pytest.mark.parametrize("act", ["import", "undo"])
def test_a_killed_process_leaves_the_whole_batch_or_nothing_of_it(folders, act, tmp_path, capsys):
    states = {name: found(folders[name])[0] for name in ("import", "undo")}
    assert states["import"] != states["undo"]
    shutil.copytree(folders[act], tmp_path / "counted")
    calls, code = run(tmp_path / "counted", act)
    assert code == 0
    rng, ends, rounds = random.Random(11), [], KILLS // 2
    for number in range(rounds):
        folder = tmp_path / str(number)
        shutil.copytree(folders[act], folder)
        kill_at = 1 + int((number + rng.random()) * calls / rounds)
        assert run(folder, act, kill_at)[1] == -signal.SIGKILL
        if number % 2:  # who finishes it is killed too
            run(folder, "recover", 1 + int(rng.random() * RECOVERING))
        now, batches, desk = found(folder)
        stands = now == states["undo"]
        assert stands or now == states["import"], f"{act} killed at call {kill_at} of {calls}"
        gone = [] if act == "import" else [(2, "undone")]
        assert batches == [(1, "in"), *([(2, "in")] if stands else gone)]
        told = [entry.what for entry in desk.store.records(Entry).all() if entry.subject == "batch 2"]
        assert told == ["import"] * (stands or act == "undo") + ["undo_import"] * (act == "undo" and not stands)
        desk.store.close()
        ends.append(stands)
        shutil.rmtree(folder)
    with capsys.disabled():
        print(
            f"\n{act}: killed {rounds} times at calls 1 to {calls}: in {sum(ends)} times, not in {rounds - sum(ends)}"
        )
