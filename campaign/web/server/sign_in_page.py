"""The plain pages before sign-in: one sheet with a sentence and a form, light or dark, without a script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Literal, NamedTuple

from markupsafe import Markup

from campaign.base import language, phases
from campaign.base.language import _
from campaign.team import members
from campaign.web.server import fonts, state

_STYLE = (files("campaign.web.server") / "sign_in_page.css").read_text("utf-8")
_LOGO = Markup((state.BRAND / "logo.svg").read_text("utf-8"))  # noqa: S704  (our own drawing)
_MARK = base64.b64encode((state.BRAND / "mark.svg").read_bytes()).decode()
_LANGUAGE_TAGS = {"en": "en", "zh_CN": "zh-CN"}
_SHORT = {"en": "EN", "zh_CN": "中文"}

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            f"style-src 'self' 'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'",
            "font-src 'self'",
            "img-src data:",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}

_PAGE = Markup(
    '<!doctype html><html lang="{tag}"><head><meta charset="utf-8"><title>{title} · Eleven</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark">'
    '<link rel="icon" href="data:image/svg+xml;base64,{mark}">'
    '<link rel="stylesheet" href="{faces}"><style>{style}</style></head>'
    '<body><header>{logo}<nav aria-label="{switch}">{languages}</nav></header>'
    '<main><div class="sheet"><h1>{title}</h1>{sentence}{refusal}{form}</div></main>'
    "<footer><ol>{rail}</ol></footer></body></html>"
)


class Field(NamedTuple):
    """One input of a form."""

    name: str
    label: str
    kind: Literal["text", "password"] = "text"
    value: str = ""
    autocomplete: str = "off"
    note: str = ""
    fixed: bool = False


def password_note() -> str:
    """What a password needs."""
    return _("At least {least} characters", least=members.SHORTEST_PASSWORD)


def page(
    title: str,
    sentence: str,
    fields: Sequence[Field],
    action: str,
    refusal: str,
    languages: Mapping[str, str],
) -> str:
    """A whole page.

    Args:
        title: What the visitor does here.
        sentence: Why, in one sentence.
        fields: The form's inputs; none, no form.
        action: The button's word.
        refusal: What went wrong with the last attempt.
        languages: Address of this page in each language.
    """
    spoken = language.chosen()
    return _PAGE.format(
        tag=_LANGUAGE_TAGS[spoken],
        title=title,
        mark=_MARK,
        faces=fonts.FACES,
        style=Markup(_STYLE),  # noqa: S704  (our own style sheet)
        logo=_LOGO,
        switch=_("Language"),
        languages=Markup("").join(_switch(key, address, key == spoken) for key, address in languages.items()),
        sentence=Markup('<p class="sentence">{}</p>').format(sentence) if sentence else "",
        refusal=Markup('<p class="refusal" role="alert">{}</p>').format(refusal) if refusal else "",
        form=_form(fields, action) if fields else "",
        rail=Markup("").join(Markup("<li><span>{}</span></li>").format(_(name)) for name in phases.NAMES.values()),
    )


def _switch(key: str, address: str, current: bool) -> Markup:
    here = Markup(' aria-current="true"') if current else ""
    return Markup('<a href="{}" lang="{}"{}>{}</a>').format(address, _LANGUAGE_TAGS[key], here, _SHORT[key])


def _form(fields: Sequence[Field], action: str) -> Markup:
    first_empty = next((field.name for field in fields if not field.value), "")
    inputs = Markup("").join(_input(field, field.name == first_empty) for field in fields)
    return Markup('<form method="post">{}<button type="submit">{}</button></form>').format(inputs, action)


def _input(field: Field, focused: bool) -> Markup:
    claims = [word for word, so in (("autofocus", focused), ("readonly", field.fixed)) if so]
    return Markup(
        '<label>{label}<input name="{name}" type="{kind}" value="{value}" autocomplete="{autocomplete}"'
        ' autocapitalize="none" maxlength="200" required{claims}></label>{note}'
    ).format(
        label=field.label,
        name=field.name,
        kind=field.kind,
        value=field.value,
        autocomplete=field.autocomplete,
        claims=Markup("").join(Markup(" {}").format(claim) for claim in claims),
        note=Markup('<p class="note">{}</p>').format(field.note) if field.note else "",
    )
