"""The first screen opens the demo campaign with one click."""

import pytest
from streamlit.testing.v1 import AppTest

from campaign.plan.campaigns import Campaign
from campaign.web.server.app import NAVIGATION


@pytest.mark.slow
def test_one_click_makes_the_demo_campaign_and_opens_it(house):
    house.set_up()
    app = AppTest.from_file(str(NAVIGATION), default_timeout=90)
    app.user = {"session": house.sign_in()}
    app.run().button(key="first.demo").click().run()
    assert not app.exception
    made = house.desk.store.records(Campaign).all()
    assert [one.demo for one in made] == [True]
    assert app.selectbox(key="picked").value == made[0].id
    assert app.query_params["campaign"] == str(made[0].id)
