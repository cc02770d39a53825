"""`python -m models regulation …`: what a regulation file means, and making it the one in force."""

from argparse import Namespace
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from models.actions.desk import editions
from models.actions.desk.editions import Adopted
from models.cli.answers import Refused, group, machine_language, organisation_now
from models.cli.command_line import Groups
from models.clock import Clock
from models.db import Database, is_there
from models.phrases.times import absolute
from models.queries.bots import bots_here
from models.queries.organisations import organisations
from models.queries.reachable import ways_of_contacts
from models.rules.desk.bot_owners import BotsRefused, by_setting_key
from models.rules.desk.setting_names import TOKEN, named, setting_key
from models.rules.regulation.delivery_report import counted_lines
from models.rules.regulation.numbers import role_lines
from models.rules.regulation.parsing import Regulation, RegulationError, parse_regulation
from models.rules.regulation.reach_counts import ReachCount, count_reach
from models.rules.regulation.report import render_problems, render_report
from models.settings import Settings

_ADOPTED = {
    "ru": "{file}: принята редакция {number} организации «{organisation}», действует с {when}",
    "en": "{file}: adopted as edition {number} of the organisation {organisation!r}, in force from {when}",
}
#: A slip in its id would leave tickets, persons and groups out of everybody's sight.
_ANOTHER = {
    "ru": "organisation.id: найдено «{found}»; допустимо: {allowed}.\n"
    "Если это новая организация рядом с ними, наберите --new-organisation",
    "en": "organisation.id: found {found!r}; allowed: {allowed}.\n"
    "If it is a new organisation beside them, type --new-organisation",
}
_NOT_NEW = {
    "ru": "--new-organisation: организация «{found}» здесь уже есть",
    "en": "--new-organisation: the organisation {found!r} is here already",
}
_FOLLOWED = {
    "ru": "С этого дня ей следуют и открытые заявки: их сроки пересчитаются, группа получит сводку.",
    "en": "From then on open tickets follow it: their deadlines are computed anew, and the group gets a summary.",
}
_KNOWN = {
    "ru": "{file}: это уже редакция {number} организации «{organisation}», действует с {when}",
    "en": "{file}: is edition {number} of the organisation {organisation!r} already, in force from {when}",
}
_WITHOUT_BOT = {
    "ru": "В Telegram ей ещё не написать: задайте {setting} в .env (токен её собственного бота) и перезапустите"
    " Otklik.",
    "en": "Nobody can write to it in Telegram yet: set {setting} in .env (the token of a bot of its own) and start"
    " Otklik again.",
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
    adopt.add_argument(
        "--new-organisation", action="store_true", help="its organisation.id is new: it is served beside the others"
    )
    for one in (check, adopt):
        one.add_argument("file", type=Path, metavar="FILE")
        one.add_argument("--language", choices=("ru", "en"), default=machine_language())


def _check(options: Namespace, settings: Settings) -> int:
    _, regulation = _read(options)
    print(render_report(regulation, Clock().read().now, options.language))
    for line in role_lines(regulation, _roles_here(regulation, settings), options.language):
        print(line)
    for line in counted_lines(_people_here(regulation, settings), options.language):
        print(line)
    return 0


def _roles_here(regulation: Regulation, settings: Settings) -> list[str]:
    """Of its numbers in the settings, with the organisation's key or without."""
    ours = ("", setting_key(regulation.organisation.id))
    return [one.role for one in settings.whatsapp_numbers if one.role and one.key in ours]


def _people_here(regulation: Regulation, settings: Settings) -> ReachCount:
    """Of its organisation, whom the rules of transports would reach; nobody where there is no database yet."""
    if not is_there(settings.database):
        return ReachCount()
    database = Database(settings.database)
    try:
        with database.read() as tx:
            ours = next((one for one in organisations(tx) if one.key == regulation.organisation.id), None)
            return count_reach(regulation, ways_of_contacts(tx, ours.id) if ours is not None else ())
    except DBAPIError:  # away, or of a release that knew no contracts: a check says what the file means all the same
        return ReachCount()
    finally:
        database.close()


def _adopt(options: Namespace, settings: Settings) -> int:
    text, regulation = _read(options)
    with Database(settings.database).write(durable=True) as tx:
        _check_organisation(tx, regulation, options)
        now = organisation_now(tx, settings)
        adopted = editions.adopt(tx, text, now, apply_to_open=options.apply_to_open)
        setting = _missing_bot(tx, regulation, settings)
    _say(options, regulation, adopted)
    if setting is not None:
        print(_WITHOUT_BOT[options.language].format(setting=setting))
    return 0


def _read(options: Namespace) -> tuple[str, Regulation]:
    """Raises Refused."""
    try:
        text = options.file.read_text(encoding="utf-8")
        return text, parse_regulation(text)
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{options.file}: {error}") from None
    except RegulationError as error:
        raise Refused(render_problems(error.problems, str(options.file), options.language)) from None


def _check_organisation(tx: Connection, regulation: Regulation, options: Namespace) -> None:
    """A new one is meant to be new, and its settings can be told from those of the others. Raises Refused."""
    here, found = [one.key for one in organisations(tx)], regulation.organisation.id
    if here and found not in here and not options.new_organisation:
        raise Refused(_ANOTHER[options.language].format(found=found, allowed=", ".join(here)))
    if found in here and options.new_organisation:
        raise Refused(_NOT_NEW[options.language].format(found=found))
    try:
        by_setting_key(list(dict.fromkeys([*here, found])))
    except BotsRefused as refused:
        raise Refused(str(refused)) from None


def _missing_bot(tx: Connection, regulation: Regulation, settings: Settings) -> str | None:
    """The setting that its bot's token is wanted in; None: it has one, or no organisation here has."""
    if not settings.telegram_bots:
        return None
    try:
        here = bots_here(tx, settings.telegram_bots, settings.organisation_in_file())
    except BotsRefused:  # the bot says so at its start
        here = {}
    key = regulation.organisation.id
    return None if key in {one.key for one in here.values()} else named(TOKEN, setting_key(key))


def _say(options: Namespace, regulation: Regulation, adopted: Adopted) -> None:
    language, organisation = options.language, regulation.organisation
    when = absolute(adopted.effective_at, organisation.timezone, language, zone_named=True)
    words = _ADOPTED if adopted.new else _KNOWN
    facts = {"file": options.file, "number": adopted.number, "organisation": organisation.id, "when": when}
    print(words[language].format(**facts))
    if options.apply_to_open:
        print(_FOLLOWED[language])
