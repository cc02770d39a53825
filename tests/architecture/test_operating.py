"""docs/operating.md: both languages show the same commands, and each of them does what it says."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from models.rules.desk.setting_names import with_suffix
from models.settings import Settings
from tests.nursery import begin

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("docs/operating.md", "docs/operating.ru.md")
#: Nobody runs in the sandbox, so nobody asks Telegram: it says so with 1.
NEEDS_THE_SET = "group doctor"
STOP_SECONDS = 12


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def blocks(document: str, language: str = r"\w*") -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text_of(document), re.DOTALL | re.MULTILINE)


def environment(folder: Path, language: str = "C.UTF-8") -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "VAR_DIR": str(folder / "var"), "LANG": language}


def shell(line: str, folder: Path, answer: str = "") -> subprocess.CompletedProcess[str]:
    """As typed in Otklik's folder, with the backups elsewhere."""
    line = line.replace(".venv/bin/python", sys.executable).replace("backups", str(folder / "backups"))
    return subprocess.run(
        ["sh", "-c", line],
        cwd=ROOT,
        env=environment(folder),
        input=answer,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def run(line: str, folder: Path, answer: str = "", language: str = "C.UTF-8") -> tuple[int, str, str]:
    """The same by a process that has everything imported already, where the shell and an answer are not needed; exit
    code and what was said on both channels.
    """
    words = shlex.split(line.replace("backups", str(folder / "backups")))
    if words[:3] != [".venv/bin/python", "-m", "models"] or "--erase" in words:
        done = shell(line, folder, answer)
        return done.returncode, done.stdout, done.stderr
    arguments = [str(ROOT / word) if (ROOT / word).is_file() else word for word in words[2:]]
    said, refusal = folder / "said", folder / "refusal"
    for file in (said, refusal):
        file.unlink(missing_ok=True)
    code = begin(arguments, environment(folder, language), said, refusal).wait(timeout=120)
    return code, said.read_text(), refusal.read_text()


def test_both_languages_show_the_same_commands_and_headings() -> None:
    english, russian = (blocks(document) for document in DOCUMENTS)
    assert english == russian
    assert len(english) > 12
    heights = [re.findall(r"^(#+) ", text_of(document), re.MULTILINE) for document in DOCUMENTS]
    assert heights[0] == heights[1]


def shown(document: str) -> list[tuple[str, str]]:
    """Commands with what the document says that they print."""
    indented = re.findall(r"^    \$ (.+)\n((?:    (?!\$ ).*\n)+)", text_of(document), re.MULTILINE)
    return [(command, textwrap.dedent(said).strip()) for command, said in indented]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_an_import_says_what_the_document_shows(document: str, tmp_path: Path) -> None:
    run(".venv/bin/python -m models db upgrade", tmp_path)
    run(".venv/bin/python -m models regulation adopt examples/regulations/a1_isp.toml", tmp_path)
    language = "ru_RU.UTF-8" if document.endswith(".ru.md") else "C.UTF-8"
    assert len(shown(document)) >= 4
    for command, said in shown(document):
        _, out, err = run(command, tmp_path, language=language)
        assert (out + err).replace(f"{ROOT}/", "").strip() == said, command


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_setting_that_is_named_exists(document: str) -> None:
    named = set(re.findall(r"\b[A-Z]{2,}_[A-Z_]+\b", text_of(document)))
    assert len(named) >= 6
    assert named - with_suffix(dict.fromkeys(named, "x")).keys() <= {name.upper() for name in Settings.model_fields}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_administrators_commands_do_what_they_say_in_the_order_of_the_document(tmp_path: Path) -> None:
    lines = [line for block in blocks(DOCUMENTS[0], "sh") for line in block.splitlines()]
    commands = [line for line in lines if "-m models " in line or line.startswith("mkdir")]
    assert shell(".venv/bin/python -m models db upgrade", tmp_path).returncode == 0
    first = ".venv/bin/python -m models regulation adopt examples/regulations/a1_isp.toml"
    assert run(first, tmp_path)[0] == 0
    for line in commands:
        if "restore" in line and not {"--check", "--erase"} & set(line.split()):
            shutil.rmtree(tmp_path / "var")  # into an empty place, as it says there
        code, said, refusal = run(line, tmp_path, "yes\n")
        if NEEDS_THE_SET in line:
            assert (code, refusal) == (1, ""), line
            assert "support" in said or "Служба" in said
        else:
            assert code == 0, (line, said, refusal)
    assert {"today.tar.gz", "moving.tar.gz"} == {file.name for file in (tmp_path / "backups").iterdir()}


def test_the_line_for_cron_makes_a_backup_of_today(tmp_path: Path) -> None:
    [line] = blocks(DOCUMENTS[0], "cron")
    when, command = " ".join(line.split()[:5]), line.split(maxsplit=5)[5]
    assert when == "0 3 * * *"
    run(".venv/bin/python -m models db upgrade", tmp_path)
    (tmp_path / "backups").mkdir()
    # cron takes a bare % for the end of the line
    assert "%" not in command.replace("\\%", "")
    done = shell(command.replace("\\%", "%").replace("cd /srv/otklik", f"cd '{ROOT}'"), tmp_path)
    assert done.returncode == 0, done.stderr
    [made] = (tmp_path / "backups").iterdir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\.tar\.gz", made.name)


def test_the_unit_starts_what_exists_and_waits_for_an_orderly_stop() -> None:
    [unit] = blocks(DOCUMENTS[0], "ini")
    parsed = configparser.ConfigParser()
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(unit)
    service = parsed["Service"]
    assert service["ExecStart"].split() == ["/usr/bin/make", "run"]
    assert re.search(r"^run:", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert service["KillMode"] == "mixed"
    assert int(service["TimeoutStopSec"]) > STOP_SECONDS


def test_the_web_server_passes_on_what_the_bot_answers() -> None:
    from bot.web.telegram_webhook import path_of
    from bot.web.whatsapp_webhook import PATH

    [location] = [block for block in blocks(DOCUMENTS[0]) if block.startswith("location")]
    (telegram, target), (whatsapp, same) = re.findall(r"location (\S+) \{ proxy_pass http://(\S+);[^}]*\}", location)
    assert path_of("7012345678").startswith(telegram)
    assert whatsapp == PATH
    assert target == same == Settings.model_fields["http_listen"].default
