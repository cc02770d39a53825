"""A disk that is full, or read-only, stops nothing for good and loses nothing (the stories: small_disk.py)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.room import CannotWrite, wait_for_room
from launcher.speech import Speech


@pytest.fixture
def namespace(tmp_path: Path) -> None:
    """Skips where no disk of one's own may be mounted; in CI as root that is a failure."""
    tried = subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", str(tmp_path)], capture_output=True)
    if tried.returncode:
        reason = f"no disk of its own may be mounted here: {tried.stderr.decode().strip()}"
        if os.environ.get("CI") and os.geteuid() == 0:
            pytest.fail(reason)
        pytest.skip(reason)


def play(folder: Path, story: str) -> None:
    command = ["unshare", "-m", sys.executable, "-m", "tests.faults.small_disk", str(folder), story]
    played = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=280)
    assert played.returncode == 0, played.stdout


@pytest.mark.soak
def test_a_full_and_a_read_only_disk_lose_nothing_and_need_no_restart(namespace: None, tmp_path: Path) -> None:
    play(tmp_path, "product")


@pytest.mark.slow
def test_the_launcher_names_the_folder_once_and_goes_on_when_there_is_room(namespace: None, tmp_path: Path) -> None:
    play(tmp_path, "launcher")


def test_who_read_on_a_read_only_disk_may_write_once_it_is_writable(namespace: None, tmp_path: Path) -> None:
    play(tmp_path, "database")


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "В папку {var} нельзя писать"), ("en", "{var} can't be written")]
)
def test_a_folder_that_can_never_be_written_is_named_and_not_waited_for(
    tmp_path: Path, language: str, words: str
) -> None:
    (tmp_path / "file").touch()
    var = tmp_path / "file" / "var"
    with pytest.raises(CannotWrite) as told:
        wait_for_room(var, None, Speech(language))  # type: ignore[arg-type]
    assert str(told.value).startswith(words.format(var=var))
    assert "\n" not in str(told.value)
