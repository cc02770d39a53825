"""How the command line answers slips: a group alone shows its commands, an unknown command names the near ones."""

import argparse
import sys
from argparse import Action, ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, TypeAlias

#: Where commands are added.
Groups: TypeAlias = "_SubParsersAction[CommandParser]"
_WRONG_USAGE = 2


class UnknownCommand(Exception):
    """group: the parser that does not know it. typed: the word that stands in the command's place."""

    def __init__(self, group: "CommandParser", typed: str) -> None:
        super().__init__(typed)
        self.group = group
        self.typed = typed


class CommandParser(ArgumentParser):
    """A word too many is refused by the command that got it, whose usage is shown with the refusal."""

    def commands(self) -> Groups:
        """Makes it a group: what is added to the result follows its name."""
        self.set_defaults(group=self)
        return self.add_subparsers(metavar="WHAT")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        options, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return options, unknown

    def _check_value(self, action: Action, value: Any) -> None:
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            raise UnknownCommand(self, str(value))
        super()._check_value(action, value)

    def inside(self) -> dict[str, "CommandParser"]:
        """By name; empty for a command."""
        groups = [action for action in self._actions if isinstance(action, argparse._SubParsersAction)]
        return dict(groups[0].choices) if groups else {}


def parse(parser: CommandParser, arguments: Sequence[str]) -> Namespace:
    """`command` of the result is to be run. Wrong usage ends the process, after what is right was said."""
    try:
        options = parser.parse_args(arguments)
    except UnknownCommand as unknown:
        print(_refusal(unknown, parser), file=sys.stderr)
        sys.exit(_WRONG_USAGE)
    if not hasattr(options, "command"):
        options.group.print_help(sys.stderr)
        sys.exit(_WRONG_USAGE)
    return options


def _refusal(unknown: UnknownCommand, root: CommandParser) -> str:
    allowed = ", ".join(unknown.group.inside())
    near = _near(unknown, root)
    lines = [f"{unknown.group.prog}: found {unknown.typed!r}; allowed: {allowed}"]
    return "\n".join([*lines, *(["Did you mean:", *(f"  {one.prog}" for one in near)] if near else [])])


def _near(unknown: UnknownCommand, root: CommandParser) -> list[CommandParser]:
    """Commands and groups anywhere whose name is like the word, those of the same group first."""
    every = list(_all(root))
    own = list(unknown.group.inside().values())
    names = get_close_matches(unknown.typed, {name for name, _ in every})
    found = [parser for near in names for name, parser in every if name == near]
    return sorted(found, key=lambda parser: parser not in own)


def _all(group: CommandParser) -> Iterator[tuple[str, CommandParser]]:
    for name, parser in group.inside().items():
        yield name, parser
        yield from _all(parser)
