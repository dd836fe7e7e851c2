"""Keeps what lives long out of the garbage collection that follows every script run."""

from __future__ import annotations

import gc
import time

MANY_READERS = 20
MANY_OBJECTS = 20_000
PAUSE_SECONDS = 30


def settle() -> None:
    """Collect once, then freeze: no later collection visits what lives now."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def release() -> None:
    """Let the interpreter clear everything away when it ends."""
    gc.unfreeze()


def grown(many: int = MANY_OBJECTS) -> bool:
    """Whether much came to live since the last freeze, such as ten thousand products: every run would visit it."""
    return len(gc.get_objects(generation=2)) > many


class Settled:
    """Settles again when the number of readers or of objects has changed much, and once after the first pages.

    Streamlit collects after every script and fragment run, and a full collection visits every object of every
    open stream and of every module imported since the start.
    """

    def __init__(self, pause_seconds: float = PAUSE_SECONDS, many: int = MANY_OBJECTS) -> None:
        self._pause_seconds, self._many = pause_seconds, many
        self._readers, self._at, self._warm = 0, time.monotonic(), False

    def look(self, readers: int) -> None:
        """Settle if it is worth the pause; call it every second or so."""
        if grown(self._many):
            gc.collect()
            gc.freeze()
        if time.monotonic() - self._at < self._pause_seconds:
            return
        first_readers = readers > 0 and not self._warm
        if first_readers or abs(readers - self._readers) >= MANY_READERS:
            settle()
            self._readers, self._at, self._warm = readers, time.monotonic(), readers > 0
