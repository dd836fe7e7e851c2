"""The fonts that the wall and the pages bring along, served by this server to whoever asks."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from campaign.web.server.state import BRAND

FOLDER = BRAND / "fonts"
FACES = "/fonts/faces.css"
LATIN = "/fonts/inter-5.3.0/latin.woff2"
# Every page needs these two; the slices of Han are fetched when a page shows their characters.
PRELOAD = f'<{FACES}>; rel=preload; as=style, <{LATIN}>; rel=preload; as=font; type="font/woff2"; crossorigin'


class _Files(StaticFiles):
    """Files of fonts for good, for their folder bears their version; the style sheet that names them asks again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        for_good = answer.status_code < 400 and path.endswith(".woff2")
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if for_good else "no-cache"
        return answer


def routes() -> list[Mount]:
    """Where the fonts stand."""
    return [Mount("/fonts", _Files(directory=FOLDER))]
