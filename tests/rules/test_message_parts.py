"""Words of ours cut to what a transport takes (models/rules/delivery/message_parts.py)."""

from dataclasses import replace

from models.rules.delivery.message_parts import parts_of
from models.rules.delivery.post_content import Choices
from models.rules.delivery.transports import TELEGRAM, TextLimit, Unit

#: As WhatsApp's: less room where there are choices.
NARROW = replace(TELEGRAM, text=TextLimit(Unit.UTF16, most=4096, caption=1024, with_choices=1024))
SENTENCE = "Проверьте питание и перезагрузите роутер. "
CHOICES: Choices = [[{"key": "d:1:send", "label": "Отправить"}]]


def test_words_above_choices_are_cut_where_those_leave_less_room() -> None:
    parts = parts_of(SENTENCE * 30, choices=CHOICES, by=NARROW)
    assert [len(part["text"]) <= 1024 for part in parts] == [True, True]
    assert ["choices" in part for part in parts] == [False, True]
    assert " ".join(part["text"] for part in parts) == (SENTENCE * 30).strip()


def test_words_without_choices_have_all_the_room_there_is() -> None:
    assert len(parts_of(SENTENCE * 30, by=NARROW)) == 1
