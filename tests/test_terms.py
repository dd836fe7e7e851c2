"""The glossary knows every word a person meets, and the menu every page."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

from campaign import products
from campaign.facts import contract
from campaign.facts.measures import MEASURES
from campaign.web.shell.frame import SECTIONS

ROOT = Path(__file__).parents[1]
HAN = re.compile(r"[\u3400-\u9fff]")


@cache
def terms():
    return (ROOT / "docs" / "terms.md").read_text(encoding="utf-8")


@cache
def words():
    return set(re.findall(r"`([^`\n]+)`", terms()))


def rows():
    lines = [line for line in terms().splitlines() if line.startswith("|")]
    return [line.strip("|").split(" | ") for line in lines if not line.startswith(("|---", "| word"))]


def missing(names):
    return sorted(set(names) - words())


def test_every_column_of_facts_stock_and_products_is_in_the_glossary():
    columns = {*contract.KEYS, *MEASURES, *contract.STOCK_KEYS, *contract.STOCK_COLUMNS, *products.COLUMNS}
    assert missing(columns) == []


def test_the_glossary_holds_words_of_the_field_only():
    assert [word for word in words() if word.startswith("campaign.") or word.endswith(".py")] == []


def test_a_measure_stands_in_the_glossary_with_its_chinese():
    known = {row[0].strip(): row[1].strip() for row in rows()}
    assert {name: known.get(f"`{name}`") for name in MEASURES} == {name: one.chinese for name, one in MEASURES.items()}


def test_every_row_has_the_cells_of_its_table_and_no_word_is_explained_twice():
    tables = [
        [re.split(r"(?<!\\)\|", line)[1:-1] for line in table.splitlines()]
        for table in re.findall(r"(?:^\|.*\n)+", terms(), re.MULTILINE)
    ]
    assert [row for table in tables for row in table if len(row) != len(table[0])] == []
    said = Counter(row[0].strip() for table in tables for row in table[2:])
    assert [word for word, times in said.items() if times > 1] == []


def test_every_word_of_the_glossary_has_its_chinese():
    bare = [row[0] for row in rows() if len(row) < 2 or not HAN.search(row[1])]
    assert set(bare) <= {" SKU", " `sku_id`"}


def test_every_page_is_in_the_menu_and_every_entry_has_its_page():
    pages = {file.stem for file in (ROOT / "pages").glob("*.py")} - {"__init__"}
    assert pages == {entry.name for entries in SECTIONS.values() for entry in entries}
