"""Prices at the command line: a history taken in as a whole, shown the latest first."""

import pytest

HISTORY = "product_id,sku_id,since,price,kind\n7,,2016-06-01,19.90,list\n7,,2016-06-18,14.90,promotion\n"


@pytest.fixture
def priced(planned, tmp_path):
    """A campaign with one product, and the file of its prices."""
    products = tmp_path / "products.csv"
    products.write_text("product_id,title,price\n7,Kettle,19.90\n", encoding="utf-8")
    assert planned("import", "--campaign", 1, "--kind", "products", "--source", "shop", products).status == 0
    path = tmp_path / "history.csv"
    path.write_text(HISTORY, encoding="utf-8")
    return planned, path


def test_a_price_history_is_taken_in_once_and_shown(priced):
    planned, path = priced
    assert planned("prices", "import", path, "--campaign", 1).value["new"] == 2
    assert planned("prices", "import", path, "--campaign", 1).value["new"] == 0
    rows = [row for row in planned("prices", "show", "7", "--campaign", 1).value if row["source"] == path.name]
    assert [(row["price"]["minor"], row["kind"]) for row in rows] == [(1490, "promotion"), (1990, "list")]
    assert "¥14.90" in planned("prices", "show", "7", "--campaign", 1, as_json=False).out


def test_a_history_with_a_wrong_line_is_refused_as_a_whole(priced):
    planned, path = priced
    path.write_text(HISTORY + "8,,2016-06-01,9.90,list\n", encoding="utf-8")
    said = planned("prices", "import", path, "--campaign", 1)
    assert said.status == 1
    assert said.value["error"] == "There is no product 8; import it first"
    assert not [row for row in planned("prices", "show", "7", "--campaign", 1).value if row["source"] == path.name]
    assert planned("prices", "show", "8", "--campaign", 1).status == 1
