"""What the launcher decides before and beside supervisord."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from launcher import die_with_parent
from launcher.die_with_parent import pause_before_start
from launcher.leftovers import end_leftovers
from launcher.otklik import otklik_set
from launcher.population import remember_population
from launcher.program import StopOrder
from launcher.speech import Speech
from launcher.surroundings import look_around
from tests.faults.launched_set import eventually

ENGLISH = Speech("en")


# --- dying with the parent, and the pause before a new life


def test_a_command_started_for_a_parent_that_is_gone_never_begins() -> None:
    wrapper = [sys.executable, "-I", "-S", die_with_parent.__file__]
    done = subprocess.run(
        [*wrapper, "echo", "alive"],
        env={**os.environ, die_with_parent.PARENT: str(2**22 + 1)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stdout == ""


def test_the_first_lives_are_not_held_back_and_short_ones_more_and_more(tmp_path: Path) -> None:
    stamp = tmp_path / "one"
    now = time.time()
    pauses = []
    for _ in range(8):
        pauses.append(pause_before_start(stamp, now))
        os.utime(stamp, (now, now))
    assert pauses == [0, 0.5, 1, 2, 4, 5, 5, 5]


def test_a_long_life_is_followed_by_a_start_at_once(tmp_path: Path) -> None:
    stamp = tmp_path / "one"
    now = time.time()
    for _ in range(4):
        pause_before_start(stamp, now)
        os.utime(stamp, (now, now))
    assert pause_before_start(stamp, now + die_with_parent.YOUNG) == 0


def test_a_clock_that_was_set_back_holds_nobody_back(tmp_path: Path) -> None:
    stamp = tmp_path / "one"
    pause_before_start(stamp, time.time())
    assert pause_before_start(stamp, time.time() - 3600) == 0


def test_what_an_earlier_run_left_is_ended(tmp_path: Path) -> None:
    orphan = subprocess.Popen(["sleep", "60"], env={"OTKLIK_SET": str(tmp_path)})
    other = subprocess.Popen(["sleep", "60"], env={"OTKLIK_SET": str(tmp_path / "other")})
    try:
        eventually(lambda: psutil.Process(orphan.pid).environ(), "the new program's environment")
        assert end_leftovers(tmp_path) == [orphan.pid]
        assert orphan.wait(5) == -signal.SIGKILL
        assert other.poll() is None
    finally:
        for one in (orphan, other):
            one.kill()
            one.wait()


# --- surroundings


def test_without_settings_everything_is_started_here(tmp_path: Path) -> None:
    around = look_around(tmp_path, {})
    assert around.redis is not None
    assert around.environment["REDIS_URL"] == around.redis.url
    assert around.environment["TELEGRAM_API_URL"] == around.simulators_url
    assert around.environment["VAR_DIR"] == str(tmp_path / "var")


def test_a_token_in_env_means_real_telegram_and_no_simulators(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("telegram_bot_token=12345:secret\nREDIS_URL=redis://elsewhere:6379/1\n")
    around = look_around(tmp_path, {})
    built = otklik_set(around, tmp_path, ENGLISH)
    assert {program.name for program in built.programs} == {"bot", "sweeper", "deliver", "deadlines", "slow"}
    assert "TELEGRAM_BOT_TOKEN" not in around.environment
    assert "REDIS_URL" not in around.environment
    assert not built.after
    assert "12345" in built.welcome[0]
    assert not any("secret" in line for line in built.welcome)
    assert "No SMS and no calls: .env has no GSM_MODEM_DEVICE" in built.welcome


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("redis://elsewhere:6379/1", True),
        ("rediss://otklik@elsewhere/1", True),
        ("redis://:secret@elsewhere:6379/1", False),
        ("redis://elsewhere:6379/1?password=secret", False),
        ("unix:///run/redis.sock", False),
        ("redis://[broken", False),
        ("", False),
    ],
)
def test_a_redis_of_ones_own_without_a_password_is_warned_of(tmp_path: Path, url: str, warned: bool) -> None:
    built = otklik_set(look_around(tmp_path, {"REDIS_URL": url} if url else {}), tmp_path, ENGLISH)
    assert any("REDIS_URL has no password" in line for line in built.welcome) == warned
    assert not any("secret" in line for line in built.welcome)


def test_every_start_makes_another_password(tmp_path: Path) -> None:
    first, second = (look_around(tmp_path, {}).environment["REDIS_URL"] for _ in range(2))
    assert first != second


def test_without_settings_a_simulated_modem_is_served(tmp_path: Path) -> None:
    around = look_around(tmp_path, {})
    built = otklik_set(around, tmp_path, ENGLISH)
    programs = {program.name: program for program in built.programs}
    device = str(tmp_path / "var" / "modem")
    assert around.environment["GSM_MODEM_DEVICE"] == device
    command = programs["modem"].command
    assert command[command.index("--device") + 1] == device
    assert command[command.index("--listen") + 1] == f"127.0.0.1:{around.modem_port}"
    assert programs["gsm_bridge"].stop_order > programs["modem"].stop_order
    assert any("+79000000001" in line for line in built.welcome)
    assert any(f"--modem-url {around.modem_url}" in line for line in built.welcome)


def test_a_modem_in_env_is_served_beside_a_simulated_telegram_and_the_clock_then_stands(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GSM_MODEM_DEVICE=/dev/ttyUSB0\n")
    around = look_around(tmp_path, {})
    built = otklik_set(around, tmp_path, ENGLISH)
    names = {program.name for program in built.programs}
    assert "gsm_bridge" in names
    assert "modem" not in names
    assert "GSM_MODEM_DEVICE" not in around.environment
    assert around.environment["REHEARSAL"] == "0"
    assert "Modem: /dev/ttyUSB0" in built.welcome
    assert not any("--modem-url" in line or ":ring" in line for line in built.welcome)


def test_a_real_bot_and_a_modem_in_env_are_served_together(tmp_path: Path) -> None:
    around = look_around(tmp_path, {"TELEGRAM_BOT_TOKEN": "12345:secret", "GSM_MODEM_DEVICE": "/dev/ttyUSB0"})
    built = otklik_set(around, tmp_path, ENGLISH)
    assert "gsm_bridge" in {program.name for program in built.programs}
    assert "Modem: /dev/ttyUSB0" in built.welcome


def test_the_clock_may_be_moved_while_nobody_is_real(tmp_path: Path) -> None:
    around = look_around(tmp_path, {})
    assert around.environment["REHEARSAL"] == "1"
    assert any("clock forward" in line for line in otklik_set(around, tmp_path, ENGLISH).welcome)


@pytest.mark.parametrize("settings", [{"TELEGRAM_BOT_TOKEN": "12345:secret"}, {"REHEARSAL": "0"}])
def test_the_clock_stands_with_real_accounts_or_when_the_settings_say_so(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    around = look_around(tmp_path, settings)
    assert around.environment.get("REHEARSAL", "0") == "0"
    assert not any("clock forward" in line for line in otklik_set(around, tmp_path, ENGLISH).welcome)


def test_each_organisation_with_a_regulation_has_a_simulated_bot_that_stays_the_same(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("REGULATION_FILE_VERESK=a.toml\n")
    around = look_around(tmp_path, {"REGULATION_FILE_ACME": "b.toml"})
    tokens = {name: around.environment[f"TELEGRAM_BOT_TOKEN{name}"] for name in ("", "_ACME", "_VERESK")}
    assert len({token.partition(":")[0] for token in tokens.values()}) == 3
    simulators = next(one for one in otklik_set(around, tmp_path, ENGLISH).programs if one.name == "simulators")
    assert [word for word in simulators.command if word in tokens.values()] == list(tokens.values())
    again = look_around(tmp_path, {}).environment
    assert again["TELEGRAM_BOT_TOKEN_VERESK"] == tokens["_VERESK"]
    assert "TELEGRAM_BOT_TOKEN_ACME" not in again


@pytest.mark.parametrize("hidden", [{}, {"TELEGRAM_BOT_TOKEN_ACME": ""}])
def test_a_real_bot_of_one_organisation_means_no_simulators(tmp_path: Path, hidden: dict[str, str]) -> None:
    (tmp_path / ".env").write_text("TELEGRAM_BOT_TOKEN_ACME=12345:secret\nREGULATION_FILE_ACME=a.toml\n")
    around = look_around(tmp_path, hidden)
    assert around.simulators_port is None
    assert not [name for name in around.environment if name.startswith("TELEGRAM_BOT_TOKEN")]
    assert around.telegram_bots == ("12345",)


def test_the_first_run_is_done_for_an_organisation_that_comes_later(tmp_path: Path) -> None:
    (tmp_path / "var" / "run").mkdir(parents=True)
    remember_population(tmp_path / "var", "", [""])
    assert not otklik_set(look_around(tmp_path, {}), tmp_path, ENGLISH).after
    assert otklik_set(look_around(tmp_path, {"REGULATION_FILE_ACME": "a.toml"}), tmp_path, ENGLISH).after


def test_an_empty_variable_hides_the_line_in_env(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TELEGRAM_BOT_TOKEN=12345:secret\n")
    assert look_around(tmp_path, {"TELEGRAM_BOT_TOKEN": ""}).simulators_port is not None


def test_a_taken_port_is_left_to_its_owner_and_the_next_start_keeps_ours(tmp_path: Path) -> None:
    (tmp_path / "var" / "run").mkdir(parents=True)
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        taken = owner.getsockname()[1]
        (tmp_path / "var" / "run" / "ports.json").write_text(json.dumps({"redis": taken}))
        chosen = look_around(tmp_path, {}).redis
    again = look_around(tmp_path, {}).redis
    assert chosen is not None
    assert again is not None
    assert taken != chosen.port == again.port


def test_two_servers_never_get_the_same_port(tmp_path: Path) -> None:
    (tmp_path / "var" / "run").mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    remembered = dict.fromkeys(("redis", "simulators", "modem"), port)
    (tmp_path / "var" / "run" / "ports.json").write_text(json.dumps(remembered))
    around = look_around(tmp_path, {})
    assert len({around.redis and around.redis.port, around.simulators_port, around.modem_port}) == 3


def test_an_unreadable_memory_of_ports_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "var" / "run").mkdir(parents=True)
    (tmp_path / "var" / "run" / "ports.json").write_text("{broken")
    assert look_around(tmp_path, {}).redis


def test_those_who_talk_stop_before_those_they_talk_to(tmp_path: Path) -> None:
    built = otklik_set(look_around(tmp_path, {}), tmp_path, ENGLISH)
    order = {program.name: program.stop_order for program in built.programs}
    assert order["bot"] == order["deliver"] == StopOrder.PRODUCT
    assert StopOrder.PRODUCT > order["simulators"] == order["modem"] > order["redis"]


def test_a_language_that_the_machine_does_not_have_keeps_no_server_from_starting(tmp_path: Path) -> None:
    built = otklik_set(look_around(tmp_path, {}), tmp_path, ENGLISH)
    [redis] = [program for program in built.programs if program.name == "redis"]
    where = redis.ping_at
    assert where is not None
    surroundings = {**os.environ, "LC_ALL": "xx_XX.UTF-8", "LANG": "xx_XX.UTF-8"}
    server = subprocess.Popen(redis.command, env=surroundings, stdout=subprocess.DEVNULL)
    try:
        eventually(lambda: server.poll() is not None or where.answers(), "an answer or an end")
        assert server.poll() is None
    finally:
        server.kill()
        server.wait()


def test_the_first_run_is_done_once_for_each_database_and_state(tmp_path: Path) -> None:
    def is_planned() -> bool:
        return bool(otklik_set(look_around(tmp_path, {}), tmp_path, ENGLISH).after)

    var = tmp_path / "var"
    assert is_planned()
    (var / "simulators").mkdir()
    (var / "otklik.db").touch()
    remember_population(var, "", [""])
    assert not is_planned()
    assert bool(otklik_set(look_around(tmp_path, {"DATABASE_URL": "postgresql://db"}), tmp_path, ENGLISH).after)
    (var / "otklik.db").rename(var / "old.db")
    (var / "otklik.db").touch()
    assert is_planned()
