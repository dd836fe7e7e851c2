"""Files nobody meant to write, opened, understood and read for some minutes: `make fuzz MINUTES=10`.

Each file comes from a number: a made export of some system, or a table of odd cells, changed in a few places, in its
bytes, its text, its encoding or the parts of its workbook. Whatever it is, it is read or refused with an `IntakeError`;
a file that brings up anything else is kept under `tests/intake/seeds`, where the suite reads it again.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
import traceback
import zipfile
import zlib
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

import xlsxwriter

from campaign import intake
from campaign.intake import IntakeError, Limits
from tests import made

SEEDS = Path(__file__).parent / "seeds"
LIMITS = Limits(unpacked_bytes=20_000_000)
PLACES = [("Asia/Shanghai", "CNY"), ("America/New_York", "USD"), ("Asia/Jakarta", "IDR"), ("Europe/Berlin", "EUR")]
CONSTANTS = {"at": "2026-11-01 10:00", "day": "2026-11-01", "channel": "search"}
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5", "cp1252", "latin-1", "shift_jis"]
CELLS = [
    "", " ", "-", "0", "-0", "00", "1", "-1", "1e308", "-1e-308", "1e999", "9" * 30, "9" * 400, "NaN", "inf",
    "1,234", "1.234,5", "1,2,3", "12.5%", "１２", "1.2万", "3亿", "（12）", "(3)", "¥12", "$1,2", "1/2/3", "2026-02-30",
    "20261111", "45000.5", "2026-11-11 25:61", "2026-03-08 02:30", "9999-12-31", "0001-01-01", "2026年11月11日",
    "11/12/2026", "24", "総計", "总计", "Total", "=1+1", '="001"', "'007", "a\nb", 'a"b', '"', "\u0000", "\ufeff",
    "\u202e", "👍", "ก", "x" * 300, "٣", "²", "Ⅷ",
]  # fmt: skip


def drive(content: bytes, name: str, number: int = 0) -> str:
    """Take one file as far as it goes: `read` or `refused`; anything else but an `IntakeError` comes through."""
    zone, currency = PLACES[number % len(PLACES)]
    try:
        sheet = intake.open_file(content, name, LIMITS)
        for kind in (None, intake.KINDS[number % len(intake.KINDS)]):
            mapping = intake.suggest(sheet, kind)
            lacking = " ".join(mapping.missing)
            constants = {key: value for key, value in CONSTANTS.items() if key in lacking}
            read = intake.read(
                sheet, mapping, store="main", source="fuzz", zone=zone, currency=currency, constants=constants,
                spread=bool(number % 2),
            )  # fmt: skip
            assert read.rows == read.accepted + read.refused + sum(read.dropped.values())
    except IntakeError:
        return "refused"
    return "read"


@cache
def bases() -> list[tuple[bytes, str]]:
    """Made exports, and odd beginnings."""
    odd = [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "old.xls"),
        (b"PK\x03\x04", "cut.xlsx"),
        (b"a,b\n1,2\n", "a.csv"),
    ]
    return [(one.content, one.name) for one in made.every()] + odd


def written(number: int) -> tuple[bytes, str]:
    """The file of a number."""
    rng = random.Random(number)
    if rng.random() < 0.3:
        content, name = table(rng)
    else:
        content, name = rng.choice(bases())
    for _time in range(rng.choice([0, 1, 1, 2, 4, 9])):
        if content.startswith(b"PK\x03\x04") and rng.random() < 0.8:
            content = in_a_part(content, rng)
        else:
            content = rng.choice([in_bytes, in_text, in_text, recoded])(content, rng)
    return content, name


def table(rng: random.Random) -> tuple[bytes, str]:
    """Odd cells below headers that are known, as CSV or as a workbook."""
    names = [name for kind in intake.KINDS for name in intake.names(kind)]
    columns = list(dict.fromkeys(rng.choice(names) for _ in range(rng.randint(1, 9))))
    rows = [[rng.choice(CELLS) for _ in columns] for _ in range(rng.randint(0, 12))]
    if rng.random() < 0.3:
        book = io.BytesIO()
        with xlsxwriter.Workbook(book) as workbook:
            workbook.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001  (the library's clock has no zone)
            sheet = workbook.add_worksheet()
            for place, row in enumerate([columns, *rows]):
                sheet.write_row(place, 0, row)
        return book.getvalue(), "odd.xlsx"
    mark = rng.choice(",,,\t;|")
    lines = [columns, *rows]
    quoted = rng.random() < 0.5
    text = "\n".join(mark.join(f'"{cell}"' if quoted else cell for cell in line) for line in lines)
    return text.encode(), "odd.csv"


def in_bytes(content: bytes, rng: random.Random) -> bytes:
    """Bytes changed, cut out or doubled."""
    place, length = rng.randrange(len(content) + 1), rng.choice([1, 1, 2, 10, 200])
    taken = content[place : place + length]
    put = rng.choice([b"", taken * 2, rng.randbytes(length), b"\x00", b'"', b"\n", b"\r", b",", b"\xff"])
    return content[:place] + put + content[place + length :]


def in_text(content: bytes, rng: random.Random) -> bytes:
    """A cell changed, a line doubled, moved or gone."""
    text = content.decode("utf-8", "replace")
    lines = text.split("\n")
    place = rng.randrange(len(lines))
    mark = max(",\t;", key=lines[place].count)
    cells = lines[place].split(mark)
    cells[rng.randrange(len(cells))] = rng.choice(CELLS)
    act = rng.random()
    if act < 0.7:
        lines[place] = mark.join(cells)
    elif act < 0.8:
        lines.insert(rng.randrange(len(lines)), lines[place])
    elif act < 0.9:
        del lines[place]
    else:
        lines[place] += mark + rng.choice(CELLS)
    return "\n".join(lines).encode()


def recoded(content: bytes, rng: random.Random) -> bytes:
    """The same text in another encoding, or read in a wrong one."""
    return content.decode(rng.choice(["utf-8", "gb18030"]), "replace").encode(rng.choice(ENCODINGS), "replace")


def in_a_part(content: bytes, rng: random.Random) -> bytes:
    """A workbook with one of its parts changed, packed again as it should be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {one.filename: archive.read(one) for one in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError):
        return in_bytes(content, rng)
    sheets = [name for name in parts if "sheet" in name or "Strings" in name] or list(parts)
    name = rng.choice(sheets if rng.random() < 0.8 else list(parts))
    body = parts[name]
    if rng.random() < 0.5 and body:
        body = in_bytes(body, rng)
    else:
        old = rng.choice([b"<v>1", b't="s"', b'r="A', b"</row>", b"<v>"])
        new = rng.choice([b"<v>-9e99", b't="e"', b'r="ZZZ', b"", b"<v>99999999", b't="b"', b't="d"'])
        body = body.replace(old, new, 1)
    parts[name] = body
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, said in parts.items():
            archive.writestr(zipfile.ZipInfo(one), said, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def fuzz(seconds: float, first: int) -> int:
    """Read files until the time is over; how many brought up anything but an intake error."""
    until, number, counted, found = time.monotonic() + seconds, first, {"read": 0, "refused": 0}, set[str]()
    while time.monotonic() < until:
        content, name = written(number)
        try:
            counted[drive(content, name, number)] += 1
        except KeyboardInterrupt:
            break
        except BaseException as error:  # noqa: BLE001  (a reader that panics raises no Exception)
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
            if where not in found:
                found.add(where)
                kept = SEEDS / f"{number % 60:02d}-{sha256(content).hexdigest()[:10]}-{name}"
                kept.write_bytes(content)
                print(f"number {number}, {name}: {error!r:.300}, kept as {kept.name}")
                traceback.print_exception(error, limit=-4)
        number += 1
    print(f"numbers {first} to {number - 1}: {counted['read']} read, {counted['refused']} refused, "
          f"{len(found)} places that raise something else")  # fmt: skip
    return len(found)


def main() -> int:
    """Read for some minutes; the exit code says whether only intake errors came up."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--first", type=int, default=0, help="number of the first file")
    given = asked.parse_args()
    return 1 if fuzz(given.minutes * 60, given.first) else 0


if __name__ == "__main__":
    sys.exit(main())
