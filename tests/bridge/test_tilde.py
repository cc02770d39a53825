"""libGammu takes «~» in Unicode text for an escape of its own: what people wrote must survive it both ways."""

import pytest

from tests.bridge.bridge import Bridge

GALYA = "+79161234567"
TILDES = ["ждать ~ж часов", "~~ да ~", "~1 и ~200 рублей", "путь ~/документы", "я ~ 🙂~", "~" * 5 + "ж" * 65]


@pytest.mark.parametrize("text", TILDES)
def test_a_tilde_beside_cyrillic_letters_arrives(bridge: Bridge, text: str) -> None:
    bridge.modem.texts(GALYA, text)
    bridge.waits_for_text(text)


@pytest.mark.parametrize("text", TILDES)
def test_a_tilde_beside_cyrillic_letters_leaves(bridge: Bridge, text: str) -> None:
    bridge.queues(GALYA, text)
    bridge.modem.waits_for_sms_to(GALYA, text)


def test_a_long_text_of_tildes_arrives_whole_and_leaves_whole(bridge: Bridge) -> None:
    text = "около ~5 рублей, ~~~ и так далее; " * 6
    bridge.modem.texts(GALYA, text)
    bridge.waits_for_text(text)
    bridge.queues(GALYA, text)
    bridge.modem.waits_for_sms_to(GALYA, text)
