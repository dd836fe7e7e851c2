"""Team: who leads what, who may come in, and who did what."""

from datetime import UTC, datetime

from campaign.team.members import Member
from campaign.web.server import state

CHANGE = (
    "from campaign.team.members import Member\nfrom campaign.web.server import state\n"
    "from campaign.web.panels import team\n"
)


def test_it_opens_on_the_functions_and_who_cannot_come_in(shop):
    app = shop.page("team")
    assert not app.exception
    assert app.subheader[0].value == "8 people, and every function has a lead"
    waiting = sorted(shop.room.team.members()[one].name for one in shop.room.team.without_password())
    assert all(any(name in one.value for one in app.markdown) for name in waiting)
    assert app.metric[2].value == str(len(waiting))


def test_an_invitation_is_shown_once_and_lets_its_member_in(shop):
    form = shop.piece(
        "from campaign.web.widgets import secret_links\nfrom campaign.web.panels import team\n"
        "secret_links.handed_out()\nteam.invite()"
    )
    form.text_input(key="invite.name").input("Noor Haddad")
    form.text_input(key="invite.login").input("noor")
    form.segmented_control(key="invite.role").select("lead")
    form.button(key="invite.send").click().run()
    assert not form.exception
    made = state.store().records(Member).by("login", "noor")[0]
    assert made.role == "lead"
    secret = form.code[0].value.rpartition("/invitation/")[2]
    at = datetime.now(UTC)
    assert shop.desk.accounts.accept_invitation(secret, "a very long password", at).id == made.id


def test_a_login_that_is_taken_is_refused_in_a_sentence(shop):
    shop.desk.accounts.invite(None, "Lin", "lin", "member", (), datetime.now(UTC))
    form = shop.piece("from campaign.web.panels import team\nteam.invite()")
    form.text_input(key="invite.name").input("Another Lin")
    form.text_input(key="invite.login").input("lin")
    form.button(key="invite.send").click().run()
    assert form.error[0].value == "The login 'lin' is taken; choose another"


def test_the_only_commander_stays(shop):
    lin = shop.member()
    form = shop.piece(CHANGE + f"team.change(state.store().records(Member).one({lin.id}))")
    form.segmented_control(key=f"member.{lin.id}-{lin.rev}.role").select("member")
    form.button(key="member.save").click().run()
    assert "is the only commander" in form.error[0].value


def test_who_may_no_longer_come_in_is_out_at_once(shop):
    mei = shop.member("lead")
    form = shop.piece(CHANGE + f"team.change(state.store().records(Member).one({mei.id}))")
    form.toggle(key=f"member.{mei.id}-{mei.rev}.active").set_value(False)
    form.button(key="member.save").click().run()
    assert shop.member("lead") is None


def test_a_session_is_ended_from_here(shop):
    sessions = shop.desk.accounts.sessions(datetime.now(UTC))
    theirs = next(one for one in sessions if one.member == shop.member("lead").id)
    shop.page("team").button(key=f"team.end-{theirs.id}").click().run()
    assert shop.member("lead") is None


def test_a_lead_sees_their_own_sessions_and_changes_nobody(shop):
    app = shop.page("team", "lead")
    assert not app.exception
    keys = {one.key for one in app.button if one.key}
    assert len([key for key in keys if key.startswith("team.end-")]) == 1
    assert "team.invite" not in keys


def test_a_function_without_a_lead_is_named(empty):
    app = empty.page("team")
    assert not app.exception
    assert app.subheader[0].value.startswith("6 functions have no lead\\: Product")


def test_the_journal_is_read_by_member_and_kind(shop):
    app = shop.page("team")
    app.selectbox(key="team.who").select("Mei Tan").run()
    app.pills(key="team.kinds").set_value(["tasks"]).run()
    said = list(app.dataframe[0].value["what"])
    assert said
    assert all(one.startswith("Mei Tan ") for one in said)


def test_a_stranger_sees_no_team(stranger):
    assert stranger("team") == []
