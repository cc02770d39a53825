"""`python -m models person …`: what is held about somebody, erasing them, and the acts of what was destroyed."""

from argparse import Namespace
from pathlib import Path

from models.cli.answers import group
from models.cli.command_line import Groups
from models.cli.organisation import for_organisation
from models.settings import Settings


def add(groups: Groups) -> None:
    what = group(groups, "person", "somebody's data: a copy, erasing them, the acts of what was destroyed")
    found = what.add_parser("find", help="who is meant by a name, a phone, a contract")
    found.set_defaults(command=_find)
    erased = what.add_parser("erase", help="destroy what is held about somebody, as after their letter")
    erased.add_argument("--at-once", action="store_true", help="without the time in which it can be called off")
    erased.add_argument("--yes", action="store_true", help="don't ask before")
    erased.set_defaults(command=_erase)
    kept = what.add_parser("keep", help="call an erasure off that has not begun")
    kept.set_defaults(command=_keep)
    copied = what.add_parser("export", help="everything held about somebody, as they may see it, into FILE (zip)")
    copied.set_defaults(command=_export)
    for one in (found, copied, erased, kept):
        one.add_argument(
            "who", metavar="WHO", help="name, phone, contract's number, chat, or the id that `find` says"
        )
    copied.add_argument("file", type=Path, metavar="FILE")
    acts = what.add_parser("acts", help="the acts of destruction, or one of them to be printed and signed")
    acts.add_argument("code", metavar="ACT", nargs="?")
    acts.add_argument("--language", choices=("ru", "en"), default="ru")
    acts.set_defaults(command=_acts)
    for_organisation(found, copied, erased, kept, acts)


def _find(options: Namespace, settings: Settings) -> int:
    from models.cli.person_acts import find

    return find(options, settings)


def _export(options: Namespace, settings: Settings) -> int:
    from models.cli.person_acts import export

    return export(options, settings)


def _erase(options: Namespace, settings: Settings) -> int:
    from models.cli.person_acts import erase

    return erase(options, settings)


def _keep(options: Namespace, settings: Settings) -> int:
    from models.cli.person_acts import keep

    return keep(options, settings)


def _acts(options: Namespace, settings: Settings) -> int:
    from models.cli.person_acts import acts

    return acts(options, settings)
