"""Two organisations with a bot each, and one bot goes away: the other serves on, and nothing that waits is lost."""

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from bot.web.telegram_webhook import SECRET_HEADER
from models.settings import Settings
from tests.installation import Installation
from tests.nursery import begin
from tests.simulated_telegram import SimulatedTelegram
from tests.two_organisations import FIRST, SECOND, SECOND_TOKEN, Side, TwoOrganisations

RENEWED_TOKEN = "7022222222:AAHrenewedTokenOfOtklik23456789abcd"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoOrganisations]:
    with TwoOrganisations(tmp_path_factory.mktemp("a_bot_goes_away")) as otklik:
        yield otklik


@pytest.fixture
def otklik(running: TwoOrganisations) -> Iterator[TwoOrganisations]:
    running.revive()
    yield running
    running.telegram.cancel()


def is_served(otklik: TwoOrganisations, side: Side, name: str) -> None:
    """Somebody new writes, and staff read it."""
    side.telegram.types(otklik.person(name), "Слышно?")
    otklik.topic(side, name)


def named(otklik: TwoOrganisations, side: Side) -> list[str]:
    """What a monitor hears of that bot."""
    return [trouble for trouble in otklik.troubles() if f"bot {side.telegram.bot_id} serves nobody" in trouble]


def test_a_revoked_token_stops_one_bot_and_what_waits_for_it_comes_with_the_new_one(otklik: TwoOrganisations) -> None:
    first, second = otklik.sides[FIRST], otklik.sides[SECOND]
    anna = otklik.person("Анна")
    otklik.kill("deliver")
    second.telegram.types(anna, "Не открывается почта")
    otklik.wait_for(lambda: not second.telegram.api("getWebhookInfo")["result"]["pending_update_count"], "storing")
    second.telegram.change_bot(token=RENEWED_TOKEN)
    otklik.start("deliver")
    otklik.wait_for(lambda: named(otklik, second), "its trouble")
    otklik.wait_for(lambda: "the bot token was refused" in waiting_words(otklik), "a refusal")
    is_served(otklik, first, "Борис")
    (said,) = otklik.wait_for(lambda: named(otklik, second), "its trouble")
    assert "Telegram refuses TELEGRAM_BOT_TOKEN_OTHER (401 Unauthorized)" in said
    assert not said.endswith("0 lanes wait for it")
    assert SECOND_TOKEN.partition(":")[2] not in otklik.log("bot") + otklik.log("deliver")
    second.telegram.types(anna, "И календарь")  # Telegram keeps it
    otklik.environment["TELEGRAM_BOT_TOKEN_OTHER"] = RENEWED_TOKEN
    otklik.stop("bot", "deliver", "slow")
    otklik.start("bot", "deliver", "slow")
    renewed = second.telegram = SimulatedTelegram.at(otklik.telegram.url, RENEWED_TOKEN)
    otklik.wait_for(lambda: "И календарь" in renewed.texts(second.group), "both messages")
    assert [topic["name"] for topic in renewed.topics(second.group) if "Анна" in topic["name"]] != []
    assert sum("Не открывается почта" in text for text in renewed.texts(second.group)) == 1
    otklik.wait_for(lambda: not named(otklik, second), "health")
    is_served(otklik, second, "Виктор")


def waiting_words(otklik: Installation) -> str:
    """Why rows of the outbox wait."""
    database = otklik.database
    with database.read() as tx:
        found = tx.exec_driver_sql("SELECT error FROM outbox WHERE state = 'failed_temporarily'").scalars().all()
    database.close()
    return " ".join(map(str, found))


def test_a_bot_whose_name_telegram_does_not_tell_keeps_nobody_from_serving(otklik: TwoOrganisations) -> None:
    first, second = otklik.sides[FIRST], otklik.sides[SECOND]
    otklik.telegram.order("hang", method="getMe", bot=second.telegram.bot_id)
    otklik.stop("bot")
    otklik.start("bot")
    is_served(otklik, first, "Галина")
    (said,) = otklik.wait_for(lambda: named(otklik, second), "its trouble")
    assert "getMe" in said
    otklik.telegram.cancel()
    is_served(otklik, second, "Денис")
    otklik.wait_for(lambda: not named(otklik, second), "health")


def test_a_bot_that_is_refused_at_the_start_serves_as_soon_as_telegram_takes_its_token(
    otklik: TwoOrganisations,
) -> None:
    first, second = otklik.sides[FIRST], otklik.sides[SECOND]
    token = otklik.environment["TELEGRAM_BOT_TOKEN_OTHER"]
    second.telegram.change_bot(token=f"{second.telegram.bot_id}:AAHwithdrawnTokenOfOtklik456789abcd")
    otklik.stop("bot")
    otklik.start("bot")
    (said,) = otklik.wait_for(lambda: named(otklik, second), "its trouble")
    assert "Telegram refuses TELEGRAM_BOT_TOKEN_OTHER (401 Unauthorized)" in said
    is_served(otklik, first, "Зоя")
    second.telegram.change_bot(token=token)
    is_served(otklik, second, "Илья")
    otklik.wait_for(lambda: not named(otklik, second), "health")


def test_what_is_shown_to_one_bot_does_not_open_the_path_of_the_other(otklik: TwoOrganisations) -> None:
    otklik.environment["PUBLIC_URL"] = otklik.http_url
    otklik.stop("bot")
    otklik.start("bot")
    try:
        secrets = {bot.account: bot.webhook_secret for bot in settings_of(otklik).telegram_bots}
        assert len(set(secrets.values())) == 2
        for account in secrets:
            shown = {other: posted(otklik, account, secret) for other, secret in secrets.items()}
            assert shown == {other: 200 if other == account else 403 for other in secrets}
        for name, side in zip(("Егор", "Жанна"), otklik.sides.values(), strict=True):
            otklik.wait_for(side.has_webhook, "a webhook")
            is_served(otklik, side, name)
    finally:
        otklik.environment["PUBLIC_URL"] = ""
        otklik.stop("bot")


def settings_of(otklik: Installation) -> Settings:
    environment = otklik.environment
    return Settings(
        _env_file=None,
        telegram_bot_token=environment["TELEGRAM_BOT_TOKEN"],
        suffixed={"TELEGRAM_BOT_TOKEN_OTHER": environment["TELEGRAM_BOT_TOKEN_OTHER"]},
    )


def posted(otklik: Installation, account: str, secret: str) -> int:
    """The status of a request like Telegram's, with an update that was heard long ago."""
    headers = {"Content-Type": "application/json", SECRET_HEADER: secret}
    request = urllib.request.Request(f"{otklik.http_url}/telegram/{account}", b'{"update_id": 1}', headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_misspelt_suffix_is_refused_at_the_start_and_named(otklik: TwoOrganisations) -> None:
    said = otklik.folder / "misspelt.log"
    environment = {**otklik.environment, "TELEGRAM_BOT_TOKEN_OHTER": "7044444444:secret"}
    assert begin(["bot"], environment, said, said).wait(timeout=60) == 1
    words = said.read_text()
    assert "TELEGRAM_BOT_TOKEN_OHTER: no organisation here is called OHTER" in words
    assert "Did you mean TELEGRAM_BOT_TOKEN_OTHER?" in words
    assert "secret" not in words
    assert "Traceback" not in words
