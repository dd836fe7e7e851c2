"""Sign-ups at the command line: what needs care first, and what decided each gate."""


def test_gates_name_the_sku_and_the_figure_that_decided(shown):
    rows = shown("gates", "--campaign", 1, "--at", "2026-11-12T22:20:00Z").value
    assert len(rows) > 100
    first = rows[0]
    assert first["verdict"] == "fail"
    price = first["price"]
    assert price["sku"].startswith(first["product"])
    assert price["figure"]["minor"] > price["limit"]["minor"]
    assert {row["verdict"] for row in rows} == {"fail", "unknown", "pass"}
    assert set(first["stock"]) == {"verdict", "sku", "figure", "limit", "reason"}


def test_sign_ups_list_missing_places_too_and_count_those_that_are_in(shown):
    said = shown("signups", "--campaign", 1, "--at", "2026-11-12T22:20:00Z")
    rows = said.value
    assert {None, "active", "needs_edits"} <= {row["state"] for row in rows}
    done = len({(row["product"], row["route"]) for row in rows if row["signed_up"]})
    assert said.err.strip() == f"{done} of {len({(row['product'], row['route']) for row in rows})} signed up"
    assert any(row["clash"] and row["against_tier"] for row in rows)


def test_both_are_tables_for_people(shown):
    table = shown("gates", "--campaign", 1, as_json=False).out.splitlines()
    assert table[0].split()[:2] == ["Title", "Activity"]
    assert "Needs edits" in shown("signups", "--campaign", 1, as_json=False).out


def test_without_sign_ups_they_say_so(planned):
    assert planned("gates", "--campaign", 1, as_json=False).out.strip() == "Nothing is signed up yet"
    assert planned("signups", "--campaign", 1).value == []
