"""A foreign web page in the browser of this machine can neither type into the simulators nor read from them."""

import http.client
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from simulators.modem.control.routes import TABLE as MODEM_TABLE
from simulators.telegram.control.routes import TABLE as TELEGRAM_TABLE
from tests.simulated_modem import SimulatedModem
from tests.simulated_telegram import SimulatedTelegram

JSON = {"Content-Type": "application/json"}
EVIL = "https://evil.example"
#: What a browser adds to a request of that page by itself; the page can't leave it out.
FOREIGN = [
    {"Origin": EVIL},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    {"Sec-Fetch-Site": "same-site"},
]
REBOUND = ["evil.example", "127.0.0.1.example", "evil.example:{port}", "127.0.0.1:1", ""]


@pytest.fixture(scope="module")
def modem(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedModem]:
    modem = SimulatedModem(tmp_path_factory.mktemp("modem"))
    modem.start()
    yield modem
    modem.stop()


@pytest.fixture(params=["telegram", "modem"])
def port(request: pytest.FixtureRequest) -> int:
    """Of a control API."""
    found: int = request.getfixturevalue("simulator" if request.param == "telegram" else "modem").port
    return found


def asked(
    port: int, verb: str, path: str, headers: Mapping[str, str], body: bytes | None = None
) -> tuple[int, Any, Any]:
    """As a browser does it: what the page asks for, and the headers that it can't change. Status, headers, JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(verb, path, body, dict(headers))
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), json.loads(response.read() or b"null")
    finally:
        connection.close()


def looked_at(port: int, simulator: SimulatedTelegram) -> str:
    return "/control/persons" if port == simulator.port else "/state"


def typed(port: int, simulator: SimulatedTelegram) -> tuple[str, bytes]:
    """A person who was not there, or an SMS that was not sent."""
    if port == simulator.port:
        return "/control/persons", json.dumps({"first_name": "Чужой"}).encode()
    return "/sms", json.dumps({"from": "+79990000001", "text": "Чужой"}).encode()


def happened(port: int, simulator: SimulatedTelegram, modem: SimulatedModem) -> int:
    if port == simulator.port:
        return len(simulator.get("/control/persons")["persons"])
    state = modem.state()
    there: int = state["waiting"] + sum(one["used"] for one in state["slots"].values())
    return there


@pytest.mark.parametrize("headers", FOREIGN, ids=[" ".join(one.values()) for one in FOREIGN])
def test_a_page_of_another_site_neither_types_nor_reads(
    port: int, simulator: SimulatedTelegram, modem: SimulatedModem, headers: dict[str, str]
) -> None:
    path, body = typed(port, simulator)
    before = happened(port, simulator, modem)
    assert asked(port, "POST", path, {**JSON, **headers}, body)[0] == 403
    assert asked(port, "GET", looked_at(port, simulator), headers)[0] == 403
    assert asked(port, "DELETE", "/control/orders" if port == simulator.port else "/orders", headers)[0] == 403
    assert happened(port, simulator, modem) == before


@pytest.mark.parametrize("name", REBOUND)
def test_a_name_that_was_rebound_to_this_machine_is_turned_away(
    port: int, simulator: SimulatedTelegram, modem: SimulatedModem, name: str
) -> None:
    path, body = typed(port, simulator)
    before = happened(port, simulator, modem)
    host = name.format(port=port)
    assert asked(port, "POST", path, {**JSON, "Host": host}, body)[0] == 403
    assert asked(port, "GET", looked_at(port, simulator), {"Host": host})[0] == 403
    assert happened(port, simulator, modem) == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_form_of_a_browser_that_names_no_origin_is_refused(
    port: int, simulator: SimulatedTelegram, modem: SimulatedModem, kind: str
) -> None:
    """What any page may send without asking first."""
    path, body = typed(port, simulator)
    before = happened(port, simulator, modem)
    status, _, said = asked(port, "POST", path, {"Content-Type": kind} if kind else {}, body)
    assert (status, said["error"]) == (415, "Content-Type: allowed: application/json")
    assert happened(port, simulator, modem) == before


def test_a_browser_that_asks_first_is_not_told_yes(port: int, simulator: SimulatedTelegram) -> None:
    ask = {"Origin": EVIL, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    status, headers, _ = asked(port, "OPTIONS", typed(port, simulator)[0], ask)
    assert status == 403
    assert not [name for name in headers if name.lower().startswith("access-control-allow")]


def test_what_is_answered_is_for_no_other_site(port: int, simulator: SimulatedTelegram) -> None:
    status, headers, _ = asked(port, "GET", looked_at(port, simulator), {})
    assert status == 200
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_programs_and_an_address_that_a_person_types_are_let_in(
    port: int, simulator: SimulatedTelegram, modem: SimulatedModem
) -> None:
    before = happened(port, simulator, modem)
    path, body = typed(port, simulator)
    assert asked(port, "POST", path, JSON, body)[0] < 300
    simulator.wait_for(lambda: happened(port, simulator, modem) == before + 1, 20)
    for name in ("127.0.0.1", "localhost"):
        assert asked(port, "GET", looked_at(port, simulator), {"Host": f"{name}:{port}"})[0] == 200
    assert asked(port, "GET", looked_at(port, simulator), {"Sec-Fetch-Site": "none"})[0] == 200


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_endpoint_is_forgotten(port: int, simulator: SimulatedTelegram, verb: str) -> None:
    table = TELEGRAM_TABLE if port == simulator.port else MODEM_TABLE
    paths = [path for method, path, _ in table if method == verb]
    for path in paths:
        real = "/".join("1" if part.startswith("{") else part for part in path.split("/"))
        assert asked(port, verb, real, {**JSON, "Origin": EVIL}, b"{}")[0] == 403


async def test_a_page_of_another_site_does_not_hear_what_happens(simulator: SimulatedTelegram) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"{simulator.url}/control/events", headers={"Origin": EVIL})
    assert refused.value.status == 403


# --- the Bot API beside it


@pytest.mark.parametrize("headers", [*FOREIGN, {"Host": "evil.example"}], ids=str)
def test_a_page_that_knows_the_token_does_not_speak_as_the_bot(
    telegram: SimulatedTelegram, anna: dict[str, Any], headers: dict[str, str]
) -> None:
    """The token of a rehearsal stands in our source."""
    call = f"/bot{telegram.token}/sendMessage?chat_id={anna['id']}&text=evil"
    status, _, said = asked(telegram.port, "GET", call, headers)
    assert (status, said["ok"], said["error_code"]) == (403, False, 403)
    assert asked(telegram.port, "GET", f"/file/bot{telegram.token}/documents/1", headers)[0] == 403
    assert "evil" not in telegram.texts(anna)


def test_other_programs_speak_as_the_bot_by_forms_and_through_another_port(
    telegram: SimulatedTelegram, anna: dict[str, Any]
) -> None:
    form = f"chat_id={anna['id']}&text=form".encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for host in (f"localhost:{telegram.port}", "127.0.0.1:1", "127.0.0.1"):
        assert (
            asked(telegram.port, "POST", f"/bot{telegram.token}/sendMessage", {**kind, "Host": host}, form)[0] == 200
        )
    assert telegram.texts(anna).count("form") == 3


def test_a_name_by_which_a_proxy_leads_here_opens_the_bot_api_alone(tmp_path: Path) -> None:
    telegram = SimulatedTelegram(tmp_path / "simulated")
    telegram.names = ("api.telegram.test",)
    with telegram:
        named = {"Host": "api.telegram.test"}
        assert asked(telegram.port, "GET", f"/bot{telegram.token}/getMe", named)[0] == 200
        assert asked(telegram.port, "GET", "/control/persons", named)[0] == 403
