"""python -m simulators chat, played from a pipe as a transcript is made."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from simulators.chat.commands import COMMANDS
from simulators.chat.phrases import Phrases
from tests.origins import channel, hidden_user
from tests.simulated_telegram import SimulatedTelegram, file, png

Wire = dict[str, Any]
ROOT = Path(__file__).parents[2]


def played(telegram: SimulatedTelegram, *lines: str, language: str = "ru") -> str:
    command = [sys.executable, "-m", "simulators", "chat", "--url", telegram.url, "--modem-url", ""]
    command += ["--lang", language]
    script = "\n".join(lines) + "\n"
    done = subprocess.run(command, input=script, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_person_is_made_and_writes_to_the_bot(telegram: SimulatedTelegram) -> None:
    seen = played(SimulatedTelegram.at(telegram.url), ":new Вероника", "/start", "Не работает интернет")
    assert "Вероника @ личный чат с ботом> Не работает интернет" in seen
    assert "[2] Вероника (" in seen
    assert seen.count("Не работает интернет") == 2


def test_an_agent_goes_to_a_topic_presses_answers_and_corrects(simulator: SimulatedTelegram) -> None:
    agent = simulator.person("Кирилл")
    group = simulator.group("Смена Кирилла", [agent])
    topic = simulator.api("createForumTopic", chat_id=group["id"], name="№7 Нет связи")["result"]
    markup = {"inline_keyboard": [[{"text": "Взять", "callback_data": "take:7"}]]}
    where = {"chat_id": group["id"], "message_thread_id": topic["message_thread_id"]}
    simulator.api("sendMessage", **where, text="Карточка №7", reply_markup=markup)
    seen = played(
        simulator, ":as Кирилл", ":topic №7", ":history", ":press 1", "Смотрю", ":edit 2 Уже смотрю", ":topics"
    )
    assert "(1) Взять" in seen
    assert "Кирилл нажимает «Взять»" in seen
    assert "бот не ответил на нажатие" in seen
    assert simulator.texts(group, topic["message_thread_id"]) == ["Карточка №7", "Уже смотрю"]


def test_whose_words_they_are_and_what_they_reply_to_is_said(simulator: SimulatedTelegram) -> None:
    person = simulator.person("Варвара")
    simulator.starts(person)
    asked = simulator.types(person, "Когда придёт мастер?")
    simulator.types(person, "Завтра", reply_to_message_id=asked["message_id"], quote="Когда")
    simulator.types(person, "Отключат воду", forward_origin=channel("Новости дома"))
    simulator.types(person, "это у нас?", external_reply={"origin": hidden_user("Мария"), "text": "Света нет"})
    simulator.types(person, photo=file(png(), "a.png"), has_media_spoiler=True)
    seen = played(simulator, ":as Варвара", ":history")
    for mark in (
        "в ответ на [2], «Когда»): Завтра",
        "переслано от: Новости дома): Отключат воду",
        "в ответ на сообщение: Мария, «Света нет»): это у нас?",
        "скрыто): 🖼",
    ):
        assert mark in seen, mark


def test_mistakes_are_explained_and_nothing_is_sent(simulator: SimulatedTelegram) -> None:
    simulator.person("Никита")
    seen = played(simulator, ":as Никита", ":bogus", ":press", ":reply 99 да", ":as Никто", language="en")
    for words in ("No such command: :bogus", "Use it like this", "No message has the number 99", "Not found"):
        assert words in seen


def test_without_a_simulator_it_says_how_to_start_one() -> None:
    command = [sys.executable, "-m", "simulators", "chat", "--url", "http://127.0.0.1:9", "--lang", "ru"]
    done = subprocess.run(command, input="", capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 1
    assert "make run" in done.stderr


def test_help_names_every_command_in_both_languages() -> None:
    for language in ("ru", "en"):
        for name in COMMANDS:
            assert f":{name}" in Phrases(language).help, (language, name)
