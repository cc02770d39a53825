"""docs/simulators.md names whatever the simulated modem can be told."""

import re
from pathlib import Path

import pytest

from simulators.modem.control.routes import TABLE
from simulators.modem.network import MODES
from simulators.modem.orders import AT_ONCE, KINDS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "simulators.md").read_text(encoding="utf-8")
MODEM = PAGE[PAGE.index("## The GSM modem") : PAGE.index("## The terminal")]
NAMED = " ".join(re.findall(r"`([^`\n]+)`", MODEM))


@pytest.mark.parametrize(("method", "path"), sorted({(method, path) for method, path, _ in TABLE}))
def test_every_endpoint_of_the_modems_control_is_documented(method: str, path: str) -> None:
    shown = re.sub(r"\{\w+:\\d\+\}", "{id}", path)
    rows = [row for row in MODEM.splitlines() if re.search(rf"[` ]{re.escape(shown)}`", row)]
    assert any(method in row for row in rows), shown


@pytest.mark.parametrize("word", [*KINDS, *AT_ONCE, *MODES])
def test_every_order_and_mode_is_documented(word: str) -> None:
    assert word in NAMED.split()
