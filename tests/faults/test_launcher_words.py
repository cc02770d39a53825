"""What a person sees of the launcher: its language, and what it says of processes that end."""

from pathlib import Path

import pytest

from launcher import speech
from launcher.crashes import CrashReport
from launcher.program import Folders
from launcher.speech import Speech, speech_of

ENGLISH = Speech("en")


def test_both_languages_say_the_same_things() -> None:
    russian, english = speech._RUSSIAN, speech._ENGLISH
    assert russian.keys() == english.keys()


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "ru_RU", "LANG": "en_US"}, "ru"),
    ],
)
def test_the_machines_language_decides(environment: dict[str, str], language: str) -> None:
    assert speech_of(environment).language == language


def ended(name: str, how: str = "exit status 1; not expected") -> str:
    return f"2026-11-21 21:58:46,150 WARN exited: {name} ({how})"


def test_a_first_crash_is_one_line_and_the_second_brings_the_log(tmp_path: Path) -> None:
    report = CrashReport(Folders(tmp_path), ENGLISH)
    log = Folders(tmp_path).log_of("bot")
    log.parent.mkdir()
    log.write_text("\n".join(f"line {number}" for number in range(100)))
    assert report.about(ended("bot"), 0.0) == ["bot: ended (exit status 1), starting it again."]
    second = report.about(ended("bot"), 1.0)
    assert second[-1].endswith("line 99")
    assert not any("line 50" in line for line in second)


def test_a_program_that_keeps_crashing_is_told_less_and_less_often(tmp_path: Path) -> None:
    report = CrashReport(Folders(tmp_path), ENGLISH)
    told = [number for number in range(1, 21) if report.about(ended("bot"), number * 0.1)]
    assert told == [1, 2, 3, 4, 8, 16]


def test_crashes_far_apart_are_each_a_first_one(tmp_path: Path) -> None:
    report = CrashReport(Folders(tmp_path), ENGLISH)
    assert [len(report.about(ended("bot"), hour * 3600.0)) for hour in range(5)] == [1] * 5


def test_a_complaint_of_supervisord_is_shown_and_its_chatter_is_not(tmp_path: Path) -> None:
    report = CrashReport(Folders(tmp_path), ENGLISH)
    assert report.about("Error: no such section", 0.0) == ["supervisord: Error: no such section"]
    assert report.about("2026-11-21 21:58:46,150 CRIT cannot fork", 0.0) == ["supervisord: cannot fork"]
    assert report.about("2026-11-21 21:58:46,150 INFO spawned: 'bot' with pid 7", 0.0) == []
    assert report.about("2026-11-21 21:58:46,150 WARN received SIGTERM indicating exit request", 0.0) == []
