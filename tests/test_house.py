"""The house keeps its shape: modules stay small, folders too, and nothing speaks of one machine."""

import importlib
import inspect
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LISTED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
TRACKED = [ROOT / name for name in LISTED.split("\n") if name and (ROOT / name).exists()]
TEXTS = [path for path in TRACKED if path.suffix in {".py", ".md", ".toml", ".yaml", ".txt", ".css", ".js", ".po", ""}]


@pytest.mark.parametrize("path", [p for p in TRACKED if p.suffix == ".py"], ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_fits_on_a_few_screens(path):
    lines = path.read_text("utf-8").count("\n")
    most = 150 if path.parent.name == "pages" and path.parents[1] == ROOT else 400
    if path.relative_to(ROOT).parts[0] in ("campaign", "pages"):
        assert lines <= most, f"{path.name} has {lines} lines; split it by a word of the field"


def test_no_file_speaks_of_one_machine():
    paths = re.compile(r"(?<![\w.])/(?:work|root|home)/")
    others = [path for path in TEXTS if path != Path(__file__)]
    assert [str(path.relative_to(ROOT)) for path in others if paths.search(path.read_text("utf-8"))] == []


def test_the_readme_names_files_that_are_there():
    rows = [line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.startswith("|")]
    missing, count = [], 0
    for row in rows:
        folder = ROOT
        for place in re.findall(r"`([\w./]+(?:\.\w+|/))`", row):
            count += 1
            folder = ROOT / place if place.endswith("/") else folder
            if not any((base / place).exists() for base in (ROOT, folder)):
                missing.append(place)
    assert count > 30
    assert missing == []


def test_no_page_writes_raw_html():
    raw = "unsafe_allow_html" + "=True"
    assert [path.name for path in TRACKED if path.suffix == ".py" and raw in path.read_text("utf-8")] == []


def test_the_clock_is_asked_by_the_command_line_and_in_one_place_of_the_web():
    asked = re.compile(r"\b(?:datetime|date)\.(?:now|today|utcnow)\(|\btime\.time\(")
    code = [path for path in TRACKED if path.suffix == ".py" and path.relative_to(ROOT).parts[0] != "tests"]
    found = {path.name for path in code if asked.search(path.read_text("utf-8")) and path.parent.name != "benchmarks"}
    assert found == {"__main__.py", "clock.py"}


@pytest.mark.parametrize("package", ["room", "desk"])
def test_room_and_desk_are_composed_not_inherited(package):
    names = [path.stem for path in (ROOT / "campaign" / package).glob("*.py") if path.stem != "__init__"]
    modules = [importlib.import_module(f"campaign.{package}.{name}") for name in names]
    classes = {one for module in modules for one in vars(module).values() if inspect.isclass(one)}
    own = {one for one in classes if one.__module__.startswith(f"campaign.{package}.")}
    deep = {one.__name__: len(one.__mro__) for one in own if len(one.__mro__) > 4 and not issubclass(one, Exception)}
    assert deep == {}


def test_a_page_is_opened_by_its_file_wherever_the_menu_stands():
    calls = re.compile(r"st\.switch_page\((?!state\.CHECKOUT / \"pages\" / \"\w+\.py\")")
    sources = [path for path in TRACKED if path.suffix == ".py" and path.parts[-2] != "tests"]
    assert [path.name for path in sources if calls.search(path.read_text("utf-8"))] == []
