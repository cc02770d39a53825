"""What the settings make of what is written in `.env`."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """Reading settings sets it, as for a process that begins."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def settings(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> Settings:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    env = folder / ".env"
    env.touch(0o600)
    env.write_text("\n".join(lines), encoding="utf-8")
    return Settings(_env_file=env)


@pytest.mark.parametrize(
    ("written", "devices"),
    [
        ("", ()),
        (" , ", ()),
        ("/dev/ttyUSB0", ("/dev/ttyUSB0",)),
        ("/dev/ttyUSB0, /dev/serial/by-id/usb-Modem-if00 ,", ("/dev/ttyUSB0", "/dev/serial/by-id/usb-Modem-if00")),
        ("/dev/ttyUSB0,/dev/ttyUSB0", ("/dev/ttyUSB0",)),
    ],
)
def test_modems_are_listed_by_comma_and_each_is_served_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, devices: tuple[str, ...]
) -> None:
    assert settings(tmp_path, monkeypatch, f"GSM_MODEM_DEVICE={written}").modem_devices == devices


@pytest.mark.parametrize(
    ("written", "may"),
    [("", True), (" , ", True), ("none", False), ("/dev/a, /dev/b", True), ("/dev/b", False)],
)
def test_modems_that_may_ring_are_named_or_all_of_them_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, may: bool
) -> None:
    assert settings(tmp_path, monkeypatch, f"GSM_MODEM_VOICE={written}").may_ring("/dev/a") == may


def test_without_a_line_there_is_no_modem_and_no_pin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(tmp_path, monkeypatch)
    assert read.modem_devices == ()
    assert read.gsm_pin.get_secret_value() == ""


def test_a_pin_keeps_its_zeros_and_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(tmp_path, monkeypatch, "GSM_PIN=0042")
    assert read.gsm_pin.get_secret_value() == "0042"
    assert "0042" not in repr(read)


def test_a_proxy_is_used_but_for_a_bot_api_server_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = "TELEGRAM_PROXY=http://otklik:geheim@proxy.example:3128"
    assert settings(tmp_path, monkeypatch, proxy).proxy() == "http://otklik:geheim@proxy.example:3128"
    assert settings(tmp_path, monkeypatch, proxy, "TELEGRAM_API_URL=http://127.0.0.1:8081").proxy() is None
    assert settings(tmp_path, monkeypatch).proxy() is None
    assert "geheim" not in repr(settings(tmp_path, monkeypatch, proxy))


@pytest.mark.parametrize(
    "line",
    [
        "TELEGRAM_PROXY=socks5://otklik:geheim@proxy.example:1080",
        "TELEGRAM_PROXY=https://otklik:geheim@proxy.example:443",
        "TELEGRAM_PROXY=http://otklik:geheim@proxy.example",
        "TELEGRAM_PROXY=http://otklik:geheim@proxy.example:many",
        "TELEGRAM_PROXY=otklik:geheim@proxy.example:3128",
    ],
)
def test_another_proxy_is_refused_and_its_password_is_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError) as refused:
        settings(tmp_path, monkeypatch, line)
    assert "http://[user:password@]host:port" in str(refused.value)
    assert "geheim" not in str(refused.value)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        read_settings()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.startswith("TELEGRAM_PROXY: http://[user:password@]host:port is wanted")
    assert "geheim" not in said


@pytest.mark.parametrize(
    "line",
    [
        "PUBLIC_URL=http://support.example",
        "PUBLIC_URL=support.example",
        "PUBLIC_URL=https://",
        "PUBLIC_URL=https://support.example/?a=b",
        "TELEGRAM_API_URL=localhost:8081",
        "TELEGRAM_API_URL=//localhost:8081",
        "TELEGRAM_API_URL=ftp://localhost",
        "HTTP_LISTEN=8090",
        "HTTP_LISTEN=127.0.0.1:99999",
        "HTTP_LISTEN=:8090",
        "TELEGRAM_WEBHOOK_SECRET=с пробелом",
        f"TELEGRAM_WEBHOOK_SECRET={'x' * 257}",
    ],
)
def test_an_address_or_a_secret_that_could_not_work_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    with pytest.raises(ValueError):
        settings(tmp_path, monkeypatch, line)


@pytest.mark.parametrize("url", ["mysql://otklik:geheim@db/x", "db.example", "sqlite:x", "postgresql:geheim"])
def test_another_kind_of_database_is_refused_and_its_password_is_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    with pytest.raises(ValueError, match="postgresql://") as refused:
        settings(tmp_path, monkeypatch, f"DATABASE_URL={url}")
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    ["postgresql://otklik:x@db/otklik", "postgres://db/otklik", "postgresql+psycopg://db/x", "sqlite:////tmp/x"],
)
def test_databases_that_we_know_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert settings(tmp_path, monkeypatch, f"DATABASE_URL={url}").database


@pytest.mark.parametrize(
    ("line", "is_open"),
    [
        ("", False),  # the launcher's own has a password
        ("REDIS_URL=", False),
        ("REDIS_URL=redis://redis.example:6379/0", True),
        ("REDIS_URL=redis://:geheim@redis.example:6379/0", False),
        ("REDIS_URL=unix:///run/redis.sock", False),
    ],
)
def test_a_redis_that_is_named_without_a_password_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, is_open: bool
) -> None:
    assert settings(tmp_path, monkeypatch, line).redis_is_open == is_open


def test_addresses_are_read_as_they_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(tmp_path, monkeypatch, "PUBLIC_URL=https://support.example/otklik/", "HTTP_LISTEN=[::1]:80")
    assert read.public_url == "https://support.example/otklik"
    assert read.listen_at == ("::1", 80)
    assert settings(tmp_path, monkeypatch).listen_at == ("127.0.0.1", 8090)


def test_the_webhooks_secret_follows_from_the_token_unless_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def secret(*lines: str) -> str:
        (bot,) = settings(tmp_path, monkeypatch, *lines).telegram_bots
        return bot.webhook_secret

    first = secret("TELEGRAM_BOT_TOKEN=1:a")
    assert first == secret("TELEGRAM_BOT_TOKEN=1:a")
    assert first != secret("TELEGRAM_BOT_TOKEN=1:b")
    assert len(first) == 64
    assert secret("TELEGRAM_BOT_TOKEN=1:a", "TELEGRAM_WEBHOOK_SECRET=Our-own_1") == "Our-own_1"


def test_each_organisation_has_a_bot_a_secret_and_a_regulation_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_BETA", "3:c")
    read = settings(
        tmp_path,
        monkeypatch,
        "TELEGRAM_BOT_TOKEN=1:a",
        "TELEGRAM_BOT_TOKEN_ACME=2:b",
        "TELEGRAM_BOT_TOKEN_BETA=9:hidden-by-the-environment",
        "TELEGRAM_WEBHOOK_SECRET_ACME=Our-own_1",
        "REGULATION_FILE=first.toml",
        "regulation_file_acme=acme.toml",
        "TELEGRAM_BOT_TOKEN_EMPTY=",
    )
    assert [(bot.key, bot.account, bot.setting) for bot in read.telegram_bots] == [
        ("", "1", "TELEGRAM_BOT_TOKEN"),
        ("ACME", "2", "TELEGRAM_BOT_TOKEN_ACME"),
        ("BETA", "3", "TELEGRAM_BOT_TOKEN_BETA"),
    ]
    assert [bot.webhook_secret == "Our-own_1" for bot in read.telegram_bots] == [False, True, False]
    assert read.regulation_files == {"": Path("first.toml"), "ACME": Path("acme.toml")}
    assert "hidden" not in repr(read)


def test_without_a_token_there_is_no_bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(tmp_path, monkeypatch, "REGULATION_FILE_ACME=acme.toml").telegram_bots == ()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("TELEGRAM_BOT_TOKEN=7:geheim", "TELEGRAM_BOT_TOKEN_ACME=7:geheim"), "TELEGRAM_BOT_TOKEN and TELEGRAM_BOT"),
        (("TELEGRAM_BOT_TOKEN_ACME=7:geheim", "TELEGRAM_BOT_TOKEN_BETA=7:geheim2"), "hold a token of one bot (7)"),
        (("TELEGRAM_BOT_TOKEN_ACME=geheim",), "TELEGRAM_BOT_TOKEN_ACME: a token from BotFather is wanted"),
        (("TELEGRAM_BOT_TOKEN_=7:geheim",), "TELEGRAM_BOT_TOKEN_: found the suffix ''; allowed: organisation.id"),
        (("TELEGRAM_BOT_TOKEN_АКМЕ=7:geheim",), "found the suffix 'АКМЕ'"),
        (("REGULATION_FILE_2=geheim.toml",), "REGULATION_FILE_2: found the suffix '2'"),
        (
            ("TELEGRAM_BOT_TOKEN_ACME=7:a", "TELEGRAM_WEBHOOK_SECRET_ACNE=geheim"),
            "TELEGRAM_WEBHOOK_SECRET_ACNE: found a suffix without TELEGRAM_BOT_TOKEN_ACNE; allowed: ACME",
        ),
        (("TELEGRAM_BOT_TOKEN_A=7:a", "TELEGRAM_WEBHOOK_SECRET_A=geheim!"), "TELEGRAM_WEBHOOK_SECRET_A: at most 256"),
    ],
)
def test_a_suffix_that_cannot_be_meant_so_is_named_and_no_secret_is(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lines: tuple[str, ...],
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(ValueError):
        settings(tmp_path, monkeypatch, *lines)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        read_settings()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert words in said
    assert "geheim" not in said


def test_the_roles_of_numbers_are_known_to_whoever_works_with_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = ("WHATSAPP_TOKEN=t", "WHATSAPP_APP_SECRET=s", "WHATSAPP_VERIFY_TOKEN=v")
    several = settings(tmp_path, monkeypatch, "WHATSAPP_PHONE_ID=failures=1001, licences=1002", *shared)
    assert several.transports.role("whatsapp", "1002") == "licences"
    assert several.transports.role("whatsapp", "1003") is None
    only_one = settings(tmp_path, monkeypatch, "WHATSAPP_PHONE_ID=1001", *shared)
    assert only_one.transports.role("whatsapp", "1001") is None
