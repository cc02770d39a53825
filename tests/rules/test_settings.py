"""What the settings make of what is written in `.env`."""

from pathlib import Path

import pytest

from models.settings import Settings


def settings(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> Settings:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    env = folder / ".env"
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


def test_without_a_line_there_is_no_modem_and_no_pin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(tmp_path, monkeypatch)
    assert read.modem_devices == ()
    assert read.gsm_pin.get_secret_value() == ""


def test_a_pin_keeps_its_zeros_and_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(tmp_path, monkeypatch, "GSM_PIN=0042")
    assert read.gsm_pin.get_secret_value() == "0042"
    assert "0042" not in repr(read)
