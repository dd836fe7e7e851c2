"""Data says whether the numbers can be trusted, and takes files in: mapped, looked at, whole or good rows only."""

from datetime import timedelta

import pytest

from campaign.batches import Mapping
from campaign.web import place
from campaign.web.imports import TEMPLATES

CRAWL = "update_time,id,title,price,sale_count,comment_count,店名\n"


def uploaded(page, name, content):
    """A file in the uploader of the Data page."""
    return page.file_uploader(key="data.files").set_value([(name, content, "text/csv")]).run()


def button(app, start):
    return next(one for one in app.button if one.key and one.key.startswith(start))


def days(shop, count=3, bad=0):
    """Daily figures of one product for the days before the launch, some with a word where a number belongs."""
    first = shop.campaign.launch - timedelta(days=20)
    rows = [
        f"{first + timedelta(days=place)},P-1,{'many' if place < bad else 100 + place},{10 + place}"
        for place in range(count)
    ]
    return ("day,product_id,visitors,units\n" + "\n".join(rows)).encode()


def test_it_opens_on_how_far_the_sources_reach(shop):
    app = shop.page("data")
    assert not app.exception
    reach = shop.room.reach()
    assert app.subheader[0].value.startswith(f"{len(reach[reach['source'] != 'manual'])} sources are complete up to")
    assert app.metric[0].value == str(len(reach))
    assert app.metric[2].value == str(len(shop.room.batches()))


def test_where_a_figure_comes_from_is_said_with_the_sources_left_out(shop):
    table = shop.page("data").dataframe[1].value
    visitors = table[table["Figure"] == "Visitors"].iloc[0]
    assert visitors["Read from"] == "shop"
    assert visitors["Left out"].startswith("shop_traffic ")


def test_a_day_without_a_file_is_the_answer(shop):
    content = "day,product_id,visitors\n" + "".join(
        f"{shop.room.today - timedelta(days=place)},P-1,5\n" for place in (4, 1)
    )
    app = uploaded(shop.page("data"), "crawl.csv", content.encode())
    next(one for one in app.text_input if one.key.startswith("data.source")).input("crawl").run()
    button(app, "data.take").click().run()
    assert app.subheader[0].value.startswith("2 days are missing, the first is crawl on ")
    assert list(shop.room.absent()["source"]) == ["crawl", "crawl"]


def test_without_files_the_next_step_is_said(empty):
    app = empty.page("data")
    assert app.subheader[0].value == "There are no figures yet"
    assert len(app.get("download_button")) == 5


def test_a_file_is_shown_before_it_is_taken_in(empty):
    app = uploaded(empty.page("data"), "days.csv", days(empty))
    assert not app.exception
    assert any("New] **3**" in one.value for one in app.markdown)
    assert not empty.room.batches()
    button(app, "data.take").click().run()
    assert app.success[0].value == "Taken in as template: 3 new, 0 changed, 0 the same."
    assert [one.file for one in empty.room.batches()] == ["days.csv"]


def test_the_same_file_again_has_nothing_to_take_in(empty):
    app = uploaded(empty.page("data"), "days.csv", days(empty))
    button(app, "data.take").click().run()
    again = uploaded(empty.page("data"), "days.csv", days(empty))
    assert any("all of it is there already" in one.value for one in again.markdown)
    assert not [one for one in again.button if one.key and one.key.startswith("data.take")]


def test_bad_lines_are_named_and_the_good_ones_can_be_taken(empty):
    app = uploaded(empty.page("data"), "days.csv", days(empty, count=20, bad=2))
    problems = app.dataframe[0].value
    assert list(problems["line"]) == [2, 3]
    assert set(problems["value"]) == {"many"}
    take = button(app, "data.take")
    assert take.label == "Take the 18 good rows"
    take.click().run()
    assert empty.room.batches()[0].new == 18


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty; export it again"),
        (b"\xff\xfe\x00\xd8\x00\x00 not text", "is not text that can be read"),
        (b"a,b\n1,2\n", "no column for day or hour"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(empty, content, said):
    app = uploaded(empty.page("data"), "strange.csv", content)
    for kind in (one for one in app.segmented_control if one.key.startswith("data.kind")):
        kind.select("facts").run()
    assert not app.exception
    assert said in app.error[0].value


def test_columns_that_a_person_names_are_kept_for_the_next_file(empty):
    day = empty.campaign.launch - timedelta(days=20)
    app = uploaded(empty.page("data"), "crawl.csv", f"when,what,how many\n{day},P-1,5\n".encode())
    kind = next(one for one in app.segmented_control if one.key.startswith("data.kind"))
    kind.select("facts").run()
    choices = {one.label.split(" :gray")[0]: one for one in app.selectbox if ".column-" in (one.key or "")}
    for header, column in (("when", "day"), ("what", "product_id"), ("how many", "units")):
        choices[header].select(column)
    button(app, choices["when"].key.partition(".column")[0] + ".read").click().run()
    button(app, "data.take").click().run()
    kept = place.store().records(Mapping).all()[0]
    assert kept.columns == {"when": "day", "what": "product_id", "how many": "units"}
    again = uploaded(empty.page("data"), "later.csv", f"when,what,how many\n{day},P-1,6\n".encode())
    assert any("Changed] **1**" in one.value for one in again.markdown)


def test_lifetime_sales_become_the_units_of_a_day(empty):
    first = empty.campaign.launch - timedelta(days=20)
    text = CRAWL + "".join(
        f"{first + timedelta(days=place)},A1,Cream,280,{sold},3,Shop\n" for place, sold in enumerate((100, 130, 125))
    )
    app = uploaded(empty.page("data"), "crawl.csv", text.encode("gb18030"))
    assert any("gb18030" in one.value for one in app.markdown)
    button(app, "data.take").click().run()
    found = empty.room.totals("day", first, first + timedelta(days=3))
    assert list(found.frame["units"].dropna()) == [30, 0]
    assert len(found.problems) == 1


def test_every_template_is_read_as_it_is(empty):
    for kind in ("products", "facts", "stock", "spend", "orders"):
        app = uploaded(empty.page("data"), f"{kind}.csv", (TEMPLATES / f"{kind}.csv").read_bytes())
        assert not app.exception
        assert not app.error, (kind, app.error[0].value)


def test_a_member_who_may_not_import_is_told_who_does(shop):
    place.store().records(type(shop.member("lead"))).edit(
        shop.member("lead").id, lambda one: one.model_copy(update={"role": "member"})
    )
    app = shop.page("data", "lead")
    assert not app.file_uploader
    assert any("The commander and the leads take files in." in one.value for one in app.markdown)


def test_the_dictionary_is_searched_in_both_languages(shop):
    app = shop.page("data")
    app.session_state["data.tab"] = "Metric dictionary"
    app.run()
    app.text_input(key="data.search").input("加购人数").run()
    assert list(app.dataframe[1].value["Name"]) == ["cart_users"]


def test_a_stranger_sees_no_data(stranger):
    assert stranger("data") == []
