"""Files of requesters: slow ones come, lost ones are told and come when asked for, and nobody fills the disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.crowd import nothing_waits
from tests.installation import EXAMPLES, Installation, Wire
from tests.journeys.people import Agent, Requester, Topic
from tests.journeys.places import Place
from tests.simulated_telegram import SimulatedTelegram, file
from workers.transports import aiohttp_request
from workers.transports.port import NotGiven
from workers.transports.telegram import TelegramSender

KEEP = "Сохранить у нас"
#: Of the regulation of these tests.
QUOTA_BYTES = 1024 * 1024
pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot")


# -- one download


@pytest.fixture
def telegram(tmp_path: Path) -> Iterator[SimulatedTelegram]:
    with SimulatedTelegram(tmp_path / "simulated") as running:
        yield running


async def fetched(telegram: SimulatedTelegram, content: bytes) -> bytes:
    anna = telegram.person("Анна")
    telegram.starts(anna)
    telegram.types(anna, document=file(content, "a.bin"))
    update = telegram.api("getUpdates")["result"][-1]
    sender = TelegramSender(telegram.token, telegram.url)
    try:
        found = await sender.find_file(update["message"]["document"]["file_id"])
        assert found.size == len(content)
        return b"".join([piece async for piece in sender.bytes_of(found)])
    finally:
        await sender.close()


async def test_a_download_may_last_as_long_as_bytes_come(
    telegram: SimulatedTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aiohttp_request, "IDLE_SECONDS", 2.0)
    telegram.order("trickle", method="download", milliseconds=400)
    assert await fetched(telegram, b"12345678") == b"12345678"  # in 3.2 s


async def test_a_download_that_stands_still_is_given_up(
    telegram: SimulatedTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aiohttp_request, "IDLE_SECONDS", 0.3)
    telegram.order("hang", method="download")
    with pytest.raises(NotGiven):
        await fetched(telegram, b"12345678")


@pytest.mark.parametrize("end", ["accept_then_drop", "drop_before", "500"])
async def test_half_a_file_is_none(telegram: SimulatedTelegram, end: str) -> None:
    telegram.order(end, method="download")
    with pytest.raises(NotGiven):
        await fetched(telegram, b"12345678")


# -- what people see


@pytest.fixture(scope="module")
def otklik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("downloads")
    regulation = folder / "regulation.toml"
    text = (EXAMPLES / "benchmark.toml").read_text(encoding="utf-8")
    regulation.write_text(text.replace("[limits]\n", "[limits]\nmegabytes_per_day = 1\n"), encoding="utf-8")
    otklik = Installation(folder, regulation=regulation)
    otklik.environment["FREE_SPACE_RESERVE_MB"] = "1"
    with otklik:
        yield otklik


def anna_and_ivan(otklik: Installation, name: str) -> tuple[Requester, Agent]:
    anna = Requester(otklik.telegram, otklik.person(name), otklik.group)
    return anna, Agent(otklik.telegram, otklik.person("Иван"))


def topic_of(otklik: Installation, name: str) -> Topic:
    return Topic(otklik.telegram, otklik.group, otklik.wait_for_topic(name))


def kept(otklik: Installation, content: bytes) -> bool:
    # a download that is whole but not yet renamed is not kept yet
    places = [place for place in (otklik.folder / "var" / "files").rglob("*") if place.is_file()]
    return any(place.read_bytes() == content for place in places if place.suffix != ".part")


def document(content: bytes, name: str) -> Wire:
    return file(content, name, "application/octet-stream")


def test_a_file_that_is_refused_is_told_and_comes_by_the_button(otklik: Installation) -> None:
    anna, ivan = anna_and_ivan(otklik, "Анна")
    anna.writes("Не работает")
    topic = topic_of(otklik, "Анна")
    otklik.telegram.order("403", method="getFile", times=1)
    anna.writes("договор", document=document(b"refused at first", "договор.pdf"))
    told = topic.sees("не отдал файл «договор.pdf»")
    assert ivan.press(told, KEEP) == "Сохраняем 1 файл"
    topic.sees("Файл «договор.pdf» сохранён")
    assert kept(otklik, b"refused at first")
    assert ivan.press(told, KEEP) == "Все файлы заявки уже сохранены или сохраняются"


def test_a_download_that_breaks_off_comes_again_by_itself(otklik: Installation) -> None:
    anna, _ = anna_and_ivan(otklik, "Вера")
    otklik.telegram.order("accept_then_drop", method="download", times=1)
    anna.writes("вот", document=document(b"it breaks off once", "a.bin"))
    otklik.wait_for(lambda: kept(otklik, b"it breaks off once"), "the file", 60)
    assert not list((otklik.folder / "var" / "files").glob("*.part"))


def test_above_the_quota_of_a_day_files_are_shown_and_kept_only_when_asked_for(otklik: Installation) -> None:
    anna, ivan = anna_and_ivan(otklik, "Глеб")
    anna.writes("первый", document=document(b"a" * (QUOTA_BYTES - 10), "first.bin"))
    topic = topic_of(otklik, "Глеб")
    otklik.wait_for(lambda: kept(otklik, b"a" * (QUOTA_BYTES - 10)), "the first file")
    anna.writes("второй", document=document(b"b" * 11, "second.bin"))
    told = topic.sees("больше 1 МБ файлов", "«second.bin»")
    anna.writes("третий", document=document(b"c" * 12, "third.bin"))
    anna.writes("мелочь", document=document(b"d" * 5, "small.bin"))
    otklik.wait_for(lambda: kept(otklik, b"d" * 5), "what still fits")
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert [post for post in topic.unread() if "больше 1 МБ" in str(post.get("text"))] == []
    shown = [post["document"]["file_name"] for post in topic.posts() if "document" in post]
    assert [name for name in shown if name in ("second.bin", "third.bin")] == ["second.bin", "third.bin"]
    assert not kept(otklik, b"b" * 11)
    assert ivan.press(told, KEEP) == "Сохраняем 2 файла"
    topic.sees("«second.bin» сохранён")
    topic.sees("«third.bin» сохранён")
    assert kept(otklik, b"c" * 12)


def test_the_reserve_of_the_disk_is_left_to_the_database_and_staff_are_told_once(otklik: Installation) -> None:
    general = Place(otklik.telegram, otklik.group, 1)
    general.reads_all()
    otklik.stop("slow")
    otklik.environment["FREE_SPACE_RESERVE_MB"] = "1000000000"
    otklik.start("slow")
    anna, _ = anna_and_ivan(otklik, "Жанна")
    anna.writes("раз", document=document(b"waits for room", "one.bin"))
    anna.writes("два", document=document(b"waits for room, too", "two.bin"))
    general.sees("осталось меньше 1000000000 МБ")
    topic_of(otklik, "Жанна").sees("")
    assert not kept(otklik, b"waits for room")
    otklik.stop("slow")
    otklik.environment["FREE_SPACE_RESERVE_MB"] = "1"
    otklik.start("slow")
    general.sees("файлы снова сохраняются", seconds=90)
    otklik.wait_for(lambda: kept(otklik, b"waits for room, too"), "both files", 90)
    general.holds_nothing_unread()
