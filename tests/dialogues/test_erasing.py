"""`/mydata` and `/forget`: asked twice, called off; from a chat alone."""

import pytest

from tests.dialogues.phone import Phone

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _known(phone: Phone) -> None:
    phone.meets()


def test_a_copy_is_asked_for(phone: Phone) -> None:
    phone.says("/mydata")
    files = phone.traits.files
    if files is not None and files.any_document:
        phone.reads("Собираем копию / copy")
    else:
        phone.reads("мессенджере / messenger", "обратитесь к сотрудникам / the staff")


def test_erasing_is_asked_twice_and_called_off(phone: Phone) -> None:
    phone.says("/forget")
    if phone.traits.changes_hands:
        phone.reads("мессенджере / messenger")
        return
    phone.presses("Продолжить / Go on")
    phone.presses("Стереть мои данные / Erase my data")
    phone.reads("будут стёрты / will be erased")
    phone.presses("Не стирать, отменить / Call it off")
    phone.reads("не будут стёрты / will not be erased")


def test_who_is_not_sure_keeps_everything(phone: Phone) -> None:
    phone.says("/forget")
    if not phone.traits.changes_hands:
        phone.presses("Продолжить / Go on")
        phone.presses("Не стирать / Don't erase")
        phone.reads("Ничего не стираем / Nothing is erased")
