"""`python -m tests.page.why_story [FOLDER]`: a deadline over New Year, with a wait and an extension, explained.

Takes `why-ru.png` and `why-en.png`: the requester's phone and the topic with the same question answered.
"""

import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, ViewportSize

from models.rules.hours.calendars import Calendar, Interval, Week
from tests.installation import Cast
from tests.journeys import regulations
from tests.page.screenshots import FOLDER, take
from tests.page.stage import Screen, Stage, running_browser

HIGH: ViewportSize = {"width": 1500, "height": 1030}
_MOSCOW = ZoneInfo("Europe/Moscow")
_DAYS = ("mon", "tue", "wed", "thu", "fri")
_ALL_DAY = "".join(f'week.{day} = ["00:00-24:00"]\n' for day in (*_DAYS, "sat", "sun"))
_OFFICE = 'holidays = "RU"\n' + "".join(f'week.{day} = ["09:30-18:30"]\n' for day in _DAYS)
_PROMISE = 'first_response = "1h"\nresolution = "8h"\nwarn_at = [0.75]\n'
_LONGER = 'first_response = "4h"\nresolution = "16h"\n'


@dataclass(frozen=True)
class WhyStory:
    """hide: the button that puts the guide away. resolution: the words that begin its part of the explanation."""

    language: str
    locale: str
    regulation: str
    asks: str
    question: str
    answers: str
    extends: str
    resolution: str
    extended: str
    hide: str
    cast: Cast
    requester: tuple[str, str]


STORIES = (
    WhyStory(
        language="ru",
        locale="ru-RU",
        regulation=regulations.RUSSIAN,
        asks="Отчёт за квартал не сходится с выпиской банка",
        question="/ask Пришлите, пожалуйста, выписку, с которой вы сравниваете.",
        answers="Выписка за декабрь, сравниваю итог по дебету",
        extends="/extend +2 рабочих дня ждём исправленный модуль от разработчиков",
        resolution="Решение: 16 часов рабочего времени",
        extended="продлён",
        hide="Скрыть",
        cast=Cast(),
        requester=("Анна", "Смирнова"),
    ),
    WhyStory(
        language="en",
        locale="en-GB",
        regulation=regulations.ENGLISH,
        asks="The quarterly report does not match the bank statement",
        question="/ask Please send the statement that you compare it with.",
        answers="It is the December statement, I compare the debit totals",
        extends="/extend +2 working days waiting for a corrected module from the developers",
        resolution="Solution: 16 hours of working time",
        extended="has been extended",
        hide="Hide",
        cast=Cast(agent="Ivan", head="Olga", group="Support", bot="Otklik"),
        requester=("Anna", "Smith"),
    ),
)


def main(folder: Path = FOLDER) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    with running_browser() as browser:
        for story in STORIES:
            with tempfile.TemporaryDirectory() as made:
                play(story, Path(made), browser, folder)
    return 0


def play(story: WhyStory, made: Path, browser: Browser, folder: Path) -> None:
    regulation = made / "regulation.toml"
    text = story.regulation.replace(_ALL_DAY, _OFFICE).replace(_PROMISE, _LONGER)
    text = text.replace('"always"', '"office"').replace("calendars.always", "calendars.office")
    assert _OFFICE in text
    assert _LONGER in text
    regulation.write_text(text, encoding="utf-8")
    with Stage(made, regulation, staff_language=story.language, cast=story.cast) as stage:
        first, last = story.requester
        anna = stage.telegram.person(first, last_name=last, language_code=story.language)
        forward_to(stage, days_before_new_year(datetime.now(UTC))[0], time(16, 20))
        with browser.new_context(locale=story.locale, viewport=HIGH) as context:
            screen = Screen(context.new_page(), stage.server.url)
            screen.page.get_by_role("button", name=story.hide, exact=True).click()
            screen.takes(anna)
            talk(stage, screen, story)
            screen.writes(screen.phone, "/why")
            screen.writes(screen.group, "/why")
            screen.sees(screen.phone, story.resolution)
            screen.sees(screen.group, story.resolution)
            take(screen.page, str(folder / f"why-{story.language}"))
            if screen.errors:
                raise RuntimeError(f"the browser complained: {screen.errors}")


def talk(stage: Stage, screen: Screen, story: WhyStory) -> None:
    """Asked in the afternoon, waited for until the next morning, extended soon after that."""
    screen.writes(screen.phone, story.asks)
    screen.opens(story.asks[:20])
    passes(stage, screen, "40m")
    screen.writes(screen.group, story.question)
    screen.sees(screen.phone, story.question.removeprefix("/ask "))
    passes(stage, screen, "17h20m")
    screen.writes(screen.phone, story.answers)
    screen.sees(screen.group, story.answers)
    passes(stage, screen, "30m")
    screen.writes(screen.group, story.extends)
    screen.sees(screen.phone, story.extended)


def passes(stage: Stage, screen: Screen, span: str) -> None:
    """Every process has looked at the clock again."""
    stage.otklik.forward(span)
    screen.page.wait_for_timeout(1500)


def days_before_new_year(now: datetime) -> list[date]:
    """The last two working days of the year whose end comes next."""
    week = Week(**dict.fromkeys(_DAYS, (Interval(570, 1110),)))
    calendar = Calendar(timezone="Europe/Moscow", holidays="RU", week=week)
    for year in (now.year, now.year + 1):
        december = (date(year, 12, 31) - timedelta(days=back) for back in range(31))
        last, before = [day for day in december if calendar.intervals_on(day)][:2]
        if datetime.combine(before, time(16), _MOSCOW) > now:
            return [before, last]
    raise AssertionError("there is always a next New Year")


def forward_to(stage: Stage, day: date, at: time) -> None:
    span = datetime.combine(day, at, _MOSCOW) - datetime.now(UTC)
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    stage.otklik.forward(f"{minutes // 60}h{minutes % 60}m{seconds}s")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
