"""The commands list themselves, and say what to do on a machine that lacks something."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TARGETS = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "MAKEFLAGS": "", "LC_ALL": "C.UTF-8"}
    return subprocess.run(["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A clone without a virtual environment, as far as make looks at it."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


def python_that(folder: Path, answers: str) -> str:
    """A stand-in for a Python that lacks something; `answers` are lines of a shell `case`."""
    script = folder / "python-that-lacks"
    script.write_text(f'#!/bin/sh\ncase "$*" in\n{answers}\n*) exit 0 ;;\nesac\n')
    script.chmod(0o755)
    return f"PYTHON={script}"


@pytest.mark.parametrize("target", TARGETS)
def test_help_lists_every_command(target: str) -> None:
    assert re.search(rf"^  make {target} +\S", make(ROOT).stdout, re.MULTILINE)


def test_the_promised_commands_exist() -> None:
    assert {"setup", "run", "test", "check", "bench"} <= set(TARGETS)


def test_what_python_compiles_is_kept_in_an_environment_that_forbids_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    seen = make(ROOT, "--eval", "seen: ; @env", "seen").stdout
    assert "PATH=" in seen
    assert "PYTHONDONTWRITEBYTECODE" not in seen


def test_without_ensurepip_it_prints_the_line_that_installs_it(fresh: Path) -> None:
    lacking = python_that(fresh, "*ensurepip*) exit 1 ;;\n*print*) echo 3.99 ;;")
    answer = make(fresh, "setup", lacking)
    assert answer.returncode != 0
    assert re.search(r"^ +sudo apt install python3.99-venv$", answer.stderr, re.MULTILINE)
    assert not (fresh / ".venv").exists()


def test_an_old_python_is_named_with_its_version(fresh: Path) -> None:
    old = python_that(fresh, '*version_info*) exit 1 ;;\n--version) echo "Python 3.9.2" ;;')
    answer = make(fresh, "run", old)
    assert answer.returncode != 0
    assert "Python 3.11 or newer" in answer.stderr
    assert "Python 3.9.2" in answer.stderr


def test_no_python_at_all_is_said(fresh: Path) -> None:
    answer = make(fresh, "test", f"PYTHON={fresh}/nowhere")
    assert answer.returncode != 0
    assert "apt install python3" in answer.stderr


def test_run_needs_only_what_running_needs(fresh: Path) -> None:
    planned = make(fresh, "-n", "run").stdout
    assert "run.lock" in planned
    assert "dev.lock" not in planned


@pytest.mark.parametrize("target", ["test", "check", "bench"])
def test_what_developers_call_installs_their_tools(fresh: Path, target: str) -> None:
    planned = make(fresh, "-n", target).stdout
    assert "--require-hashes -r requirements/dev.lock" in planned


def test_every_package_is_type_checked() -> None:
    packages = [file.parent.name for file in ROOT.glob("[a-z]*/__init__.py")]
    planned = make(ROOT, "-n", "check").stdout
    assert [name for name in packages if f"-p {name}" not in planned] == []


def test_the_development_lock_pins_the_same_versions_as_the_lock_to_run() -> None:
    run, develop = (
        set(re.findall(r"^([a-z0-9._-]+==\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("run.lock", "dev.lock")
    )
    assert run <= develop
