"""Both languages are complete: every sentence of the source has its Chinese, and nothing speaks past the catalogue."""

import ast
import importlib
import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from campaign.base.language import CATALOGUES
from campaign.facts.measures import MEASURES
from tools.messages import literal, marked

ROOT = Path(__file__).parents[1]
HAN = r"[\u3400-\u9fff]"
HALF_WIDTH = re.compile(rf"(?<={HAN})[,;:?!()]|(?<={HAN})\.(?![\w.])|[,;:?!()](?={HAN})|(?<!\.)\.(?={HAN})")
FILLED_BY_THE_BROWSER = Path("campaign/wall/page.py")
LOOKED_UP = (ast.Name, ast.Attribute, ast.Subscript)  # a message marked with N_ where it is defined


@cache
def sources():
    files = [ROOT / "app.py", *(ROOT / "campaign").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    return {file.relative_to(ROOT): ast.parse(file.read_text(encoding="utf-8")) for file in sorted(files)}


@cache
def spoken_in_source():
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    catalogue = Catalog()
    for _file, _line, message, _comments, _context in extract_from_dir(ROOT, methods, options):
        catalogue.add(message)
    return {message.id: message for message in catalogue if message.id}


@cache
def translated():
    path = CATALOGUES / "zh_CN" / "LC_MESSAGES" / "eleven.po"
    with path.open("rb") as file:
        return read_po(file, locale="zh_CN", ignore_obsolete=False)


def messages():
    return {message.id: message for message in translated() if message.id}


def forms(text):
    return text if isinstance(text, list | tuple) else (text,)


def places(text):
    return {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def where(file, node):
    return f"{file}:{node.lineno}: {ast.unparse(node)}"


def catalogue_texts():
    return {form for message in spoken_in_source() for form in forms(message)}


def test_every_message_of_the_source_has_its_chinese():
    known = messages()
    missing = [
        message
        for message in spoken_in_source()
        if message not in known or not all(form.strip() for form in forms(known[message].string))
    ]
    assert not missing, "run make messages and translate what is empty"


def test_the_catalogue_holds_nothing_that_the_source_no_longer_says():
    assert not [message for message in messages() if message not in spoken_in_source()]
    assert not translated().obsolete


def test_no_translation_is_a_guess():
    assert not [message.id for message in messages().values() if message.fuzzy]
    assert translated().num_plurals == 1


def test_a_translation_has_the_places_of_its_message():
    differing = {}
    for message in messages().values():
        asked = [places(form) for form in forms(message.id)]  # two of them, and not always alike, in a plural
        for form in forms(message.string):
            if not set.intersection(*asked) <= places(form) <= set.union(*asked):
                differing[message.id] = form
    assert not differing


def test_chinese_sentences_have_full_width_punctuation():
    halved = {form for message in messages().values() for form in forms(message.string) if HALF_WIDTH.search(form)}
    assert not halved


@pytest.mark.parametrize("sentence", ["预算,花费", "缺口:", "为什么?", "已完成.", "(价格)", "到期. 今天"])
def test_half_width_punctuation_beside_chinese_is_found(sentence):
    assert HALF_WIDTH.search(sentence)


@pytest.mark.parametrize("sentence", ["预算，花费", "请写成 1234.50", "Excel (xlsx)", "{count}个，共{all}个……", "9:20"])
def test_full_width_and_latin_punctuation_passes(sentence):
    assert not HALF_WIDTH.search(sentence)


def test_every_message_is_written_out_or_looked_up_where_it_was_marked():
    hidden = [
        where(file, call)
        for file, tree in sources().items()
        for call, arguments in marked(tree)
        if literal(arguments) is None
        and not (call.func.id == "_" and (isinstance(arguments[0], LOOKED_UP) or ".get(" in ast.unparse(arguments[0])))
    ]
    assert not hidden


def test_every_table_that_messages_are_looked_up_in_is_in_the_catalogue():
    texts, strangers = catalogue_texts(), []
    for file, tree in sources().items():
        tables = [arguments[0].value for _call, arguments in marked(tree) if isinstance(arguments[0], ast.Subscript)]
        if not tables or file.parts[0] == "pages":
            continue
        module = importlib.import_module(".".join(file.with_suffix("").parts).removesuffix(".__init__"))
        for table in {ast.unparse(table) for table in tables}:
            name, _dot, rest = table.partition(".")
            found = getattr(module, name, None)
            found = getattr(found, rest, None) if rest else found
            if isinstance(found, dict):
                strangers += [f"{file}: {table}: {text}" for text in found.values() if text not in texts]
    assert not strangers


def test_every_place_of_a_message_is_filled_where_it_is_spoken():
    unfilled = []
    for file, tree in sources().items():
        for call, arguments in marked(tree):
            texts = literal(arguments)
            given = {keyword.arg for keyword in call.keywords}
            if texts is None or call.func.id == "N_" or None in given or file == FILLED_BY_THE_BROWSER:
                continue
            wanted = set().union(*(places(text) for text in texts))
            if call.func.id == "_n":
                given.add("count")
                wanted.add("count")
            if given != wanted:
                unfilled.append(where(file, call))
    assert not unfilled


def test_no_sentence_is_spoken_before_the_language_is_chosen():
    early = []
    for file, tree in sources().items():
        inside = {
            id(node)
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for statement in (function.body if isinstance(function.body, list) else [function.body])
            for node in ast.walk(statement)
        }
        page = file.parts[0] == "pages"  # a page is run from top to bottom for every visit
        early += [
            where(file, call)
            for call, _arguments in marked(tree)
            if call.func.id != "N_" and id(call) not in inside and not page
        ]
    assert not early


def test_a_measure_is_called_alike_in_data_and_catalogue():
    known = messages()
    assert {name: known[measure.english].string for name, measure in MEASURES.items()} == {
        name: measure.chinese for name, measure in MEASURES.items()
    }
