"""Other users of the machine read neither what processes make, nor the settings, nor an older var/."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from models.private_files import NotOurs, chmod_line, make_private
from tests.nursery import ROOT
from tests.simulated_telegram import SimulatedTelegram

LAUNCHER = (
    "import pathlib, sys, launcher.__main__ as it; it.ROOT = pathlib.Path.cwd(); sys.argv = ['']; sys.exit(it.main())"
)
ENTRY_POINTS = {
    "bot": ["-m", "bot"],
    "workers": ["-m", "workers", "deliver"],
    "gsm_bridge": ["-m", "gsm_bridge"],
    "models": ["-m", "models", "db", "upgrade"],
    "launcher": ["-c", LAUNCHER],
    "first run": ["-m", "launcher.first_run"],
}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def started(folder: Path, arguments: list[str]) -> "subprocess.Popen[str]":
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        umask=0o022,
    )


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    """Exit status and words of every entry point, begun side by side in a folder whose `.env` others may read."""
    folder = tmp_path_factory.mktemp("exposed")
    (folder / ".env").touch(0o644)
    (folder / ".env").chmod(0o644)
    begun = {name: started(folder, arguments) for name, arguments in ENTRY_POINTS.items()}
    ended = {}
    for name, process in begun.items():
        try:
            words, _ = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            words, _ = process.communicate()
        ended[name] = (process.returncode, f"{words.strip()}\n(in {folder})")
    return ended


@pytest.mark.parametrize("name", ENTRY_POINTS)
def test_settings_that_others_may_read_are_refused_with_the_line_to_type(
    said: dict[str, tuple[int, str]], name: str
) -> None:
    status, words = said[name]
    folder = words.rpartition("(in ")[2].rstrip(")")
    assert (status, f"chmod 600 {folder}/.env" in words) == (2, True), words


def test_what_is_made_is_private_and_a_wide_folder_is_tightened(tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.mkdir()
    var.chmod(0o755)
    (tmp_path / ".env").touch(0o600)
    upgrading = started(tmp_path, ["-m", "models", "db", "upgrade"])
    assert (upgrading.communicate(timeout=60), upgrading.returncode)[1] == 0
    assert mode(var) == 0o700
    assert mode(var / "otklik.db") == 0o600


def test_what_people_say_to_a_simulator_is_private(tmp_path: Path) -> None:
    with SimulatedTelegram(tmp_path / "simulated") as telegram:
        telegram.types(telegram.person("Анна"), "Не работает интернет")
        made = [tmp_path / "simulated", *(tmp_path / "simulated").rglob("*")]
    assert {path.name: oct(mode(path)) for path in made if mode(path) & 0o077} == {}


@pytest.mark.parametrize("shared", [0o640, 0o604, 0o620, 0o644, 0o666, 0o777])
def test_a_file_that_any_other_may_read_or_change_is_told_of(tmp_path: Path, shared: int) -> None:
    env = tmp_path / "my settings" / ".env"
    env.parent.mkdir()
    env.touch()
    env.chmod(shared)
    assert chmod_line(env) == f"chmod 600 '{env}'"


@pytest.mark.parametrize("private", [0o600, 0o400])
def test_a_private_file_and_a_missing_one_are_fine(tmp_path: Path, private: int) -> None:
    env = tmp_path / ".env"
    assert chmod_line(env) is None
    env.touch()
    env.chmod(private)
    assert chmod_line(env) is None
    assert chmod_line(Path(os.devnull)) is None


def test_a_link_to_an_exposed_file_is_an_exposed_file(tmp_path: Path) -> None:
    real = tmp_path / "settings"
    real.touch()
    real.chmod(0o644)
    (tmp_path / ".env").symlink_to(real)
    assert chmod_line(tmp_path / ".env") == f"chmod 600 {real}"


def test_a_folder_that_everybody_shares_is_refused_and_stays_shared(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    with pytest.raises(NotOurs, match=f"all users of this machine share {tmp_path}.*{tmp_path}/otklik"):
        make_private(tmp_path)
    assert mode(tmp_path) == 0o777 | stat.S_ISVTX
    make_private(tmp_path / "not there")


@pytest.mark.parametrize("me", [0, 12345])
def test_a_folder_of_another_user_is_refused_by_root_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, me: int
) -> None:
    tmp_path.chmod(0o755)
    found = os.stat_result((stat.S_IFDIR | 0o755, 0, 0, 0, 54321, 54321, 0, 0, 0, 0))
    monkeypatch.setattr(Path, "stat", lambda *_, **__: found)
    monkeypatch.setattr(os, "geteuid", lambda: me)
    with pytest.raises(NotOurs) as refused:
        make_private(tmp_path)
    monkeypatch.undo()
    assert "54321" in str(refused.value)
    assert str(refused.value).endswith(f"chown -R {'root' if me == 0 else me} {tmp_path}")
    assert mode(tmp_path) == 0o755


@pytest.mark.parametrize("name", ["bot", "workers", "models", "launcher"])
def test_entry_points_refuse_a_shared_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o1777)
    (tmp_path / ".env").touch(0o600)
    (tmp_path / ".env").write_text("VAR_DIR=shared\n", encoding="utf-8")
    process = started(tmp_path, ENTRY_POINTS[name])
    words, _ = process.communicate(timeout=60)
    assert (process.returncode, f"{tmp_path}/shared/otklik" in words) == (2, True), words
    assert list((tmp_path / "shared").iterdir()) == []
