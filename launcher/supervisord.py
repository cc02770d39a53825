"""supervisord that looks up five times a second, not once: a crash, a signal and a stop wait that much less. Its own
loop sleeps a whole second unless a child prints something (Python retries an interrupted poll).

python -m launcher.supervisord [--import=MODULE ...] OPTIONS OF SUPERVISORD

It imports what its programs need (launcher/forked.py), and begins when a line is written to it.
"""

import os
import sys
from typing import TYPE_CHECKING

from supervisor import options, poller, supervisord  # type: ignore[import-untyped]

from launcher.forked import become, import_all, is_alone, module_of

LONGEST_SLEEP = 0.2
_IMPORT = "--import="

if TYPE_CHECKING:

    class _Poller:
        def poll(self, timeout: float) -> tuple[list[int], list[int]]: ...

    class _Options:
        def execve(self, filename: str, argv: list[str], env: dict[str, str]) -> None: ...

else:
    _Poller, _Options = poller.Poller, options.ServerOptions


class AttentivePoller(_Poller):
    def poll(self, timeout: float) -> tuple[list[int], list[int]]:
        return super().poll(min(timeout, LONGEST_SLEEP))


class ForkingOptions(_Options):
    """imported: what programs need not import any more."""

    imported: tuple[str, ...] = ()

    def execve(self, filename: str, argv: list[str], env: dict[str, str]) -> None:
        module = module_of(argv, self.imported)
        if module is not None:
            become(module, env)
        super().execve(filename, argv, env)


def main() -> None:
    names = tuple(one.removeprefix(_IMPORT) for one in sys.argv[1:] if one.startswith(_IMPORT))
    sys.argv[1:] = [one for one in sys.argv[1:] if not one.startswith(_IMPORT)]
    import_all(names)
    if not sys.stdin.readline():
        return  # whoever started us thought better of it
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    ForkingOptions.imported = names if sys.platform == "linux" and is_alone() else ()
    poller.Poller = AttentivePoller
    supervisord.ServerOptions = ForkingOptions
    supervisord.main()


if __name__ == "__main__":
    main()
