"""How the bot begins: what is adopted, whose bots those of the settings are, and that it answers at its address."""

import asyncio
import contextlib
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.beginning import AnotherBotServes, begin
from bot.web.server import MOST_CONNECTIONS, serving
from models.actions.desk import bots, editions
from models.db import Database
from models.queries.organisations import organisations
from models.queries.regulation import editions_in_force
from models.rules.desk.bot_owners import BotsRefused
from models.settings import Settings
from tests.actions.office import ACCOUNT, NOON, Office
from tests.journeys.regulations import RUSSIAN, as_organisation
from tests.simulator_process import free_port

NUMBER, OTHER_NUMBER = "7999999999", "7888888888"
#: The id of the organisation of `RUSSIAN`.
OURS = "kruglosutochno"
TOKEN, OTHER_TOKEN = f"{NUMBER}:AAAnew", f"{OTHER_NUMBER}:AAAother"


def settings(tmp_path: Path, **named: str) -> Settings:
    """As an environment names them; the regulation is that of `Office`."""
    file = tmp_path / "regulation.toml"
    file.write_text(RUSSIAN, encoding="utf-8")
    suffixed = {name: value for name, value in named.items() if name.isupper()}
    plain = {name: value for name, value in named.items() if not name.isupper()}
    plain.setdefault("regulation_file", str(file))
    return Settings(_env_file=None, suffixed=suffixed, **plain)  # type: ignore[arg-type]


def written(tmp_path: Path, organisation: str) -> str:
    """A regulation file of an organisation with that id."""
    file = tmp_path / f"{organisation}.toml"
    file.write_text(as_organisation(organisation), encoding="utf-8")
    return str(file)


def begins(database: Database, settings: Settings) -> dict[str, str]:
    """By account, the organisation that it serves."""
    served = begin(database, settings, NOON).bots
    with database.read() as tx:
        keys = {one.id: one.key for one in organisations(tx)}
    return {one.settings.account: keys[one.organisation_id] for one in served}


def test_the_first_start_adopts_the_file_and_knows_whose_the_bot_is(database: Database, tmp_path: Path) -> None:
    assert begins(database, settings(tmp_path, telegram_bot_token=TOKEN)) == {NUMBER: OURS}
    assert begins(database, settings(tmp_path, telegram_bot_token=TOKEN)) == {NUMBER: OURS}
    with database.read() as tx:
        assert [one.number for one in editions_in_force(tx, NOON)] == [1]


def test_each_organisation_has_its_file_and_its_bot(database: Database, tmp_path: Path) -> None:
    two = settings(
        tmp_path,
        telegram_bot_token=TOKEN,
        TELEGRAM_BOT_TOKEN_OTHER_DESK=OTHER_TOKEN,
        REGULATION_FILE_OTHER_DESK=written(tmp_path, "other-desk"),
    )
    assert begins(database, two) == {NUMBER: OURS, OTHER_NUMBER: "other-desk"}


def test_who_names_organisations_by_their_keys_alone_gets_no_example_beside_them(
    database: Database, tmp_path: Path
) -> None:
    file = written(tmp_path, "other")
    suffixed = {"REGULATION_FILE_OTHER": SecretStr(file), "TELEGRAM_BOT_TOKEN_OTHER": SecretStr(TOKEN)}
    # as .env.example has it
    alone = Settings(_env_file=None, regulation_file=Path("examples/regulations/a1_isp.toml"), suffixed=suffixed)
    assert begins(database, alone) == {NUMBER: "other"}
    with database.read() as tx:
        assert [one.key for one in organisations(tx)] == ["other"]


def test_a_file_that_names_another_organisation_than_its_setting_is_refused_whole(
    database: Database, tmp_path: Path
) -> None:
    wrong = settings(tmp_path, telegram_bot_token=TOKEN, REGULATION_FILE_ACME=written(tmp_path, "acmee"))
    with pytest.raises(BotsRefused, match=r"REGULATION_FILE_ACME: .* organisation.id = 'acmee'; allowed: .*_ACMEE"):
        begin(database, wrong, NOON)
    with database.read() as tx:
        assert organisations(tx) == [], "not even the other file"


def test_a_file_that_is_not_there_is_named_with_its_setting(database: Database, tmp_path: Path) -> None:
    wrong = settings(tmp_path, REGULATION_FILE_ACME=str(tmp_path / "gone.toml"))
    with pytest.raises(BotsRefused, match=r"REGULATION_FILE_ACME: .*gone\.toml"):
        begin(database, wrong, NOON)


def test_a_bot_that_nobody_here_knows_does_not_begin(database: Database, tmp_path: Path) -> None:
    office = Office(database)
    office.opens(office.meets())
    with database.write() as tx:
        bots.remember_bot(tx, office.edition.organisation_id, ACCOUNT, "old_bot", NOON)
    with pytest.raises(AnotherBotServes) as refused:
        begin(database, settings(tmp_path, telegram_bot_token=TOKEN), NOON)
    said = str(refused.value)
    assert f"another bot serves here: @old_bot ({ACCOUNT}): groups 1, open tickets 1" in said
    assert f"python -m models bot replace --organisation {OURS}" in said
    assert TOKEN not in said


def test_the_bot_of_another_organisation_is_none_of_its_business(database: Database, tmp_path: Path) -> None:
    office = Office(database)
    office.opens(office.meets())
    with database.write() as tx:
        bots.remember_bot(tx, office.edition.organisation_id, ACCOUNT, "old_bot", NOON)
    two = settings(
        tmp_path,
        telegram_bot_token=f"{ACCOUNT}:a",
        TELEGRAM_BOT_TOKEN_OTHER=OTHER_TOKEN,
        REGULATION_FILE_OTHER=written(tmp_path, "other"),
    )
    assert begins(database, two) == {ACCOUNT: OURS, OTHER_NUMBER: "other"}


def test_a_bot_does_not_change_its_organisation_while_somebody_is_served_by_it(
    database: Database, tmp_path: Path
) -> None:
    office = Office(database)
    with database.write() as tx:
        bots.remember_bot(tx, office.edition.organisation_id, ACCOUNT, "old_bot", NOON)
        editions.adopt(tx, as_organisation("other"), NOON)
    moved = settings(tmp_path, TELEGRAM_BOT_TOKEN_OTHER=f"{ACCOUNT}:a")
    with pytest.raises(BotsRefused, match="TELEGRAM_BOT_TOKEN_OTHER is of a bot that serves another organisation"):
        begin(database, moved, NOON)


def test_a_token_that_was_tried_for_the_wrong_organisation_may_be_given_to_the_right_one(
    database: Database, tmp_path: Path
) -> None:
    with database.write() as tx:
        editions.adopt(tx, RUSSIAN, NOON)
        editions.adopt(tx, as_organisation("other"), NOON)
    assert begins(database, settings(tmp_path, TELEGRAM_BOT_TOKEN_KRUGLOSUTOCHNO=TOKEN)) == {NUMBER: OURS}
    assert begins(database, settings(tmp_path, TELEGRAM_BOT_TOKEN_OTHER=TOKEN)) == {NUMBER: "other"}


async def test_what_is_asked_at_our_address_is_answered() -> None:
    async def health(_: web.Request) -> web.Response:
        return web.Response(text="well")

    at = ("127.0.0.1", free_port())
    async with (
        serving([web.get("/health", health)], at, needed=True),
        aiohttp.ClientSession() as session,
        session.get(f"http://{at[0]}:{at[1]}/health") as answer,
    ):
        assert (answer.status, await answer.text()) == (200, "well")


async def test_a_stranger_who_holds_connections_open_keeps_nobody_out() -> None:
    async def health(_: web.Request) -> web.Response:
        return web.Response(text="well")

    at = ("127.0.0.1", free_port())
    async with serving([web.get("/health", health)], at, needed=True):
        held = []
        for _ in range(MOST_CONNECTIONS + 20):
            reader, writer = await asyncio.open_connection(*at)
            writer.write(b"POST /health HTTP/1.1\r\nHost: x\r\n")  # and never the rest
            held.append((reader, writer))
        async with aiohttp.ClientSession() as session, session.get(f"http://{at[0]}:{at[1]}/health") as answer:
            assert answer.status == 200
        for reader, _ in held[:20]:  # the oldest ended, and their files are free again
            with contextlib.suppress(ConnectionError):
                assert await asyncio.wait_for(reader.read(), 60) == b""
        assert not any(reader.at_eof() for reader, _ in held[-100:])
        for _, writer in held:
            writer.close()
