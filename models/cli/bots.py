"""`python -m models bot replace`: the bot of TELEGRAM_BOT_TOKEN takes over from the one that served before."""

from argparse import Namespace

from models.actions.delivery.bot_replacement import replace_bot
from models.backup.refusals import StillRunning
from models.backup.running import nobody_else
from models.cli.answers import group, organisation_now, refuse
from models.cli.command_line import Groups
from models.clock import Clock, Instant
from models.db import Database
from models.queries.bots import former_bots
from models.settings import Settings


def add(groups: Groups) -> None:
    replace = group(groups, "bot", "the bot that people write to").add_parser(
        "replace", help="the bot of TELEGRAM_BOT_TOKEN takes over groups and open tickets of the one before"
    )
    replace.set_defaults(command=_replace)


def _replace(_options: Namespace, settings: Settings) -> int:
    account = settings.telegram_account
    if not account:
        return refuse("TELEGRAM_BOT_TOKEN is not set: see .env.example")
    database = Database(settings.database)
    try:
        with nobody_else(database, settings.var_dir):
            return _take_over(database, settings, account)
    except StillRunning as error:
        return refuse(str(error))


def _take_over(database: Database, settings: Settings, account: str) -> int:
    with database.write(durable=True) as tx:
        at = Instant(now=organisation_now(tx, settings), real=Clock().read().real)
        former = former_bots(tx, account)
        done = [(bot, replace_bot(tx, at, bot.account, account)) for bot in former]
    if not done:
        print("Nothing to take over: no other bot serves a group or an open ticket here.")
    for bot, moved in done:
        print(f"The bot {account} takes over from @{bot.username} ({bot.account}).")
        for title in moved.groups:
            print(f"Take it into «{title}» as an administrator who may manage topics; it goes on there by itself.")
        print(f"Open tickets with a topic: {moved.tickets}; messages to people that stay unsent: {moved.unsent}.")
        print("Requesters and heads have to start the new bot: it can't write to anybody first.")
    return 0
