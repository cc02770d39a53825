"""docs/simulators.md names whatever the simulated modem and the simulated WhatsApp can be told."""

import re
from pathlib import Path

import pytest

from simulators.modem.control.routes import TABLE
from simulators.modem.network import MODES
from simulators.modem.orders import AT_ONCE, KINDS
from simulators.whatsapp.control.routes import TABLE as WHATSAPP_TABLE
from simulators.whatsapp.orders import CALLS as WHATSAPP_CALLS
from simulators.whatsapp.orders import KINDS as WHATSAPP_KINDS
from simulators.whatsapp.records import SHAPES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "simulators.md").read_text(encoding="utf-8")
MODEM = PAGE[PAGE.index("## The GSM modem") : PAGE.index("## WhatsApp")]
WHATSAPP = PAGE[PAGE.index("## WhatsApp") : PAGE.index("## The terminal")]
NAMED = " ".join(re.findall(r"`([^`\n]+)`", MODEM))


@pytest.mark.parametrize(("method", "path"), sorted({(method, path) for method, path, _ in TABLE}))
def test_every_endpoint_of_the_modems_control_is_documented(method: str, path: str) -> None:
    shown = re.sub(r"\{\w+:\\d\+\}", "{id}", path)
    rows = [row for row in MODEM.splitlines() if re.search(rf"[` ]{re.escape(shown)}`", row)]
    assert any(method in row for row in rows), shown


@pytest.mark.parametrize("word", [*KINDS, *AT_ONCE, *MODES])
def test_every_order_and_mode_is_documented(word: str) -> None:
    assert word in NAMED.split()


@pytest.mark.parametrize(("method", "path"), sorted({(method, path) for method, path, _ in WHATSAPP_TABLE}))
def test_every_endpoint_of_whatsapps_control_is_documented(method: str, path: str) -> None:
    shown = re.sub(r"\{\w+:\\d\+\}", "{id}", path)
    rows = [row for row in WHATSAPP.splitlines() if re.search(rf"[` ]{re.escape(shown)}`", row)]
    assert any(method in row for row in rows), shown


@pytest.mark.parametrize("word", sorted({*WHATSAPP_KINDS, *WHATSAPP_CALLS, *SHAPES}))
def test_every_order_call_and_shape_of_whatsapp_is_documented(word: str) -> None:
    assert word in " ".join(re.findall(r"`([^`\n]+)`", WHATSAPP)).split()
