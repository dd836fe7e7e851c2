"""The full-screen frame: one page per language, nothing fetched but the fonts and the stream."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from campaign.base.language import _, chosen
from campaign.wall.markup import html
from campaign.wall.scenes import SCENES
from campaign.wall.stage import TAGS

STYLE = (Path(__file__).parent / "wall.css").read_text("utf-8")
SCRIPT = (Path(__file__).parent / "wall.js").read_text("utf-8")
ROTATE_SECONDS = 20
_START = '\nconst at = document.getElementById("wall");\nscreen(at, JSON.parse(at.getAttribute("data-options")));\n'
_FRAME = (
    "html,body{margin:0;height:100%;overflow:hidden}\n"
    "@media(max-width:699px){html,body{height:auto;overflow:visible}}\n"
)
BUILD = hashlib.sha256((STYLE + SCRIPT).encode()).hexdigest()[:12]


def _source(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


SECURITY_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; script-src {_source(SCRIPT + _START)}; style-src 'self' {_source(_FRAME + STYLE)}; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def options(
    live: str, scenes: Sequence[str] = (), rotate: int = ROTATE_SECONDS, *, sound: bool = False
) -> dict[str, object]:
    """What the browser part needs to know, for either frame, in the chosen language."""
    return {
        "live": live,
        "build": BUILD,
        "scenes": [name for name in scenes if name in SCENES] or list(SCENES),
        "rotate": max(rotate, 0),
        "sound": sound,
        "words": {
            "minutes": _("{number} min"),
            "hours": _("{number} h"),
            "days": _("{number} d"),
            "countdown": _("{days} d {hours}"),
            "ended": _("This link has ended. Ask the campaign team for a new one."),
        },
    }


def page(title: str, stage: Markup, choices: dict[str, object], faces: str, *, light: bool = False) -> str:
    """The page a screen opens; it carries the latest stage, so that it shows something even without a script.

    Args:
        title: The name of the wall.
        stage: What it shows first.
        choices: What its script needs to know: `options`.
        faces: Address of the style sheet that names the fonts.
        light: Whether it is drawn on white.
    """
    scenes = choices["scenes"]
    return html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title>'
        '<meta name="viewport" content="width=device-width">'
        '<link rel="stylesheet" href="{}"><style>{}</style></head><body>'
        '<div class="wall{}" id="wall" data-shown="{}" data-options="{}">{}</div><script>{}</script></body></html>',
        TAGS[chosen()],
        title,
        faces,
        Markup(_FRAME + STYLE),  # noqa: S704  (our own file)
        " light" if light else "",
        scenes[0] if isinstance(scenes, list) else "",
        json.dumps(choices),
        stage or html('<p class="message">{}</p>', _("Waiting for the first figures …")),
        Markup(SCRIPT + _START),  # noqa: S704  (our own file)
    )
