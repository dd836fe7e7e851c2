import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from campaign import cli

NOW = datetime(2026, 11, 12, 22, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    """What one call said: exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The one JSON value on standard output."""
        return json.loads(self.out)


Run = Callable[..., Said]


def runner(folder: Path, now: datetime = NOW) -> Run:
    def run(*words: object, as_json: bool = True) -> Said:
        out, err = io.StringIO(), io.StringIO()
        argv = ["--data", str(folder), *map(str, words), *(["--json"] if as_json else [])]
        status = cli.main(argv, now, out, err)
        return Said(status, out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return runner(tmp_path / "store")


@pytest.fixture
def planned(run: Run) -> Run:
    """A folder with one campaign and its commander."""
    assert run("new", "--name", "Double 11", "--launch", "2016-11-11", "--zone", "Asia/Shanghai", "--currency", "CNY",
               "--store", "beauty", "--gmv", "1200000.50").status == 0  # fmt: skip
    assert run("users", "add", "Lin Yue", "--login", "lin", "--role", "commander").status == 0
    return run


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The demo campaign, to be read only."""
    run = runner(tmp_path_factory.mktemp("demo"))
    assert run("demo", "--day", "2026-11-12").value == {"campaign": 1}
    return run
