"""The review page: conclusions that the figures speak for become what the team writes down."""


def test_the_page_says_what_was_reached(look):
    app = look.page("review")
    assert not app.exception
    assert "GMV reached" in app.subheader[0].value


def test_a_conclusion_is_written_down_with_one_click(shop):
    before = {lesson.text for lesson in shop.room.review.lessons()}
    app = shop.page("review")
    button = next(one for one in app.button if one.key.startswith("conclude-"))
    button.click().run()
    written = {lesson.text for lesson in shop.room.review.lessons()} - before
    assert len(written) == 1
    assert written <= {one.text for one in shop.room.review.conclusions()}


def test_without_data_what_was_reached_is_unknown(empty):
    app = empty.page("review")
    assert not app.exception
    assert "what was reached is unknown" in app.subheader[0].value


def test_the_retrospective_opens_from_the_review(shop):
    app = shop.page("review")
    app.button(key="review.retrospective").click().run()
    assert not app.exception, app.exception[0].message
