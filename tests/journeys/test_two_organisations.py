"""Two organisations in one installation: the same person writes to both, and each sees only its own."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

import pytest

from tests.conftest import ENGINES, new_postgresql
from tests.journeys.places import Place
from tests.nursery import begin
from tests.simulated_telegram import SimulatedTelegram
from tests.two_organisations import FIRST, SECOND, TwoOrganisations

NEWER_TOKEN = "7033333333:AAHnewerTokenOfOtklik00123456789abcd"
WORDS = {FIRST: "Не работает интернет", SECOND: "Не открывается почта"}
ANSWERS = {FIRST: "Интернет чиним", SECOND: "Почту чиним"}


@pytest.fixture(scope="module", params=ENGINES)
def otklik(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoOrganisations]:
    with ExitStack() as stack:
        url = "" if request.param == "sqlite" else stack.enter_context(new_postgresql())
        yield stack.enter_context(TwoOrganisations(tmp_path_factory.mktemp("two_organisations"), url))


def test_the_same_person_writes_to_both_and_each_answers_only_its_own(otklik: TwoOrganisations) -> None:
    anna = otklik.person("Анна")
    for key, side in otklik.sides.items():
        side.telegram.types(anna, WORDS[key])
    for key, side in otklik.sides.items():
        topic = otklik.topic(side, "Анна")
        side.telegram.types(side.agent, ANSWERS[key], chat=side.group, message_thread_id=topic["message_thread_id"])
        Place(side.telegram, anna).sees(ANSWERS[key])
    for key, side in otklik.sides.items():
        other = SECOND if key == FIRST else FIRST
        seen = "\n".join([*side.telegram.texts(side.group), *side.telegram.texts(anna)])
        assert WORDS[key] in seen
        assert WORDS[other] not in seen
        assert ANSWERS[other] not in seen
        assert "otklik_test_bot" not in seen or key == FIRST


def test_a_press_is_answered_by_the_bot_that_was_pressed(otklik: TwoOrganisations) -> None:
    boris = otklik.person("Борис")
    for key, side in otklik.sides.items():
        side.telegram.types(boris, WORDS[key])
        topic = otklik.topic(side, "Борис")
        card = Place(side.telegram, side.group, topic["message_thread_id"]).with_button("Взять")
        pressed = side.telegram.presses(card, "Взять", side.agent)
        assert pressed["answered"], key


def test_a_code_of_one_organisation_opens_nothing_at_the_bot_of_the_other(otklik: TwoOrganisations) -> None:
    first, second = otklik.sides[FIRST], otklik.sides[SECOND]
    stranger = otklik.person("Вера")
    link = otklik.cli("staff", "head-link", "support", "--organisation", FIRST)
    assert "otklik_test_bot" in link
    second.telegram.starts(stranger, link.partition("start=")[2])
    otklik.wait_for(lambda: second.telegram.texts(stranger)[1:], "an answer of the second bot")
    assert "руководител" not in " ".join(second.telegram.texts(stranger)[1:]).lower()
    code = otklik.cli("desk", "bind-code", "support", "--organisation", FIRST)
    group = second.telegram.group("Чужая", [second.agent])
    place = Place(second.telegram, group)
    second.telegram.types(second.agent, f"/bind {code}", chat=group)
    otklik.wait_for(lambda: len(place.posts()) > 1, "an answer in the group")
    assert not any("Поддержка" in text for text in second.telegram.texts(group)[1:])
    served = otklik.cli("desk", "groups", "--organisation", FIRST)
    assert str(first.group["id"]) in served
    assert str(group["id"]) not in served


def test_commands_list_only_tickets_of_the_bot_that_is_asked(otklik: TwoOrganisations) -> None:
    galina = otklik.person("Галина")
    first, second = otklik.sides[FIRST], otklik.sides[SECOND]
    first.telegram.types(galina, WORDS[FIRST])
    otklik.topic(first, "Галина")
    second.telegram.starts(galina)
    place = Place(second.telegram, galina)
    place.sees("")
    place.reads_all()
    second.telegram.types(galina, "/status")
    assert "№" not in place.sees("")["text"]


def test_a_new_bot_of_one_organisation_is_no_business_of_the_other(otklik: TwoOrganisations) -> None:
    first, second = otklik.sides[FIRST], otklik.sides[SECOND]
    second.telegram.post("/control/bots", token=NEWER_TOKEN, username="newer_bot", first_name="Новее")
    otklik.stop("bot", "sweeper", "deliver", "deadlines", "slow")
    otklik.environment["TELEGRAM_BOT_TOKEN_OTHER"] = NEWER_TOKEN
    said = otklik.folder / "refused.log"
    assert begin(["bot"], otklik.environment, said, said).wait(timeout=60) == 1
    assert "TELEGRAM_BOT_TOKEN_OTHER is of the bot 7033333333, but another bot serves here: @second_bot" in (
        said.read_text()
    )
    assert "Traceback" not in said.read_text()
    otklik.cli("bot", "replace", "--organisation", SECOND)
    otklik.start("bot", "sweeper", "deliver", "deadlines", "slow")
    newer = second.telegram = SimulatedTelegram.at(otklik.telegram.url, NEWER_TOKEN)
    newer.member(second.group, newer.bot_id, "administrator")
    boris = otklik.person("Борис")
    newer.types(boris, "Это снова я")
    first.telegram.types(boris, "И я снова")
    for side, words in ((first, "И я снова"), (second, "Это снова я")):
        otklik.wait_for(partial(side.shows, words), words)
