"""Wording: what to mend before a product's new title goes live, and before a message is sent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from campaign.base.language import _, _n, listed

TOP_WORDS = 20
POOL = (30, 40)
MOST_CHANGED = 0.5
LONGEST_MESSAGE = 160
OPENING = 60
_WORD = re.compile(r"[^\s,，;；|/、]+")
_OFFER = re.compile(r"\d|%|折|券|减|免|赠|coupon|code|free|off|gift", re.IGNORECASE)
BLOCKED = ("free money", "winner", "100% free", "click here", "act now", "guaranteed", "最便宜", "第一品牌", "国家级",
           "稳赚", "中奖", "免费领现金")  # fmt: skip


class Exposed(NamedTuple):
    """A search word: how often it was seen, and how many orders it brought; None: nobody counted."""

    word: str
    exposure: int | None = None
    orders: int | None = None


def words(text: str) -> tuple[str, ...]:
    """The words of a title or a pool, in order.

    Example:
        >>> words("Trail shoe, waterproof; trail")
        ('Trail', 'shoe', 'waterproof', 'trail')
    """
    return tuple(_WORD.findall(text))


def exposed(text: str) -> tuple[Exposed, ...]:
    r"""Words with their exposure and orders, one a line: "word, exposure, orders"; what is not there is unknown.

    Example:
        >>> exposed("trail shoe, 5200, 14\nhiking, 800")
        (Exposed(word='trail shoe', exposure=5200, orders=14), Exposed(word='hiking', exposure=800, orders=None))
    """
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in re.split(r"[,，;；\t]", line)]
        if parts[0]:
            figures = [int(part) if part.isdecimal() else None for part in parts[1:3]]
            found.append(Exposed(parts[0], *figures))
    return tuple(found)


def of_title(before: str, after: str, pool: Sequence[Exposed]) -> list[str]:
    """What to mend in a new title.

    Args:
        before: The title as it stands.
        after: The new one.
        pool: Search words of the product with exposure and orders.

    Returns:
        One sentence per thing to mend; empty: nothing to say against it.

    Source: systems.md S-76: change slightly, keep the order, words of the top-20 exposure, a pool of 30 to 40 words
    without repeats, words without conversion dropped. At most half of the words changed counts as slightly.

    Example:
        >>> of_title("Trail running shoe men", "Trail running shoe men men", [])[0]
        'Repeated words: men; keep each once'
    """
    old, new = _lower(words(before)), _lower(words(after))
    twice = [word for word, count in Counter(new).items() if count > 1]
    kept = [word for word in old if word in new]
    found = []
    if twice:
        found.append(_("Repeated words: {words}; keep each once", words=listed(twice)))
    if old and new and 1 - len(kept) / len(old) > MOST_CHANGED:
        found.append(_("{kept} of {count} words are kept; change the title slightly, do not rewrite it",
                       kept=len(kept), count=len(old)))  # fmt: skip
    if kept != [word for word in dict.fromkeys(new) if word in old]:
        found.append(_("The kept words stand in another order; keep their order"))
    return [*found, *_of_pool(new, pool)]


def _of_pool(new: Sequence[str], pool: Sequence[Exposed]) -> Iterable[str]:
    """What the pool of words says against a title."""
    if not pool:
        return
    named = Counter(one.word.casefold() for one in pool)
    if repeated := [word for word, count in named.items() if count > 1]:
        yield _("The pool repeats {words}; keep each once", words=listed(repeated))
    if not POOL[0] <= len(named) <= POOL[1]:
        yield _n("The pool has {count} word; collect {least} to {most}",
                 "The pool has {count} words; collect {least} to {most}",
                 len(named), least=POOL[0], most=POOL[1])  # fmt: skip
    dead = [one.word for one in pool if one.orders == 0 and _holds(new, one.word)]
    if dead:
        yield _("No orders came by {words}; drop them", words=listed(dict.fromkeys(dead)))
    counted = [one for one in pool if one.exposure is not None and one.orders != 0]
    top = sorted(counted, key=lambda one: -(one.exposure or 0))[:TOP_WORDS]
    if missing := [one.word for one in top if not _holds(new, one.word)]:
        yield _("Often seen but not in the title: {words}; add what fits", words=listed(missing[:5]))


def _lower(found: Iterable[str]) -> list[str]:
    return [word.casefold() for word in found]


def _holds(new: Sequence[str], wanted: str) -> bool:
    """Whether a title holds every part of a search word."""
    return all(part in new for part in _lower(words(wanted)))


def of_message(message: str) -> list[str]:
    """What to mend in a message to buyers: plain, short, an offer in it, a strong opening, no blocked words.

    Source: systems.md S-77; A4-17: only to buyers who agreed, and not too often.

    Example:
        >>> of_message("Early access for you: 20% off with code TRAIL20 until midnight")
        []
    """
    found = []
    text = message.casefold()
    if len(message) > LONGEST_MESSAGE:
        found.append(_("{found} characters; keep it to {most}", found=len(message), most=LONGEST_MESSAGE))
    if words_ := [word for word in BLOCKED if word in text]:
        found.append(_("Words that get messages blocked: {words}; say it otherwise", words=listed(words_)))
    offer = _OFFER.search(message)
    if not offer:
        found.append(_("No offer in it; name the discount, the code or the gift"))
    elif offer.start() > OPENING:
        found.append(_("The offer comes late; open with it"))
    return found
