"""`python -m models contracts …`: contracts and who speaks for them, one at a time or from a sheet."""

from argparse import Namespace
from pathlib import Path

from models.cli.answers import group, machine_language
from models.cli.command_line import CommandParser, Groups
from models.cli.organisation import for_organisation
from models.settings import Settings


def add(groups: Groups) -> None:
    what = group(groups, "contracts", "contracts, and who speaks for them")
    _sheets(what)
    _one_by_one(what)


def _sheets(what: Groups) -> None:
    taken = what.add_parser("import", help="say what FILE (CSV or XLSX) would change; with --apply change it")
    taken.add_argument("file", type=Path, metavar="FILE")
    taken.add_argument("--apply", action="store_true", help="change it; without it nothing is changed")
    taken.add_argument("--skip-bad", action="store_true", help="leave lines with mistakes out, instead of stopping")
    taken.add_argument("--erased-too", action="store_true", help="bring back people who were erased, too")
    taken.add_argument("--end-missing", action="store_true", help="contracts that FILE does not have are ended")
    taken.add_argument("--sheet", metavar="NAME", help="of a workbook with several sheets")
    taken.set_defaults(command=_import)
    given = what.add_parser("export", help="write all contracts into FILE, as an import reads them")
    given.add_argument("file", type=Path, metavar="FILE", help="a workbook if it ends in .xlsx, else CSV")
    given.set_defaults(command=_export)
    for one in (taken, given):
        _in_a_language(one)


def _one_by_one(what: Groups) -> None:
    listed = what.add_parser("list", help="all contracts: number, tier, paid until, state, who speaks for it")
    listed.set_defaults(command=_list)
    shown = what.add_parser("show", help="one contract with everybody who speaks for it")
    shown.set_defaults(command=_show)
    added = what.add_parser("add", help="a new contract, perhaps with a person who speaks for it")
    added.set_defaults(command=_add)
    changed = what.add_parser(
        "change", help="of a contract only what is named here; with --person one more, or theirs"
    )
    changed.set_defaults(command=_change)
    removed = what.add_parser("remove-person", help="somebody no longer speaks for a contract; their tickets stay")
    removed.set_defaults(command=_remove)
    for one in (shown, added, changed, removed):
        one.add_argument("number", metavar="NUMBER")
    removed.add_argument("who", metavar="WHO", help="their name or phone, as `show` has it")
    for one in (added, changed):
        _facts(one)
    for one in (listed, shown, added, changed, removed):
        _in_a_language(one)


def _facts(command: CommandParser) -> None:
    command.add_argument("--tier", help="of the regulation, by id or title")
    command.add_argument("--client", help="person or legal entity")
    command.add_argument("--state", help="active, suspended or ended")
    command.add_argument("--paid-until", metavar="DATE", help="the last day that is paid for; '' if nobody knows")
    command.add_argument("--person", metavar="NAME", help="who speaks for it")
    command.add_argument("--phone", help="theirs, or several with commas")
    command.add_argument("--email", help="theirs; kept, nothing is sent there yet")
    command.add_argument("--sees", help="own (their own tickets only) or all (of the contract)")
    command.add_argument("--may-change-contacts", metavar="yes|no", help="whether they may change who speaks for it")


def _in_a_language(command: CommandParser) -> None:
    command.add_argument("--language", choices=("ru", "en"), default=machine_language())
    for_organisation(command)


def _import(options: Namespace, settings: Settings) -> int:
    from models.cli.contract_import import import_sheet

    return import_sheet(options, settings)


def _export(options: Namespace, settings: Settings) -> int:
    from models.cli.contract_export import export

    return export(options, settings)


def _list(options: Namespace, settings: Settings) -> int:
    from models.cli.contract_views import show_all

    return show_all(options, settings)


def _show(options: Namespace, settings: Settings) -> int:
    from models.cli.contract_views import show_one

    return show_one(options, settings)


def _add(options: Namespace, settings: Settings) -> int:
    from models.cli.contract_edits import add_one

    return add_one(options, settings)


def _change(options: Namespace, settings: Settings) -> int:
    from models.cli.contract_edits import change_one

    return change_one(options, settings)


def _remove(options: Namespace, settings: Settings) -> int:
    from models.cli.contract_edits import remove_person

    return remove_person(options, settings)
