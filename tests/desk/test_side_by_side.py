"""Files taken in side by side, some of them undone meanwhile; `IMPORTS=200 pytest` takes two hundred."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from campaign.desk import Desk
from campaign.facts.batches import Batch
from campaign.storage import Store
from tests.desk.test_undoing import stored, take_in, undo

FILES, THREADS, EACH_UNDONE = int(os.environ.get("IMPORTS", "48")), 8, 10


def text(number):
    return f"day,product_id,units\n2026-11-{1 + number % 20:02d},p{number},{number}\n"


@pytest.mark.slow
def test_imports_side_by_side_lose_nothing(team):
    teams = [team._replace(desk=Desk(Store(team.desk.store.folder))) for _ in range(THREADS)]

    def act(number):
        mine = teams[number % THREADS]
        batch = take_in(mine, text(number), f"{number}.csv", source=f"feed{number % 3}")
        return undo(mine, batch) if number % EACH_UNDONE == 0 else batch

    with ThreadPoolExecutor(THREADS) as threads:
        batches = list(threads.map(act, range(FILES)))
    kept = [number for number in range(FILES) if number % EACH_UNDONE]
    rows = stored(team.desk.store.facts.measured)
    assert sorted((row["product_id"], row["units"]) for row in rows) == sorted((f"p{n}", n) for n in kept)
    receipts = {one.file: one.state for one in team.desk.store.records(Batch).all()}
    assert receipts == {f"{n}.csv": "in" if n % EACH_UNDONE else "undone" for n in range(FILES)}
    assert len({batch.id for batch in batches}) == FILES
    assert len(team.journal("import")) == FILES
    assert not team.desk.store.incoming.begun()
