"""The fonts that come along: whoever sees a page may fetch them, for good, and nothing that lies beside them."""

import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from campaign.web.server import fonts, sign_in
from campaign.web.server.guard import Guard

STYLE = (fonts.FOLDER / "faces.css").read_text("utf-8")
FACES = re.findall(r"url\(([^)]+)\)", STYLE)


@pytest.fixture
def stranger(house) -> TestClient:
    house.set_up()
    app = Starlette(routes=[*fonts.routes(), *sign_in.routes()], middleware=[Middleware(Guard)])
    return TestClient(app, follow_redirects=False)


def test_a_stranger_gets_every_font_once_and_for_good(stranger):
    for face in FACES:
        answer = stranger.get(f"/fonts/{face}")
        assert answer.content[:4] == b"wOF2"
        assert "immutable" in answer.headers["cache-control"]
    assert len(FACES) > 90


def test_what_lies_beside_the_fonts_stays_where_it_is(stranger):
    for path in ("/fonts/../logo.svg", "/fonts/%2e%2e/logo.svg", "/fonts//etc/passwd", "/fonts/inter-5.3.0/", "/fonts"):
        assert stranger.get(path).status_code in (303, 401, 404), path
    assert stranger.post(fonts.FACES).status_code in (303, 401, 405)


def test_the_style_sheet_is_asked_for_again_and_not_sent_again(stranger):
    first = stranger.get(fonts.FACES)
    assert first.headers["cache-control"] == "no-cache"
    again = stranger.get(fonts.FACES, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304


def test_a_page_announces_the_latin_font_before_it_is_asked_for(stranger):
    announced = re.findall(r"<([^>]+)>; rel=preload", stranger.get("/sign-in").headers["link"])
    assert announced == [fonts.FACES, fonts.LATIN]
    assert fonts.LATIN.removeprefix("/fonts/") in FACES
    assert "link" not in stranger.get(fonts.LATIN).headers


def test_every_font_comes_with_its_licence():
    for folder in {face.split("/")[0] for face in FACES}:
        assert "SIL OPEN FONT LICENSE" in (fonts.FOLDER / folder / "LICENSE").read_text("utf-8").upper()
