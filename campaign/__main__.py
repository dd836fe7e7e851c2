"""Eleven at the command line: `python -m campaign --help`."""

from __future__ import annotations

import signal
import sys
from datetime import UTC, datetime

from campaign import cli

if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` ends the command quietly
    sys.exit(cli.main(sys.argv[1:], datetime.now(UTC)))
