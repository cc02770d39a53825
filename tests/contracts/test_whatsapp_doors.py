"""A foreign web page in the browser of this machine can neither type into the simulated WhatsApp nor read from it."""

import pytest

from simulators.whatsapp.control.routes import TABLE
from tests.contracts.test_doors import EVIL, FOREIGN, JSON, REBOUND, asked
from tests.simulated_whatsapp import SimulatedWhatsApp


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_no_endpoint_is_open_to_a_page_of_another_site(whatsapp: SimulatedWhatsApp, headers: dict[str, str]) -> None:
    for verb, path, _ in TABLE:
        real = "/".join("1" if part.startswith("{") else part for part in path.split("/"))
        assert asked(whatsapp.port, verb, real, {**JSON, **headers}, b"{}")[0] == 403, path


@pytest.mark.parametrize("name", REBOUND)
def test_a_name_that_was_rebound_to_this_machine_is_turned_away(whatsapp: SimulatedWhatsApp, name: str) -> None:
    host = {"Host": name.format(port=whatsapp.port)}
    assert asked(whatsapp.port, "GET", "/control/persons", host)[0] == 403


def test_a_form_is_no_order(whatsapp: SimulatedWhatsApp) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert asked(whatsapp.port, "POST", "/control/persons", kind, b"name=evil")[0] == 415


def test_a_page_that_knows_the_token_does_not_speak_as_the_business(whatsapp: SimulatedWhatsApp) -> None:
    known = {"Authorization": f"Bearer {whatsapp.token}"}
    assert asked(whatsapp.port, "GET", f"/v23.0/{whatsapp.phone_id}", {**known, "Origin": EVIL})[0] == 403
    assert asked(whatsapp.port, "GET", f"/v23.0/{whatsapp.phone_id}", {**known, "Host": "evil.example"})[0] == 403
    for host in (f"localhost:{whatsapp.port}", "127.0.0.1:1"):  # programs, and the cable of a test
        assert asked(whatsapp.port, "GET", f"/v23.0/{whatsapp.phone_id}", {**known, "Host": host})[0] == 200
