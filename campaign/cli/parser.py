"""The commands and their arguments, explained in the chosen language."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date

from campaign.base.language import LANGUAGES, _

Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"
KINDS = ("products", "facts", "stock", "spend", "orders")
SCOPES = ("facts", "stock", "spend")
BY = ("day", "hour", "product", "sku", "channel")


class Form(argparse.HelpFormatter):
    """Help whose own words are in the chosen language."""

    def add_usage(self, usage: str | None, actions: object, groups: object, prefix: str | None = None) -> None:
        """The usage line."""
        super().add_usage(usage, actions, groups, _("Usage: ") if prefix is None else prefix)  # type: ignore[arg-type]


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments of a call; `module` and `function` say what answers it.

    Raises:
        SystemExit: the help was asked for (0) or the usage is wrong (2); it has been said.
    """
    parser = _parser("python -m campaign", _("Plan, run and review a promotion campaign."))
    _shared(parser, default=True)
    commands = parser.add_subparsers(title=_("Commands"), dest="command", required=True, metavar=_("COMMAND"))
    for add in (_planning, _checklist, _files, _figures, _prices, _outcome, _accounts, _feeds, _registers):
        add(commands)
    return parser.parse_args(list(argv))


def _parser(name: str, about: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=name, description=about, formatter_class=Form, add_help=False, allow_abbrev=False
    )
    _titled(parser)
    return parser


def _titled(parser: argparse.ArgumentParser) -> None:
    parser._positionals.title, parser._optionals.title = _("Arguments"), _("Options")
    parser.add_argument("-h", "--help", action="help", help=_("show this help and leave"))


def _shared(parser: argparse.ArgumentParser, *, default: bool = False) -> None:
    """Options that stand before or behind the command."""
    unset = argparse.SUPPRESS
    parser.add_argument(
        "--data",
        metavar=_("DIR"),
        default=None if default else unset,
        help=_("folder of documents and facts (ELEVEN_DATA, else data/store)"),
    )
    parser.add_argument(
        "--json",
        action="store_true",
        default=False if default else unset,
        help=_("print one JSON value, sentences go to standard error"),
    )
    parser.add_argument(
        "--language", choices=tuple(LANGUAGES), default=None if default else unset, help=_("language of every word")
    )


def _command(commands: Commands, name: str, module: str, about: str, function: str = "") -> argparse.ArgumentParser:  # type: ignore[valid-type]
    command: argparse.ArgumentParser = commands.add_parser(  # type: ignore[attr-defined]
        name, help=about, description=about, formatter_class=Form, add_help=False, allow_abbrev=False
    )
    _titled(command)
    _shared(command)
    command.set_defaults(module=module, function=function or name)
    return command


def _of_campaign(command: argparse.ArgumentParser) -> None:
    command.add_argument("--campaign", required=True, metavar="C", help=_("number or name, as `campaigns` lists it"))


def _on_day(command: argparse.ArgumentParser) -> None:
    command.add_argument("--day", type=date.fromisoformat, metavar="D", help=_("as of the end of this day"))


def _planning(commands: Commands) -> None:  # type: ignore[valid-type]
    demo = _command(commands, "demo", "campaigns", _("make the demo campaign"))
    demo.add_argument(
        "--day", type=date.fromisoformat, metavar="D", help=_("its second launch day (today in Los Angeles)")
    )
    new = _command(commands, "new", "campaigns", _("plan a campaign"))
    new.add_argument("--playbook", default="double11", help=_("what it starts from (double11)"))
    new.add_argument("--name", required=True, metavar="N", help=_("how the team calls it"))
    new.add_argument("--launch", required=True, type=date.fromisoformat, metavar="D", help=_("the launch day"))
    new.add_argument("--store", default="main", metavar="S", help=_("the shop whose figures it reads (main)"))
    new.add_argument(
        "--zone", default="America/Los_Angeles", metavar="Z", help=_("whose days count (America/Los_Angeles)")
    )
    new.add_argument("--currency", default="USD", metavar="C", help=_("of every amount (USD)"))
    new.add_argument("--gmv", metavar=_("AMOUNT"), help=_("GMV the launch shall bring, such as 1200000.50"))
    new.add_argument("--budget", metavar=_("AMOUNT"), help=_("what promotion may cost"))
    _command(commands, "campaigns", "campaigns", _("list the campaigns"))
    phases = _command(commands, "phases", "campaigns", _("the phases, and where we are"), "phases_")
    _of_campaign(phases)
    phases.add_argument("--at", metavar=_("INSTANT"), help=_("such as 2026-11-11T08:00:00Z"))


def _checklist(commands: Commands) -> None:  # type: ignore[valid-type]
    tasks = _command(commands, "tasks", "tasks", _("the checklist"))
    _of_campaign(tasks)
    tasks.add_argument("--function", metavar="F", dest="function_", help=_("only this function, such as marketing"))
    tasks.add_argument("--phase", metavar="P", help=_("only this phase, such as warm_up"))
    tasks.add_argument("--status", choices=("todo", "doing", "done", "waived"), help=_("only this status"))
    tick = _command(commands, "tick", "tasks", _("tick a task, its parts with it"))
    tick.add_argument("task", metavar=_("TASK"), help=_("such as P2-MK-1"))
    _of_campaign(tick)
    tick.add_argument("--as", required=True, dest="member", metavar=_("MEMBER"), help=_("login or name of who ticks"))
    tick.add_argument("--undo", action="store_true", help=_("take the tick or the waiver back"))
    tick.add_argument("--waive", metavar=_("REASON"), help=_("let the task go, for this reason"))
    tick.add_argument("--note", default="", metavar=_("TEXT"), help=_("a word beside it"))


def _files(commands: Commands) -> None:  # type: ignore[valid-type]
    read = _command(commands, "import", "imports", _("read files"), "import_")
    read.add_argument("files", nargs="+", metavar=_("FILE"), help=_("CSV, xlsx or xls"))
    _of_campaign(read)
    read.add_argument("--kind", choices=KINDS, help=_("what the files hold (found out)"))
    read.add_argument("--preset", metavar=_("NAME"), help=_("how their headers are understood (found out), or none"))
    read.add_argument(
        "--source", metavar=_("NAME"), help=_("the system the rows come from (the preset, else template)")
    )
    read.add_argument(
        "--map", action="append", default=[], metavar=_("THEIRS=OURS"), help=_("read a column as one of ours")
    )
    read.add_argument(
        "--cumulative", action="append", default=[], metavar=_("MEASURE"), help=_("the file holds counts to date of it")
    )
    read.add_argument(
        "--constant", action="append", default=[], metavar=_("NAME=VALUE"), help=_("holds for every line")
    )
    read.add_argument("--limit", type=int, default=50, metavar="MB", help=_("largest file to read (50)"))
    read.add_argument("--dry-run", action="store_true", help=_("say what would change, write nothing"))
    read.add_argument(
        "--accept-good-rows", action="store_true", help=_("write the good rows although others have problems")
    )

    read.add_argument(
        "--spread", action="store_true", help=_("divide lines about several days among them instead of refusing them")
    )
    known = _command(commands, "presets", "presets", _("list the presets, or tell what files are"))
    known.add_argument("files", nargs="*", metavar=_("FILE"), help=_("CSV, xlsx or xls"))
    known.add_argument("--zone", default="Asia/Shanghai", metavar="Z", help=_("whose days count (Asia/Shanghai)"))
    known.add_argument("--currency", metavar="C", help=_("of every amount (found out, else USD)"))
    known.add_argument(
        "--constant", action="append", default=[], metavar=_("NAME=VALUE"), help=_("where a file lacks it")
    )
    known.add_argument("--limit", type=int, default=50, metavar="MB", help=_("largest file to read (50)"))
    known.add_argument("--spread", action="store_true", help=_("divide lines about several days among them"))


def _figures(commands: Commands) -> None:  # type: ignore[valid-type]
    totals = _command(commands, "totals", "figures", _("sums of every measure"))
    _of_campaign(totals)
    totals.add_argument("--by", required=True, choices=BY, help=_("what the sums go by"))
    totals.add_argument("--from", dest="since", metavar="T", help=_("first day or instant (the campaign's first day)"))
    totals.add_argument("--to", dest="until", metavar="T", help=_("last day, or the instant after the last"))
    totals.add_argument("--tier", choices=("hero", "activity", "volume", "clearance"), help=_("only its products"))
    totals.add_argument("--decreases", action="store_true", help=_("list every count to date that went down"))
    tiers = _command(commands, "tiers", "products", _("suggested tiers with reasons"))
    _of_campaign(tiers)
    _on_day(tiers)
    tiers.add_argument("--apply", action="store_true", help=_("give products without a tier the suggested one"))
    for name, module, about in (
        ("targets", "products", _("targets, actuals and gaps")),
        ("budget", "figures", _("plan, spent, left, and what today may cost")),
    ):
        command = _command(commands, name, module, about)
        _of_campaign(command)
        _on_day(command)
    for name, about in (
        ("signups", _("products on their routes, what needs care first")),
        ("gates", _("price gate and stock check of every sign-up, with what decided")),
    ):
        command = _command(commands, name, "signups", about)
        _of_campaign(command)
        command.add_argument("--at", metavar=_("INSTANT"), help=_("such as 2026-11-11T08:00:00Z"))
    restock = _command(commands, "restock", "products", _("what needs goods, and how many"))
    _of_campaign(restock)
    restock.add_argument("--at", metavar=_("INSTANT"), help=_("such as 2026-11-11T08:00:00Z"))
    _of_campaign(_command(commands, "alerts", "products", _("alerts, open and past")))
    _of_campaign(_command(commands, "batches", "batches", _("the files that were taken in")))
    undo = _command(commands, "undo", "batches", _("put back what stood before a file was taken in"))
    undo.add_argument("batch", type=int, metavar=_("BATCH"), help=_("its number, as batches lists it"))
    _of_campaign(undo)


def _prices(commands: Commands) -> None:  # type: ignore[valid-type]
    prices = _command(commands, "prices", "prices", _("what products cost, from when on"))
    actions = prices.add_subparsers(title=_("Commands"), dest="action", required=True, metavar=_("COMMAND"))
    read = _command(actions, "import", "prices", _("take a price history in"), "import_")
    read.add_argument(
        "file",
        metavar=_("FILE"),
        help=_("CSV, xlsx or xls with product_id, sku_id (empty: every SKU), since, price, kind (list or promotion)"),
    )
    show = _command(actions, "show", "prices", _("the prices kept of a product"))
    show.add_argument("product", metavar=_("PRODUCT"), help=_("its id"))
    for command in (read, show):
        _of_campaign(command)


def _outcome(commands: Commands) -> None:  # type: ignore[valid-type]
    review = _command(commands, "review", "review", _("the review's figures"))
    export = _command(commands, "export", "review", _("write the review to a file"))
    export.add_argument("what", choices=("review",), metavar="review", help=_("what to write"))
    for command in (review, export):
        _of_campaign(command)
        _on_day(command)
        command.add_argument("--baseline", metavar=_("FROM..TO"), help=_("days to compare with (the plan)"))
    export.add_argument("--format", required=True, choices=("xlsx", "md", "csv"), help=_("form of the file"))
    export.add_argument("--out", required=True, metavar=_("FILE"), help=_("where it goes"))


def _accounts(commands: Commands) -> None:  # type: ignore[valid-type]
    users = _command(commands, "users", "accounts", _("accounts"))
    actions = users.add_subparsers(title=_("Commands"), dest="action", required=True, metavar=_("COMMAND"))
    add = _command(actions, "add", "accounts", _("a new account; prints its one-time link"))
    add.add_argument("name", metavar=_("NAME"))
    add.add_argument("--login", help=_("what they sign in with (made of the name)"))
    _roles(add, required=False)
    _command(actions, "list", "accounts", _("list the accounts"), "list_")
    role = _command(actions, "role", "accounts", _("give an account another role"))
    role.add_argument("member", metavar=_("MEMBER"), help=_("login or name"))
    _roles(role, required=True)
    revoke = _command(actions, "revoke", "accounts", _("close an account and end its sessions"))
    revoke.add_argument("member", metavar=_("MEMBER"), help=_("login or name"))


def _feeds(commands: Commands) -> None:  # type: ignore[valid-type]
    token = _command(commands, "token", "feeds", _("tokens with which machines post figures"))
    actions = token.add_subparsers(title=_("Commands"), dest="action", required=True, metavar=_("COMMAND"))
    create = _command(actions, "create", "feeds", _("a new token; prints its secret once"))
    _of_campaign(create)
    create.add_argument("--source", required=True, metavar=_("NAME"), help=_("the system whose rows it posts"))
    create.add_argument(
        "--scope",
        action="append",
        required=True,
        choices=SCOPES,
        dest="scopes",
        help=_("what it may post; may be repeated"),
    )
    _of_campaign(_command(actions, "list", "feeds", _("list the tokens"), "list_"))
    revoke = _command(actions, "revoke", "feeds", _("end a token"))
    revoke.add_argument("token", metavar=_("TOKEN"), help=_("its number, or how its secret begins"))
    _command(commands, "inbox", "feeds", _("take in what lies in the watched folder, once"))


def _registers(commands: Commands) -> None:  # type: ignore[valid-type]
    register = _command(commands, "register", "registers", _("the lists that tasks ask for"))
    actions = register.add_subparsers(title=_("Commands"), dest="action", required=True, metavar=_("COMMAND"))
    _of_campaign(_command(actions, "list", "registers", _("list the registers and how they stand"), "list_"))
    show = _command(actions, "show", "registers", _("the entries of a register"))
    add = _command(actions, "add", "registers", _("a new entry"))
    read = _command(actions, "import", "registers", _("take a file into a register"), "import_")
    write = _command(actions, "export", "registers", _("write a register to a file"))
    for command in (show, add, read, write):
        command.add_argument("register", metavar=_("REGISTER"), help=_("such as assets, as `register list` shows it"))
        _of_campaign(command)
    add.add_argument("cells", nargs="+", metavar=_("NAME=VALUE"), help=_("its columns, such as due=2026-10-12"))
    add.add_argument("--as", dest="member", metavar=_("MEMBER"), help=_("login or name of who adds it"))
    read.add_argument("file", metavar=_("FILE"), help=_("CSV, xlsx or xls"))
    read.add_argument("--dry-run", action="store_true", help=_("say what would change, write nothing"))
    read.add_argument(
        "--accept-good-rows", action="store_true", help=_("write the good rows although others have problems")
    )
    write.add_argument("--format", required=True, choices=("csv", "xlsx"), help=_("form of the file"))
    write.add_argument("--out", required=True, metavar=_("FILE"), help=_("where it goes"))


def _roles(command: argparse.ArgumentParser, *, required: bool) -> None:
    command.add_argument("--role", choices=("commander", "lead", "member"), default="member", required=required)
    command.add_argument(
        "--function",
        action="append",
        default=[],
        dest="functions",
        metavar="F",
        help=_("one they lead; may be repeated"),
    )
