"""Which command is done by what. Unknown ones are an ERROR, as in every modem."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from simulators.modem.commands import calling, identity, messages, network, settings, storing
from simulators.modem.commands.answers import Answer, AtError
from simulators.modem.commands.parsing import Command, commands_in

if TYPE_CHECKING:
    from simulators.modem.modem import Modem

Handler = Callable[["Modem", Command], Answer]
_TABLE: dict[str, Handler] = (
    identity.COMMANDS | settings.COMMANDS | network.COMMANDS | storing.COMMANDS | messages.COMMANDS | calling.COMMANDS
)


def perform(modem: "Modem", line: str) -> Answer:
    """All commands of the line, up to the first that fails or prompts. Raises AtError."""
    lines: list[str] = []
    result = "OK"
    for command in commands_in(line):
        handler = _TABLE.get(command.name)
        if handler is None:
            raise AtError()
        answer = handler(modem, command)
        lines += answer.lines
        if answer.prompt is not None:
            return Answer(lines, prompt=answer.prompt)
        result = answer.result
    return Answer(lines, result)
