"""The glossary is one document that people read and the metric dictionary shows."""

from campaign.base import glossary


def test_every_row_below_word_meaning_unit_formula_and_source_is_read():
    text = glossary.TERMS.read_text(encoding="utf-8")
    tables = [part.split("\n\n")[0] for part in text.split("| word | 中文 | meaning | unit | formula | source |\n")[1:]]
    assert len(glossary.terms()) == sum(len(table.strip().splitlines()) - 1 for table in tables) > 150


def test_every_figure_has_its_word_in_both_languages_and_its_formula():
    for term in glossary.figures():
        assert term.word, term
        assert any("\u4e00" <= letter <= "\u9fff" for letter in term.chinese), term
        assert term.formula
        assert term.meaning
