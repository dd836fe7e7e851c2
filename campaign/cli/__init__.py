"""The command line: every command of Eleven, one JSON value or a table on standard output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib import import_module
from typing import TextIO

from campaign.base import language
from campaign.base.errors import CampaignError
from campaign.cli.context import Call
from campaign.cli.output import Answer
from campaign.cli.parser import parse

DONE, REFUSED, USAGE = 0, 1, 2

__all__ = ["DONE", "REFUSED", "USAGE", "main"]


def main(
    argv: Sequence[str],
    now: datetime,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Run one command.

    Args:
        argv: What stands behind `python -m campaign`.
        now: The present instant.
        out: Where the answer goes; None: standard output.
        err: Where sentences go; None: standard error.

    Returns:
        0 done, 1 problems found or refused and nothing written, 2 wrong usage.
    """
    out, err = out or sys.stdout, err or sys.stderr
    with language.speaking(_language(argv)):
        try:
            arguments = parse(argv)
        except SystemExit as left:  # argparse has said what is wrong, or shown the help
            return USAGE if left.code else DONE
        with Call(arguments, now) as call:
            answer = _answered(call)
        for sentence in answer.notes:
            print(sentence, file=err)
        if arguments.json:
            print(json.dumps(answer.value, ensure_ascii=False, allow_nan=False), file=out)
        elif answer.text:
            print(answer.text, file=out)
        out.flush()
    return answer.status


def _answered(call: Call) -> Answer:
    """The answer of the command, or the sentence with which it was refused."""
    words = call.arguments.command.split()
    # The commands' modules are loaded when they are called: a tick doesn't wait for the charts.
    module = import_module(f"campaign.cli.{call.arguments.module}")
    command: Callable[[Call], Answer] = getattr(module, call.arguments.function)
    try:
        return command(call)
    except CampaignError as error:
        return Answer({"error": str(error), "command": " ".join(words)}, status=REFUSED, notes=(str(error),))


def _language(argv: Sequence[str]) -> str:
    """The language asked for by `--language`, else the environment's."""
    for place, word in enumerate(argv):
        if word == "--language" and place + 1 < len(argv):
            return argv[place + 1]
        if word.startswith("--language="):
            return word.partition("=")[2]
    spoken = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return language.preferred(spoken.partition(".")[0].replace("_", "-"))
