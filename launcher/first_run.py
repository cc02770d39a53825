"""python -m launcher.first_run: people for the simulator, and a staff group bound to each desk.

It does what an administrator does by hand with real accounts: a code from the command line, typed into the
group; a link for the head, and for those of them whom the regulation names. The launcher asks for it whenever the
database or the simulator's state is a new one (launcher/population.py); repeating it makes nobody twice.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from launcher.population import populated_keys, remember_population
from launcher.simulated_whatsapp import SIMULATED_URL
from launcher.simulated_world import NewPerson, SimulatedWorld, SimulatorRefused, WhatsAppWorld
from launcher.speech import Speech, speech_of
from models.rules.desk.setting_names import REGULATION_FILE, named
from models.rules.regulation.parsing import Regulation, RegulationError, parse_regulation
from models.settings import read_settings

ANNA = NewPerson("Анна", "Смирнова", "anna", "ru")
BORIS = NewPerson("Boris", "Novak", "boris", "en")
IVAN = NewPerson("Иван", "Петров", "ivan", "ru")
OLGA = NewPerson("Ольга", "Кузнецова", "olga", "ru")
#: Who has WhatsApp and nothing else; Anna has it beside Telegram.
VERA, VERAS_PHONE = "Вера Соколова", "79163334455"
ROLES = {ANNA: "role_requester", BORIS: "role_requester", IVAN: "role_agent", OLGA: "role_head"}


class CommandFailed(Exception):
    """A command of ours ended badly; the words are what it printed."""


def last_line_of(*arguments: str) -> str:
    """What `python -m models …` prints last: a code or a link."""
    done = subprocess.run([sys.executable, "-m", "models", *arguments], capture_output=True, text=True)
    lines = done.stdout.strip().splitlines()
    if done.returncode != 0 or not lines:
        raise CommandFailed(f"models {' '.join(arguments)}: {(done.stderr or done.stdout).strip()}")
    return lines[-1].strip()


def people(world: SimulatedWorld, speech: Speech) -> list[str]:
    """Makes them. Returns lines for the terminal. Raises SimulatorRefused."""
    lines = [speech.say("first_run")]
    for person, role in ROLES.items():
        world.person(person)
        name = f"{person.first_name} @{person.username}"
        lines.append(speech.say("first_run_person", name=name, role=speech.say(role)))
    return lines


def whatsapp_people(whatsapp: WhatsAppWorld, world: SimulatedWorld, speech: Speech) -> list[str]:
    """Makes them. Returns lines for the terminal. Raises SimulatorRefused."""
    whatsapp.person(f"{ANNA.first_name} {ANNA.last_name}", world.phone_of(world.person(ANNA)))
    whatsapp.person(VERA, VERAS_PHONE)
    names = f"{ANNA.first_name}, {VERA.partition(' ')[0]}"
    return [speech.say("first_run_person", name=names, role=speech.say("role_whatsapp"))]


def populate(
    world: SimulatedWorld,
    organisation: str,
    desks: Mapping[str, str],
    speech: Speech,
    staff: Mapping[str, str] | None = None,
) -> list[str]:
    """organisation: its id. desks: title of the group by the desk's id. staff: names by id in the regulation; whoever
    of the people is called so enrols. Returns lines for the terminal.

    Raises CommandFailed, SimulatorRefused.
    """
    whose = ("--organisation", organisation)
    known = {person: world.person(person) for person in ROLES}
    lines = []
    called = {f"{person.first_name} {person.last_name}": person for person in ROLES}
    for member, name in (staff or {}).items():
        if name in called:
            _opens(world, known[called[name]], last_line_of("staff", "invite", member, *whose))
    for desk, title in desks.items():
        # the head first: a group that is bound without one is warned
        answer = _opens(world, known[OLGA], last_line_of("staff", "head-link", desk, *whose))
        lines.append(speech.say("first_run_head", desk=desk, answer=_first_sentence(answer)))
        group = world.group(title, [known[OLGA], known[IVAN]])
        code = last_line_of("desk", "bind-code", desk, *whose)
        answer = world.writes(known[IVAN], group, f"/bind {code}")
        lines.append(speech.say("first_run_group", title=title, desk=desk, answer=_first_sentence(answer)))
    return lines


def _opens(world: SimulatedWorld, who: int, link: str) -> str:
    """As if they had tapped it; what the bot answers."""
    # a bot that has not said yet what it is called has no link
    [payload] = parse_qs(urlsplit(link).query).get("start") or [link.removeprefix("/start ")]
    return world.writes(who, who, f"/start {payload}")


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]


def main() -> int:
    speech = speech_of(os.environ)
    settings = read_settings()
    files = settings.regulation_files
    done = populated_keys(settings.var_dir, settings.database_url)
    try:
        lines: list[str] = []
        for bot in settings.telegram_bots:
            if bot.key not in done and bot.key in files:
                world = SimulatedWorld(settings.telegram_api_url, bot.account)
                regulation = _regulation(bot.key, files[bot.key])
                lines += [] if lines else _everybody(world, speech)
                lines += _organisation(world, regulation, speech, alone=len(settings.telegram_bots) == 1)
    except (CommandFailed, SimulatorRefused) as error:
        print(speech.say("first_run_failed", problem=error))
        return 1
    print("\n".join(lines))
    remember_population(
        settings.var_dir, settings.database_url, done.union(bot.key for bot in settings.telegram_bots)
    )
    return 0


def _everybody(world: SimulatedWorld, speech: Speech) -> list[str]:
    whatsapp = os.environ.get(SIMULATED_URL, "")
    more = whatsapp_people(WhatsAppWorld(whatsapp), world, speech) if whatsapp else []
    return [*people(world, speech), *more]


def _regulation(key: str, file: Path) -> Regulation:
    """Raises CommandFailed, with the name of the setting."""
    try:
        return parse_regulation(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, RegulationError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise CommandFailed(f"{named(REGULATION_FILE, key)}: {file}: {reason}") from None


def _organisation(world: SimulatedWorld, regulation: Regulation, speech: Speech, *, alone: bool) -> list[str]:
    """alone: the only one; else its groups and its bot are called so that they can be told from others'."""
    name = regulation.organisation.name.in_(regulation.organisation.languages[0])
    titles = {desk.id: desk.title.in_(desk.staff_language) for desk in regulation.desks}
    staff = {member.id: member.name for member in regulation.staff}
    if alone:
        return populate(world, regulation.organisation.id, titles, speech, staff)
    world.name_bot(name)
    titles = {desk: f"{title} · {name}" for desk, title in titles.items()}
    lines = populate(world, regulation.organisation.id, titles, speech, staff)
    return [speech.say("first_run_organisation", name=name), *lines]


if __name__ == "__main__":
    sys.exit(main())
