"""`python -m models regulation …`: what a regulation file means, and making it the one in force."""

from argparse import Namespace
from pathlib import Path

from models.actions.desk import editions as regulation_actions
from models.cli.answers import group, machine_language, organisation_now, refuse
from models.cli.command_line import Groups
from models.clock import Clock
from models.db import Database
from models.phrases.times import absolute
from models.queries.regulation import organisation_keys
from models.rules.regulation.parsing import RegulationError, parse_regulation
from models.rules.regulation.report import render_problems, render_report
from models.settings import Settings

_ADOPTED = {
    "ru": "{file}: принята редакция {number}, действует с {when}",
    "en": "{file}: adopted as edition {number}, in force from {when}",
}
#: The tickets, persons and groups of the one that is served would be out of everybody's sight.
_ANOTHER = {
    "ru": "organisation.id: найдено «{found}»; допустимо: «{allowed}» (эта база данных обслуживает её)",
    "en": "organisation.id: found {found!r}; allowed: {allowed!r} (the one that this database serves)",
}
_FOLLOWED = {
    "ru": "С этого дня ей следуют и открытые заявки: их сроки пересчитаются, группа получит сводку.",
    "en": "From then on open tickets follow it: their deadlines are computed anew, and the group gets a summary.",
}
_KNOWN = {
    "ru": "{file}: это уже редакция {number}, действует с {when}",
    "en": "{file}: is edition {number} already, in force from {when}",
}


def add(groups: Groups) -> None:
    regulation = group(groups, "regulation", "check or adopt a regulation file")
    check = regulation.add_parser("check", help="say what FILE means, or what is wrong with it; changes nothing")
    check.set_defaults(command=_check)
    adopt = regulation.add_parser("adopt", help="make FILE the newest edition; a broken file changes nothing")
    adopt.set_defaults(command=_adopt)
    adopt.add_argument(
        "--apply-to-open",
        action="store_true",
        help="open tickets follow it too, from the day on which it takes effect; else they keep their edition",
    )
    for one in (check, adopt):
        one.add_argument("file", type=Path, metavar="FILE")
        one.add_argument("--language", choices=("ru", "en"), default=machine_language())


def _check(options: Namespace, _settings: Settings) -> int:
    try:
        regulation = parse_regulation(options.file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return refuse(f"{options.file}: {error}")
    except RegulationError as error:
        return refuse(render_problems(error.problems, str(options.file), options.language))
    print(render_report(regulation, Clock().read().now, options.language))
    return 0


def _adopt(options: Namespace, settings: Settings) -> int:
    database = Database(settings.database)
    try:
        text = options.file.read_text(encoding="utf-8")
        regulation = parse_regulation(text)
        with database.write(durable=True) as tx:
            served, found = organisation_keys(tx), regulation.organisation.id
            if served and found not in served:
                return refuse(_ANOTHER[options.language].format(found=found, allowed=", ".join(served)))
            adopted = regulation_actions.adopt(
                tx, text, organisation_now(tx, settings), apply_to_open=options.apply_to_open
            )
    except (OSError, UnicodeDecodeError) as error:
        return refuse(f"{options.file}: {error}")
    except RegulationError as error:
        return refuse(render_problems(error.problems, str(options.file), options.language))
    when = absolute(adopted.effective_at, regulation.organisation.timezone, options.language, zone_named=True)
    words = _ADOPTED if adopted.new else _KNOWN
    print(words[options.language].format(file=options.file, number=adopted.number, when=when))
    if options.apply_to_open:
        print(_FOLLOWED[options.language])
    return 0
