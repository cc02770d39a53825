"""What the launcher makes of WhatsApp: simulated while no real number is set, and the product is told of it."""

import json
from pathlib import Path

from launcher.otklik import otklik_set
from launcher.speech import Speech
from launcher.surroundings import look_around

ENGLISH = Speech("en")


def test_without_settings_whatsapp_is_simulated_and_the_product_told_of_it(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('[organisation]\nname = { ru = "Полоса" }\n')
    around = look_around(tmp_path, {"REGULATION_FILE": "own.toml", "HTTP_LISTEN": "127.0.0.1:8123"})
    assert around.whatsapp is not None
    built = otklik_set(around, tmp_path, ENGLISH)
    programs = {program.name: program for program in built.programs}
    told, file = around.environment, tmp_path / "var" / "run" / "whatsapp.json"
    [business] = json.loads(file.read_text())
    assert told["WHATSAPP_API_URL"] == around.whatsapp.url
    assert [business[name] for name in ("token", "app_secret", "verify_token")] == [
        told[f"WHATSAPP_{name}"] for name in ("TOKEN", "APP_SECRET", "VERIFY_TOKEN")
    ]
    [number] = business["numbers"]
    assert (number["id"], number["verified_name"]) == (told["WHATSAPP_PHONE_ID"], "Полоса")
    assert business["callback_url"] == "http://127.0.0.1:8123/whatsapp"
    assert str(file) in programs["whatsapp"].command
    assert around.whatsapp.url in programs["page"].command
    assert any(f"+{number['display']}" in line for line in built.welcome)


def test_secrets_of_whatsapp_are_new_at_each_start_and_nobody_else_reads_them(tmp_path: Path) -> None:
    first, second = (look_around(tmp_path, {}) for _ in range(2))
    secrets = ("WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN")
    assert all(first.environment[name] != second.environment[name] for name in secrets)
    assert first.environment["WHATSAPP_PHONE_ID"] == second.environment["WHATSAPP_PHONE_ID"]
    built = otklik_set(second, tmp_path, ENGLISH)
    assert (tmp_path / "var" / "run" / "whatsapp.json").stat().st_mode & 0o077 == 0
    shown = " ".join([*built.welcome, *(word for program in built.programs for word in program.command)])
    assert not any(second.environment[name] in shown for name in secrets)


def test_each_number_of_a_regulation_is_simulated_under_its_role(tmp_path: Path) -> None:
    numbers = [("sales", "whatsapp", "Продажи"), ("support", "whatsapp", "Поддержка"), ("fax", "fax", "Факс")]
    lines = [f'[[numbers]]\nid = "{id}"\ntransport = "{by}"\ntitle = "{title}"\n' for id, by, title in numbers]
    (tmp_path / "acme.toml").write_text("\n".join(lines))
    around = look_around(tmp_path, {"REGULATION_FILE_ACME": "acme.toml"})
    ids = around.environment["WHATSAPP_PHONE_ID_ACME"].split(", ")
    assert [one.partition("=")[0] for one in ids] == ["sales", "support"]
    assert around.environment["WHATSAPP_PHONE_ID"].isdecimal()
    assert around.whatsapp is not None
    displays = [number.display for business in around.whatsapp.businesses for number in business.numbers]
    assert len(set(displays)) == 3


def test_a_real_number_of_whatsapp_is_served_beside_a_simulated_telegram_and_the_clock_then_stands(
    tmp_path: Path,
) -> None:
    (tmp_path / ".env").write_text("WHATSAPP_TOKEN=EAAreal\nWHATSAPP_PHONE_ID=1234567\n")
    around = look_around(tmp_path, {})
    built = otklik_set(around, tmp_path, ENGLISH)
    assert "whatsapp" not in {program.name for program in built.programs}
    assert not [name for name in around.environment if name.startswith("WHATSAPP")]
    assert around.environment["REHEARSAL"] == "0"
    assert any("1234567" in line for line in built.welcome)
    assert not any("EAAreal" in line for line in built.welcome)
