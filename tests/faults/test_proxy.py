"""Everything that goes to Telegram goes through the proxy, and a proxy in trouble is no reason for a wrong word."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from models.actions.queue.dispatching import Dispatch
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.places import Place
from models.rules.delivery.send_results import FailedTemporarily, SendResult, Sent
from models.tables.messages import attachment
from tests.faults.crowd import nothing_waits, reading
from tests.installation import Installation
from tests.simulated_telegram import TOKEN, SimulatedTelegram, file
from tests.small_proxy import SmallProxy, certificate_for
from workers.transports import aiohttp_request
from workers.transports.telegram import TelegramSender

NAME = "api.telegram.test"
PASSWORD = "s@cret/word"
pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot")
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificate with openssl")


def write_and_answer(otklik: Installation) -> None:
    """With a file each way, so that bytes are fetched too."""
    telegram, anna, ivan = otklik.telegram, otklik.person("Анна"), otklik.person("Иван")
    telegram.types(anna, "Вот договор", document=file(b"one", "a.txt", "text/plain"))
    thread = otklik.wait_for_topic("Анна")["message_thread_id"]
    telegram.types(
        ivan, "Держите", otklik.group, message_thread_id=thread, document=file(b"two", "b.txt", "text/plain")
    )
    otklik.wait_for(lambda: "Держите" in telegram.texts(anna), "the answer")
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    with reading(otklik) as tx:
        assert set(tx.execute(select(attachment.c.state)).scalars()) == {"stored"}


def assert_nothing_secret_is_logged(otklik: Installation) -> None:
    for role in ("bot", "deliver", "slow"):
        said = otklik.log(role)
        assert PASSWORD not in said
        assert "s%40cret" not in said
        assert otklik.telegram.token.partition(":")[2] not in said


@needs_openssl
def test_a_whole_conversation_goes_through_a_tunnel(tmp_path: Path) -> None:
    """As with the real Telegram: https, to a name that only the proxy can resolve."""
    otklik = Installation(tmp_path)
    otklik.telegram.names = (NAME,)
    otklik.imports_anew = True  # whom a process trusts is read while it imports
    certificate = certificate_for(NAME, tmp_path)
    with SmallProxy({NAME: otklik.telegram.port}, f"otklik:{PASSWORD}", certificate) as proxy:
        otklik.environment |= {
            "TELEGRAM_API_URL": f"https://{NAME}",
            "TELEGRAM_PROXY": proxy.url,
            "SSL_CERT_FILE": str(certificate),
        }
        with otklik:
            write_and_answer(otklik)
            otklik.stop("bot")
            otklik.environment["PUBLIC_URL"] = otklik.http_url
            otklik.start("bot")
            otklik.wait_for(lambda: otklik.telegram.api("getWebhookInfo")["result"]["url"], "a webhook")
            assert_nothing_secret_is_logged(otklik)
    assert set(proxy.seen) == {("CONNECT", NAME)}
    assert proxy.strangers == 0


def test_a_local_bot_api_server_elsewhere_is_reached_by_plain_forwarding(tmp_path: Path) -> None:
    otklik = Installation(tmp_path)
    otklik.telegram.names = (NAME,)
    with SmallProxy({NAME: otklik.telegram.port}, f"otklik:{PASSWORD}") as proxy:
        otklik.environment |= {"TELEGRAM_API_URL": f"http://{NAME}", "TELEGRAM_PROXY": proxy.url}
        with otklik:
            write_and_answer(otklik)
            assert_nothing_secret_is_logged(otklik)
    assert set(proxy.seen) == {("POST", NAME), ("GET", NAME)}
    assert proxy.strangers == 0


@pytest.fixture
def telegram(tmp_path: Path) -> Iterator[SimulatedTelegram]:
    telegram = SimulatedTelegram(tmp_path / "simulated")
    telegram.names = (NAME,)
    with telegram as running:
        yield running


def words(chat_id: int) -> Dispatch:
    return Dispatch(
        id=1, lane_id=1, kind=RowKind.POST, payload={"text": "Да"}, repeatable=False, repeated=False, attempts=0,
        transport="telegram",
        account=TOKEN.partition(":")[0], place=Place.ADDRESS, address=str(chat_id), topic_account=None,
        thread_id=None, ticket_id=None, message_id=None,
        incarnation=None, provider_ids=(),
    )  # fmt: skip


async def sent_through(proxy_url: str, telegram: SimulatedTelegram) -> SendResult:
    anna = telegram.person("Анна")
    telegram.starts(anna)
    sender = TelegramSender(telegram.token, f"https://{NAME}", proxy_url)
    try:
        return await sender.send(words(anna["id"]))
    finally:
        await sender.close()


@needs_openssl
async def test_a_word_arrives_through_the_tunnel(
    telegram: SimulatedTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certificate_for(NAME, tmp_path)
    monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", _trusting(certificate))
    with SmallProxy({NAME: telegram.port}, "a:b", certificate) as proxy:
        assert isinstance(await sent_through(proxy.url, telegram), Sent)


@pytest.mark.parametrize("trouble", ["away", "wrong password", "refuses", "hangs"])
async def test_through_a_proxy_in_trouble_nothing_has_left_and_it_goes_again(
    telegram: SimulatedTelegram, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    monkeypatch.setattr(aiohttp_request, "CONNECT_SECONDS", 0.5)
    with SmallProxy({NAME: telegram.port}, "a:b") as proxy:
        proxy.mood = trouble if trouble in ("refuses", "hangs") else "works"
        url = proxy.url.replace("a:b@", "a:c@") if trouble == "wrong password" else proxy.url
        if trouble != "away":
            assert isinstance(await sent_through(url, telegram), FailedTemporarily)
            assert urlsplit(url).port == proxy.port
            assert proxy.seen
    if trouble == "away":
        assert isinstance(await sent_through(url, telegram), FailedTemporarily)


def _trusting(certificate: Path) -> object:
    import ssl

    return ssl.create_default_context(cafile=str(certificate))
