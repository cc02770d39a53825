"""How one line falls into commands: basic ones run together, extended ones end at a semicolon.

Source: ITU-T V.250, sections 5.3 and 5.4.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from simulators.modem.commands.answers import AtError

_EXTENDED = re.compile(r"([+^$*#%][A-Z0-9]+)(=\?|\?|=)?", re.IGNORECASE)
_BASIC = re.compile(r"(&?[A-Z])(\d*)(=\?|\?|=\d+)?", re.IGNORECASE)
_ARGUMENTS = re.compile(r'(?:"[^"]*"|[^";])*')


@dataclass(frozen=True)
class Command:
    """operation: "" to do, "?" to ask, "=?" to ask what is possible, "=" to set."""

    name: str
    operation: str
    arguments: str

    @property
    def values(self) -> list[str]:
        """Arguments without their quotes; an empty list for none."""
        if not self.arguments:
            return []
        return [value.strip().strip('"') for value in re.findall(r'(?:"[^"]*"|[^,"])+|(?<=,)(?=,|$)', self.arguments)]

    def number(self, place: int, default: int | None = None) -> int:
        """Raises AtError where no number stands and no default is known."""
        values = self.values
        text = values[place] if place < len(values) else ""
        if not text and default is not None:
            return default
        if not text.isdecimal():
            raise AtError()
        return int(text)


def commands_in(line: str) -> Iterator[Command]:
    """line: with its AT. Raises AtError for what is no command."""
    rest = line[2:].strip()
    if rest[:1].upper() == "D":
        yield Command("D", "=", rest[1:])
        return
    while rest:
        if found := _EXTENDED.match(rest):
            arguments = _ARGUMENTS.match(rest, found.end())
            end = arguments.end() if arguments else found.end()
            yield Command(found[1].upper(), found[2] or "", rest[found.end() : end].strip())
            rest = rest[end:].removeprefix(";").strip()
        elif found := _BASIC.match(rest):
            setting = (found[3] or "").removeprefix("=") if (found[3] or "").startswith("=") else ""
            yield Command(found[1].upper(), "?" if found[3] == "?" else "", found[2] + setting)
            rest = rest[found.end() :].removeprefix(";").strip()
        else:
            raise AtError()
