"""Settings: what the commander may change, what everyone sees, and how a stale form is refused."""

from campaign.plan.campaigns import Campaign
from campaign.web.panels import settings
from campaign.web.server import state


def mark(shop):
    campaign = shop.campaign
    return f"settings.{campaign.id}-{campaign.rev}"


def test_it_opens_on_how_many_thresholds_are_the_teams_own(shop):
    app, own = shop.page("settings"), len(settings.differing(shop.room))
    assert not app.exception
    assert own > 1
    assert app.subheader[0].value == f"{own} thresholds are your own, the others are the playbook's"


def test_amounts_are_typed_in_major_units_and_shares_in_percent(shop):
    app, at, own = shop.page("settings"), mark(shop), len(settings.differing(shop.room))
    app.text_input(key=f"{at}.gmv").input("1,500,000.50")
    app.text_input(key=f"{at}.budget").input("")
    app.number_input(key=f"{at}.tier_hero_share").set_value(45.0)
    app.button(key="settings.save").click().run()
    changed = shop.campaign
    assert (changed.gmv_target_minor, changed.budget_minor) == (150_000_050, None)
    assert changed.thresholds.tier_hero_share == 0.45
    assert app.subheader[0].value.startswith(f"{own + 1} thresholds are your own")


def test_saving_what_is_so_already_changes_nothing(shop):
    before = shop.campaign
    shop.page("settings").button(key="settings.save").click().run()
    assert shop.campaign == before


def test_thresholds_that_cannot_be_are_refused_in_a_sentence(shop):
    app, at, before = shop.page("settings"), mark(shop), shop.campaign
    app.number_input(key=f"{at}.tier_hero_share").set_value(99.0)
    app.button(key="settings.save").click().run()
    assert app.toast[0].value.startswith("The tier shares must rise")
    assert shop.campaign == before


def test_a_form_that_somebody_overtook_is_refused_and_shows_what_is_there(shop):
    app, at = shop.page("settings"), mark(shop)
    state.store().records(Campaign).edit(shop.campaign_id, lambda one: one.model_copy(update={"name": "Theirs"}))
    app.text_input(key=f"{at}.name").input("Mine")
    app.button(key="settings.save").click().run()
    assert shop.campaign.name == "Theirs"
    assert "was changed by someone else" in app.toast[0].value
    assert app.text_input(key=f"{mark(shop)}.name").value == "Theirs"


def test_a_lead_sees_the_settings_and_changes_none(shop):
    app = shop.page("settings", "lead")
    assert not app.exception
    assert app.button(key="settings.save").disabled
    assert any("Only the commander changes these settings." in one.value for one in app.markdown)


def test_an_empty_campaign_has_the_playbooks_thresholds(empty):
    app = empty.page("settings")
    assert not app.exception
    assert app.subheader[0].value == "Every threshold is the playbook's"
    assert app.metric[0].value == "–"


def test_a_stranger_sees_no_settings(stranger):
    assert stranger("settings") == []
