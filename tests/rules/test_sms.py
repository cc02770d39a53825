"""What a text costs as SMS, and where it is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.sms.parts import Coding, SmsPlan, fold_typography, is_gsm7, plan_sms

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = "\f^{}\\[~]|€"
FAMILY = "👨‍👩‍👧‍👦"
WAVE = "👋🏽"

gsm7_texts = st.text(alphabet=BASIC + EXTENSION, max_size=700)
any_texts = st.text(max_size=60) | st.text(alphabet="аб é👋🏽\u200d\ufe0f[]€", max_size=400)


def septets(text: str) -> int:
    return len(text) + sum(text.count(character) for character in EXTENSION)


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def units(plan: SmsPlan, text: str) -> int:
    return septets(text) if plan.coding is Coding.GSM7 else utf16_units(text)


def room(plan: SmsPlan) -> int:
    alone, joined = (160, 153) if plan.coding is Coding.GSM7 else (70, 67)
    return alone if len(plan.parts) <= 1 else joined


@given(gsm7_texts | any_texts)
def test_the_parts_joined_are_the_text_and_each_fits(text: str) -> None:
    plan = plan_sms(text)
    assert "".join(plan.parts) in {text, fold_typography(text)}
    assert all(part and units(plan, part) <= room(plan) for part in plan.parts)


@given(gsm7_texts)
def test_what_fits_gsm7_goes_as_it_is_and_in_it(text: str) -> None:
    plan = plan_sms(text)
    assert plan.coding is Coding.GSM7
    assert "".join(plan.parts) == text


@given(any_texts)
def test_nothing_goes_in_gsm7_that_it_can_not_say(text: str) -> None:
    plan = plan_sms(text)
    if plan.coding is Coding.GSM7:
        assert all(character in BASIC + EXTENSION for part in plan.parts for character in part)
    else:
        assert "".join(plan.parts) == text


@given(gsm7_texts | any_texts)
def test_units_are_counted_over_all_parts_and_the_rest_of_the_last(text: str) -> None:
    plan = plan_sms(text)
    assert plan.units == units(plan, "".join(plan.parts))
    last = plan.parts[-1] if plan.parts else ""
    assert plan.units_left == room(plan) - units(plan, last)


@given(st.text(alphabet="абвгд е", max_size=700))
def test_ordinary_letters_fill_every_part_but_the_last(text: str) -> None:
    parts = plan_sms(text).parts
    assert all(utf16_units(part) == 67 for part in parts[:-1])


@given(st.text(alphabet="а👋", min_size=71, max_size=300))
def test_a_surrogate_pair_is_never_cut(text: str) -> None:
    plan = plan_sms(text)
    pdus = [part.encode("utf-16-be") for part in plan.parts]
    assert b"".join(pdus).decode("utf-16-be") == text
    assert all(pdu.decode("utf-16-be") for pdu in pdus)


@pytest.mark.parametrize(
    ("text", "parts", "left"),
    [
        ("", 0, 160),
        ("a" * 160, 1, 0),
        ("a" * 161, 2, 145),
        ("a" * 306, 2, 0),
        ("a" * 307, 3, 152),
        ("€" * 80, 1, 0),
        ("a" + "€" * 80, 2, 153 - 2 * 4),
        ("a" * 152 + "€" + "a" * 20, 2, 131),
        ("ж" * 70, 1, 0),
        ("ж" * 71, 2, 63),
        ("ж" * 134, 2, 0),
        ("ж" * 135, 3, 66),
        ("ж" * 66 + "👋" + "ж" * 20, 2, 45),
    ],
)
def test_the_limits_are_exact(text: str, parts: int, left: int) -> None:
    plan = plan_sms(text)
    assert (len(plan.parts), plan.units_left) == (parts, left)


@pytest.mark.parametrize("sign", [FAMILY, WAVE, "е\u0301", "1️⃣", "🇷🇺"])
@pytest.mark.parametrize("before", range(50, 68))
def test_a_sign_of_several_characters_stays_in_one_part(sign: str, before: int) -> None:
    text = "ж" * before + sign + "ж" * 40
    parts = plan_sms(text).parts
    assert sum(sign in part for part in parts) == 1
    assert "".join(parts) == text


def test_a_run_without_a_place_to_cut_is_cut_all_the_same() -> None:
    text = "а" + "\u0301" * 500
    assert "".join(plan_sms(text).parts) == text


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("We’re on it — “today”…", 'We\'re on it - "today"...'),
        ("5\u00a0000 EUR, 10–15\u202fmin", "5 000 EUR, 10-15 min"),
        ("cafe\u0301", "café"),
        ("Call\u200b us\ttoday", "Call us today"),
    ],
)
def test_typography_alone_does_not_make_a_message_dearer(text: str, sent: str) -> None:
    plan = plan_sms(text)
    assert (plan.coding, plan.parts) == (Coding.GSM7, (sent,))


@pytest.mark.parametrize("text", ["Ждём — «завтра»…", "Gruß — ждём", "œuvre…", "№ 5 — ok", "garçon"])
def test_beside_anything_that_gsm7_lacks_nothing_is_replaced(text: str) -> None:
    plan = plan_sms(text)
    assert (plan.coding, plan.parts) == (Coding.UCS2, (text,))


def test_typography_is_kept_where_plain_signs_would_take_more_parts() -> None:
    plan = plan_sms("…" * 70)
    assert (plan.coding, len(plan.parts)) == (Coding.UCS2, 1)


def test_a_text_that_shows_nothing_has_no_parts() -> None:
    assert plan_sms("\u200b\ufeff").parts == ()


def test_the_alphabet_is_the_whole_of_gsm_03_38() -> None:
    assert len(BASIC) + 1 == 128  # and the escape
    assert is_gsm7(BASIC + EXTENSION)
    assert not any(is_gsm7(letter) for letter in "çёЖ`\x1b\t\x00")
