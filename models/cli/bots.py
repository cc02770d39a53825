"""`python -m models bot replace`: the bot of the settings takes over from the one that served before."""

from argparse import Namespace

from sqlalchemy import Connection

from models.actions.delivery.bot_replacement import replace_bot
from models.backup.refusals import StillRunning
from models.backup.running import nobody_else
from models.cli.answers import Refused, group, organisation_now, refuse
from models.cli.command_line import Groups
from models.cli.organisation import for_organisation, organisation_meant
from models.clock import Clock, Instant
from models.db import Database
from models.queries.bots import bots_here, former_bots, refuse_bot_of_another
from models.queries.organisations import Organisation
from models.rules.desk.bot_owners import BotsRefused
from models.rules.desk.setting_names import TOKEN, named, setting_key
from models.settings import Settings


def add(groups: Groups) -> None:
    replace = group(groups, "bot", "the bots that people write to").add_parser(
        "replace", help="the bot of TELEGRAM_BOT_TOKEN takes over groups and open tickets of the one before"
    )
    for_organisation(replace)
    replace.set_defaults(command=_replace)


def _replace(options: Namespace, settings: Settings) -> int:
    if not settings.telegram_bots:
        return refuse("TELEGRAM_BOT_TOKEN is not set: see .env.example")
    database = Database(settings.database, transports=settings.transports)
    try:
        with nobody_else(database, settings.var_dir):
            return _take_over(database, options, settings)
    except (StillRunning, BotsRefused) as error:
        return refuse(str(error))


def _take_over(database: Database, options: Namespace, settings: Settings) -> int:
    with database.write(durable=True) as tx:
        at = Instant(now=organisation_now(tx, settings), real=Clock().read().real)
        organisation = organisation_meant(tx, options)
        account = _account_of(tx, organisation, settings)
        former = former_bots(tx, organisation.id, account)
        done = [(bot, replace_bot(tx, at, organisation.id, bot.account, account)) for bot in former]
    if not done:
        print("Nothing to take over: no other bot serves a group or an open ticket here.")
    for bot, moved in done:
        print(f"The bot {account} takes over from @{bot.username} ({bot.account}).")
        for title in moved.groups:
            print(f"Take it into «{title}» as an administrator who may manage topics; it goes on there by itself.")
        print(f"Open tickets with a topic: {moved.tickets}; messages to people that stay unsent: {moved.unsent}.")
        print("Requesters and heads have to start the new bot: it can't write to anybody first.")
    return 0


def _account_of(tx: Connection, organisation: Organisation, settings: Settings) -> str:
    """Of the bot that the settings name for the organisation. Raises BotsRefused, Refused."""
    here = bots_here(tx, settings.telegram_bots, settings.organisation_in_file())
    for bot in settings.telegram_bots:
        if here[bot.account].id == organisation.id:
            refuse_bot_of_another(tx, bot, organisation)
            return bot.account
    raise Refused(f"{named(TOKEN, setting_key(organisation.key))} is not set: {organisation.key} has no bot here")
