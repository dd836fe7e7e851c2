"""What can go wrong, said to a person."""

from __future__ import annotations


class CampaignError(Exception):
    """A refusal: `str(error)` is the sentence a person reads, `error.facts` the values found.

    Each module defines its child beside its functions; pages and commands catch only this.
    """

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.facts = facts
