"""What is settled before anybody is served: first editions, and whose bot or number each one is."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from models.actions.desk import editions
from models.actions.desk.bots import assign_bot
from models.db import Database
from models.queries.bots import FormerBot, bots_here, former_bots, refuse_bot_of_another
from models.queries.organisations import Organisation, organisations
from models.rules.delivery.transports import WHATSAPP
from models.rules.desk.bot_owners import BotsRefused
from models.rules.desk.setting_names import REGULATION_FILE, named, setting_key
from models.rules.desk.telegram_bots import TelegramBotSettings
from models.rules.desk.whatsapp_numbers import WhatsAppNumber
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import RegulationError, parse_regulation
from models.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ServedBot:
    """A bot of the settings, and whose it is."""

    settings: TelegramBotSettings
    organisation_id: OrganisationId


@dataclass(frozen=True)
class ServedNumber:
    """A number of WhatsApp that the settings name, and whose it is."""

    settings: WhatsAppNumber
    organisation_id: OrganisationId


@dataclass(frozen=True)
class Begun:
    """Whom this process serves people by."""

    bots: list[ServedBot]
    numbers: list[ServedNumber]


class AnotherBotServes(Exception):
    """The settings name a bot that the groups and requesters of its organisation do not know."""

    def __init__(self, bot: TelegramBotSettings, organisation: str, former: Sequence[FormerBot]) -> None:
        served = "; ".join(map(str, former))
        super().__init__(
            f"{bot.setting} is of the bot {bot.account}, but another bot serves here: {served}.\n"
            "Put its token back into .env; or, to move groups and open tickets to the new bot, stop Otklik and run:"
            f" python -m models bot replace --organisation {organisation}"
        )


def begin(database: Database, settings: Settings, now: datetime) -> Begun:
    """All of it or nothing. Raises AnotherBotServes, BotsRefused."""
    with database.write(durable=True) as tx:
        _first_editions(tx, settings, now)
        in_file = settings.organisation_in_file()
        here = bots_here(tx, settings.telegram_bots, in_file)
        bots = [_assigned(tx, bot, here[bot.account], now) for bot in settings.telegram_bots]
        return Begun(bots, _numbers(tx, settings.whatsapp_numbers, in_file, now))


def _first_editions(tx: Connection, settings: Settings, now: datetime) -> None:
    """Of organisations that have none; later editions are adopted on purpose."""
    for key, file in settings.regulation_files.items():
        adopted = [one.key for one in organisations(tx)]
        known = [one for one in adopted if setting_key(one) == key] if key else adopted
        if known or (not key and not settings.serves_without_key):
            continue
        done = editions.adopt(tx, _text_of(key, file), now)
        log.info("adopted %s as edition %s", file, done.number)


def _text_of(key: str, file: Path) -> str:
    setting = named(REGULATION_FILE, key)
    try:
        text = file.read_text(encoding="utf-8")
        found = parse_regulation(text).organisation.id
    except (OSError, UnicodeDecodeError, RegulationError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise BotsRefused(f"{setting}: {file}: {reason}") from None
    if key and setting_key(found) != key:
        right = named(REGULATION_FILE, setting_key(found))
        raise BotsRefused(f"{setting}: {file} has organisation.id = {found!r}; allowed: {right}")
    return text


def _assigned(tx: Connection, bot: TelegramBotSettings, organisation: Organisation, now: datetime) -> ServedBot:
    former = former_bots(tx, organisation.id, bot.account)
    if former:
        raise AnotherBotServes(bot, organisation.key, former)
    refuse_bot_of_another(tx, bot, organisation)
    assign_bot(tx, organisation.id, bot.account, now)
    return ServedBot(bot, organisation.id)


def _numbers(
    tx: Connection, numbers: Sequence[WhatsAppNumber], in_file: str | None, now: datetime
) -> list[ServedNumber]:
    """A number that served another organisation, where somebody still waits for an answer, is refused."""
    here = bots_here(tx, numbers, in_file, WHATSAPP.name, several=True)
    for number in numbers:
        refuse_bot_of_another(tx, number, here[number.account], WHATSAPP.name)
        assign_bot(tx, here[number.account].id, number.account, now, WHATSAPP.name)
    return [ServedNumber(number, here[number.account].id) for number in numbers]
