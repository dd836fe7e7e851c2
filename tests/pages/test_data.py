"""Data says whether the numbers can be trusted, and takes files in: mapped, looked at, whole or good rows only."""

from datetime import timedelta

import pandas as pd
import pytest

from campaign.base.phases import day_starts
from campaign.facts.batches import Mapping
from campaign.facts.contract import contract
from campaign.registers import Entry
from campaign.web.panels.data.upload import TEMPLATES
from campaign.web.server import state
from tests.made import shopee, shopify

CRAWL = "update_time,id,title,price,sale_count,comment_count,店名\n"


def uploaded(page, name, content):
    """A file in the uploader of the Data page."""
    return page.file_uploader(key="data.files").set_value([(name, content, "text/csv")]).run()


def several(page, files):
    """Files in the uploader of the Data page, dropped together."""
    return page.file_uploader(key="data.files").set_value([(*file, "text/csv") for file in files]).run()


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
    reach = shop.room.facts.reach()
    assert app.subheader[0].value.startswith(f"{len(reach[reach['source'] != 'manual'])} sources are complete up to")
    assert app.metric[0].value == str(len(reach))
    assert app.metric[2].value == str(len(shop.room.facts.batches()))


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
    assert list(shop.room.facts.absent()["source"]) == ["crawl", "crawl"]


def test_without_files_the_next_step_is_said(empty):
    app = empty.page("data")
    assert app.subheader[0].value == "There are no figures yet"
    assert len(app.get("download_button")) == 5


def test_a_file_is_shown_before_it_is_taken_in(empty):
    app = uploaded(empty.page("data"), "days.csv", days(empty))
    assert not app.exception
    assert any("New] **3**" in one.value for one in app.markdown)
    assert not empty.room.facts.batches()
    button(app, "data.take").click().run()
    assert app.success[0].value == "Taken in as template: 3 new, 0 changed, 0 the same."
    assert [one.file for one in empty.room.facts.batches()] == ["days.csv"]


def test_the_same_file_again_has_nothing_to_take_in(empty):
    app = uploaded(empty.page("data"), "days.csv", days(empty))
    button(app, "data.take").click().run()
    again = uploaded(empty.page("data"), "days.csv", days(empty))
    assert any("all of it is there already" in one.value for one in again.markdown)
    assert not [one for one in again.button if one.key and one.key.startswith("data.take")]


SYCM = "统计日期,商品ID,商品名称,商品访客数,商品浏览量,商品加购人数,支付金额,支付件数,竞争力评分,买家手机\n"


def sycm(shop, products=2):
    """An export that is recognised, with a column of the platform's own and one that names persons."""
    day = shop.campaign.launch - timedelta(days=20)
    lines = [f'{day},A{place},外套,"1,200",3000,60,"9,900.50",12,88,13800000000' for place in range(products)]
    return (SYCM + "\n".join([*lines, "总计,-,-,2400,6000,120,19801,24,-,-"])).encode("gb18030")


def test_a_known_export_is_recognised_and_says_what_it_leaves_outside(empty):
    app = uploaded(empty.page("data"), "生意参谋.csv", sycm(empty))
    preset = next(one for one in app.selectbox if one.key.startswith("data.preset"))
    assert preset.value == "sycm_product"
    said = " ".join(one.value for one in app.markdown)
    assert "Left outside, because they name persons: 买家手机" in said
    assert "竞争力评分" in said
    assert "total line] **1**" in said
    assert "refunds not taken off" in said
    button(app, "data.take-").click().run()
    (batch,) = empty.room.facts.batches()
    assert (batch.source, batch.preset, batch.new) == ("sycm_product", "sycm_product", 4)


def test_another_report_than_the_proposed_one_can_be_chosen_or_none(empty):
    app = uploaded(empty.page("data"), "生意参谋.csv", sycm(empty))
    next(one for one in app.selectbox if one.key.startswith("data.preset")).select("").run()
    assert not app.exception
    source = next(one for one in app.text_input if one.key.startswith("data.source"))
    assert source.value == "template"
    next(one for one in app.selectbox if one.key.startswith("data.preset")).select("shopify_orders").run()
    assert "no column for" in app.error[0].value


def test_files_dropped_together_wait_in_one_table_and_go_in_together(empty):
    files = [("a.csv", days(empty)), ("b.csv", sycm(empty)), ("c.csv", b""), ("d.csv", days(empty, bad=1))]
    app = several(empty.page("data"), files)
    queue = app.dataframe[0].value
    assert list(queue["State"]) == ["ready", "ready", "cannot be read", "has problems"]
    assert list(queue["Recognised as"])[1] == "Sycm, products by day"
    app.button(key="data.take-all").click().run()
    assert not app.exception
    assert sorted(one.file for one in empty.room.facts.batches()) == ["a.csv", "b.csv"]
    assert list(app.dataframe[0].value["State"])[:2] == ["taken in", "taken in"]


def test_a_batch_is_undone_after_it_was_asked_once(empty):
    app = uploaded(empty.page("data"), "days.csv", days(empty))
    button(app, "data.take-").click().run()
    (batch,) = empty.room.facts.batches()
    assert empty.room.facts.sources()["rows"].sum() == 3
    app.button(key=f"data.undo-now-{batch.id}").click().run()
    assert not app.exception
    assert empty.room.facts.sources().empty
    assert empty.room.facts.batches()[0].undone_by
    again = uploaded(empty.page("data"), "days.csv", days(empty))
    assert any("New] **3**" in one.value for one in again.markdown)


def test_what_two_sources_tell_is_set_side_by_side_with_the_reason(shop):
    app = shop.page("data")
    app.session_state["data.tab"] = "Two sources"
    app.run()
    table = app.dataframe[1].value
    visitors = table[table["Figure"] == "Visitors"].iloc[0]
    assert (visitors["Source that counts"], visitors["Other source"]) == ("shop", "shop_traffic")
    assert visitors["Why"] == "only one of them has these days"


def test_a_product_in_presale_is_read_by_order_until_a_person_says_otherwise(shop):
    day, zone = shop.room.today - timedelta(days=1), shop.campaign.zone
    counts = pd.DataFrame(
        {"visitors": [200], "buyers": [0], "placed_buyers": [30], "presale_orders": [28]}, dtype="Int64"
    )
    key = {"store": shop.campaign.store, "source": "shop", "day": day, "grain": "day", "product_id": "P-1"}
    state.store().facts.replace(contract(counts.assign(**key, starts=day_starts(day, zone))))
    app = shop.page("data")
    app.session_state["data.tab"] = "Presale"
    app.run()
    table = next(one.value for one in app.dataframe if "Read" in one.value)
    assert (table["By payment"][0], table["Conversion"][0], table["Read"][0]) == ("0.0%", "15.0%", "by order")
    next(one for one in app.segmented_control if one.key == "data.basis").select("paid").run()
    app.button(key="data.switch").click().run()
    table = next(one.value for one in app.dataframe if "Read" in one.value)
    assert (table["Conversion"][0], table["Chosen by"][0]) == ("0.0%", "a person")


def test_bad_lines_are_named_and_the_good_ones_can_be_taken(empty):
    app = uploaded(empty.page("data"), "days.csv", days(empty, count=20, bad=2))
    problems = app.dataframe[0].value
    assert list(problems["line"]) == [2, 3]
    assert set(problems["value"]) == {"many"}
    take = button(app, "data.take")
    assert take.label == "Take the 18 good rows"
    take.click().run()
    assert empty.room.facts.batches()[0].new == 18


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
    kept = state.store().records(Mapping).all()[0]
    assert kept.columns == {"when": "day", "what": "product_id", "how many": "units"}
    again = uploaded(empty.page("data"), "later.csv", f"when,what,how many\n{day},P-1,6\n".encode())
    assert any("Changed] **1**" in one.value for one in again.markdown)


def test_no_known_report_is_kept_with_the_columns_that_somebody_mapped(empty):
    app = uploaded(empty.page("data"), "a.csv", sycm(empty))
    next(one for one in app.selectbox if one.key.startswith("data.preset")).select("").run()
    choices = {one.label.split(" :gray")[0]: one for one in app.selectbox if ".column-" in (one.key or "")}
    form = choices["竞争力评分"].key.partition(".column")[0]
    choices["竞争力评分"].select("units")
    button(app, f"{form}.read").click().run()
    assert "are both read as units; leave one out" in app.error[0].value
    choices = {one.label.split(" :gray")[0]: one for one in app.selectbox if ".column-" in (one.key or "")}
    choices["竞争力评分"].select("sessions")
    button(app, f"{form}.read").click().run()
    button(app, "data.take").click().run()
    assert (state.store().records(Mapping).all()[0].preset, empty.room.facts.batches()[0].preset) == ("", "mapped")
    again = uploaded(empty.page("data"), "b.csv", sycm(empty) + b"\n")
    assert next(one for one in again.selectbox if one.key.startswith("data.preset")).value == ""
    choices = {one.label.split(" :gray")[0]: one for one in again.selectbox if ".column-" in (one.key or "")}
    assert choices["竞争力评分"].value == "sessions"


def test_orders_dropped_beside_their_products_are_read_again_before_they_are_taken_in(empty):
    products, orders, _inventory, pieces = shopify.joined()
    files = [(one.name, one.content.replace(b",USD,", b",CNY,")) for one in (orders, products)]
    app = several(empty.page("data"), files)
    assert any("import the products and take this file in again" in one.value for one in app.markdown)
    app.button(key="data.take-all").click().run()
    assert list(app.dataframe[0].value["State"]) == ["ready", "taken in"]
    app.button(key="data.take-all").click().run()
    assert list(app.dataframe[0].value["State"]) == ["taken in", "taken in"]
    sold = state.store().facts.totals(empty.campaign.store, "sku", zone=empty.campaign.zone).frame
    assert dict(zip(sold["sku"], sold["units"], strict=True)) == {sku: units for (_one, sku), units in pieces.items()}


def test_vouchers_go_to_their_register(empty):
    app = empty.page("data").file_uploader(key="data.files")
    app = app.set_value([("vouchers.xlsx", shopee.vouchers(), "application/octet-stream")]).run()
    said = [one.value for one in app.markdown]
    assert any("entries of the register of codes and coupons" in one for one in said)
    assert "5 new · 0 changed · 0 the same" in said
    app.button(key="bringing.take").click().run()
    assert "0 new · 0 changed · 5 the same" in [one.value for one in app.markdown]
    assert len(state.store().records(Entry).by("campaign", empty.campaign.id)) == 5


def test_lifetime_sales_become_the_units_of_a_day(empty):
    first = empty.campaign.launch - timedelta(days=20)
    text = CRAWL + "".join(
        f"{first + timedelta(days=place)},A1,Cream,280,{sold},3,Shop\n" for place, sold in enumerate((100, 130, 125))
    )
    app = uploaded(empty.page("data"), "crawl.csv", text.encode("gb18030"))
    assert any("gb18030" in one.value for one in app.markdown)
    button(app, "data.take").click().run()
    found = empty.room.facts.totals("day", first, first + timedelta(days=3))
    assert list(found.frame["units"].dropna()) == [30, 0]
    assert len(found.problems) == 1


def test_every_template_is_read_as_it_is(empty):
    for kind in ("products", "facts", "stock", "spend", "orders"):
        app = uploaded(empty.page("data"), f"{kind}.csv", (TEMPLATES / f"{kind}.csv").read_bytes())
        assert not app.exception
        assert not app.error, (kind, app.error[0].value)


def test_a_member_who_may_not_import_is_told_who_does(shop):
    state.store().records(type(shop.member("lead"))).edit(
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
