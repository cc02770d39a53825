"""The first five minutes, whole: each step ticks itself off by what happens, and the ladder plays in order."""

import re

from playwright.sync_api import expect

from models.phrases.catalogue import say
from tests.page.stage import Screen, Stage, Wire


def ticked(screen: Screen, step: str) -> None:
    expect(screen.page.locator(f".guide [data-shown={step}]")).to_be_visible()


def points_into(screen: Screen, pane: str) -> None:
    expect(screen.page.locator(f"{pane} .guided, {pane}.guided")).to_have_count(1)


def test_the_guided_run_from_the_first_message_to_the_answered_text(stage: Stage, screen: Screen) -> None:
    anna = stage.requester()
    screen.takes(anna)
    points_into(screen, ".phones")
    screen.writes(screen.phone, "Не работает интернет")
    ticked(screen, "write")

    points_into(screen, ".group")
    screen.opens(f"Анна {anna['last_name']}")
    screen.writes(screen.group, "Смотрим порт")
    ticked(screen, "answer")
    screen.sees(screen.phone, "Смотрим порт")
    expect(screen.message(screen.group, "Смотрим порт").locator(".reaction")).to_have_text("👌")

    points_into(screen, ".clock")
    for words in ("До срока решения", "Срок решения прошёл"):
        screen.page.locator("[data-span=next]").click()
        screen.sees(screen.group, words)
    screen.page.locator("[data-span=next]").click()
    ticked(screen, "move")
    screen.sees(screen.head, "не решена")

    points_into(screen, ".heads")
    screen.presses(screen.head, "Беру")
    ticked(screen, "taken")
    screen.sees(screen.group, "Ольга берёт на себя")
    in_order_and_in_time(stage, screen)

    screen.takes_old_phone()
    screen.page.locator(".call").click()
    ticked(screen, "ring")
    screen.sees(screen.phone, "по вашему звонку")
    screen.writes(screen.phone, "Нет связи второй день")
    ticked(screen, "sms")

    writes_by_whatsapp(stage, screen)
    expect(screen.page.locator(".guide [data-step=over]")).to_be_visible()
    expect(screen.page.locator(".guided")).to_have_count(0)


def writes_by_whatsapp(stage: Stage, screen: Screen) -> None:
    vera = stage.chatter()
    points_into(screen, ".phones")
    screen.takes_whatsapp(vera)
    screen.writes(screen.phone, "Не работает телевизор")
    ticked(screen, "whatsapp")


def in_order_and_in_time(stage: Stage, screen: Screen) -> None:
    """By Telegram's stamps: at 6 h, at 8 h, 15 minutes later; none marked late."""
    [number] = re.findall(r"№(\d+)", screen.page.locator(".topic[aria-selected=true]").inner_text())
    topics = stage.telegram.topics(stage.otklik.group)
    topic = next(one for one in topics if one["name"].startswith(f"№{number} "))
    told_in_topic = stage.telegram.messages(stage.otklik.group, topic["message_thread_id"])
    told_to_head = stage.telegram.messages(stage.otklik.people["Ольга"])
    warned = the_post(told_in_topic, "До срока решения")
    breached = the_post(told_in_topic, "Срок решения прошёл")
    told = the_post(told_to_head, f"заявка №{number} ")
    assert abs(breached["date"] - warned["date"] - 2 * 3600) < 60
    assert abs(told["date"] - breached["date"] - 15 * 60) < 60
    late = say("ru", "staff.late_mark")
    assert not [post["text"] for post in (warned, breached, told) if late in post["text"]]


def the_post(posts: list[Wire], words: str) -> Wire:
    [found] = [post for post in posts if words in post.get("text", "")]
    return found


def test_the_guide_is_hidden_and_restarted_and_remembers_both(stage: Stage, screen: Screen) -> None:
    screen.takes(stage.requester())
    screen.writes(screen.phone, "Нет света")
    ticked(screen, "write")
    screen.page.get_by_role("button", name="Скрыть").click()
    screen.page.reload()
    guide = screen.page.locator(".guide")
    expect(screen.page.locator(".guide-button b")).to_have_text("1/7")
    expect(guide).to_be_hidden()
    screen.page.locator(".guide-button").click()
    expect(guide.locator("li.done")).to_have_count(1)
    screen.page.get_by_role("button", name="Начать заново").click()
    expect(guide.locator("li.done")).to_have_count(0)


def test_the_language_is_switched_and_remembered(screen: Screen) -> None:
    screen.page.locator(".tongue").click()
    expect(screen.page.get_by_role("button", name="To the next deadline")).to_be_visible()
    screen.page.reload()
    expect(screen.page.get_by_role("button", name="To the next deadline")).to_be_visible()
    assert screen.page.locator("html").get_attribute("lang") == "en"
    assert not re.search("[А-Яа-я]", screen.page.locator(".guide header, .clock .moves").first.inner_text())
