"""A token of another bot in .env, over the wire: refused, taken over by a command, and everything goes on."""

from collections.abc import Iterator

import pytest

from tests.installation import Installation
from tests.journeys.places import Place
from tests.nursery import begin

NEW_TOKEN = "7099999999:AAAnotherBotOfTheSameDesk00000000001"


@pytest.fixture(scope="module")
def otklik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with Installation(tmp_path_factory.mktemp("another_bot"), roles=("bot", "sweeper", "deliver")) as running:
        yield running


def test_another_bot_is_refused_until_it_takes_over_and_then_serves_the_same_people(otklik: Installation) -> None:
    telegram, anna, ivan = otklik.telegram, otklik.person("Анна"), otklik.person("Иван")
    telegram.types(anna, "Не работает интернет")
    topic = otklik.wait_for_topic("Анна")
    telegram.post("/control/bots", token=NEW_TOKEN, username="new_bot", first_name="Новый")
    otklik.stop("bot", "deliver", "sweeper")
    otklik.environment["TELEGRAM_BOT_TOKEN"] = NEW_TOKEN
    said = otklik.folder / "refused.log"
    assert begin(["bot"], otklik.environment, said, said).wait(timeout=60) == 1
    assert "another bot serves here: @otklik_test_bot" in said.read_text()
    assert "python -m models bot replace" in said.read_text()
    otklik.cli("bot", "replace")
    otklik.start("bot", "deliver", "sweeper")
    group = Place(telegram, otklik.group)
    group.reads_all()
    telegram.post(f"/control/chats/{otklik.group['id']}/members", bot="new_bot", status="administrator")
    group.sees("Бот снова в группе")
    there = Place(telegram, otklik.group, topic["message_thread_id"])
    there.sees("Теперь здесь работает другой бот")
    write = f"/control/chats/{anna['id']}/messages?bot=new_bot"
    telegram.post(write, **{"as": anna["id"], "text": "Это снова я"})
    there.sees("Это снова я")
    telegram.types(ivan, "Чиним", otklik.group, message_thread_id=topic["message_thread_id"])
    otklik.wait_for(lambda: _private(otklik, "Чиним"), "the answer of the new bot")


def _private(otklik: Installation, words: str) -> bool:
    calls = otklik.telegram.get("/control/calls?method=sendMessage")["calls"]
    sent = [call for call in calls if str(call["bot_id"]) == NEW_TOKEN.partition(":")[0]]
    to_anna = [call for call in sent if call["params"]["chat_id"] == otklik.person("Анна")["id"]]
    return any(words in call["params"]["text"] for call in to_anna)
