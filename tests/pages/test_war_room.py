"""The War room shows the wall, and hands out and ends the links of screens."""

from datetime import UTC, datetime

from campaign.team.journal import Entry
from campaign.web.server import state


def made(app, name="Meeting room", days=3):
    app.text_input(key="links.name").input(name)
    app.number_input(key="links.days").set_value(days)
    return app.button(key="links.make").click().run()


def live(shop):
    return shop.desk.wall_links.all(shop.campaign.id, datetime.now(UTC))


def test_a_link_is_made_shown_once_and_works(shop):
    app = made(shop.page("war_room"))
    assert not app.exception
    assert [one.name for one in live(shop)] == ["Meeting room"]
    address = app.code[0].value
    secret = address.rpartition("/wall/")[2]
    assert shop.desk.wall_links.of(secret, datetime.now(UTC)).campaign == shop.campaign.id
    app.button(key="links.copied").click().run()
    assert not app.code
    assert not any(secret in str(entry) for entry in state.store().records(Entry).all())


def test_the_rotation_chosen_here_travels_with_the_link(shop):
    app = shop.page("war_room")
    app.segmented_control(key="rotation.seconds").select(30).run()
    address = made(app).code[0].value
    assert address.endswith("?rotate=30")


def test_an_ended_link_opens_nothing(shop):
    app = made(shop.page("war_room"))
    secret = app.code[0].value.rpartition("/wall/")[2]
    app.button(key=f"links.end-{live(shop)[0].id}").click().run()
    assert not live(shop)
    assert shop.desk.wall_links.of(secret, datetime.now(UTC)) is None


def test_only_the_commander_makes_links(shop):
    app = shop.page("war_room", "lead")
    assert not app.exception
    assert not [one for one in app.button if one.key == "links.make"]
    assert any("The commander makes and ends wall links." in one.value for one in app.caption)


def test_an_empty_campaign_has_a_wall_too(empty):
    assert not empty.page("war_room").exception


def test_a_stranger_sees_no_wall(stranger):
    assert stranger("war_room") == []
