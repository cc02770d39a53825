"""supervisord that looks up five times a second, not once: a crash, a signal and a stop wait that much less.

Its own loop sleeps a whole second unless a child prints something (Python retries an interrupted poll).
"""

from typing import TYPE_CHECKING

from supervisor import poller, supervisord  # type: ignore[import-untyped]

LONGEST_SLEEP = 0.2

if TYPE_CHECKING:

    class _Poller:
        def poll(self, timeout: float) -> tuple[list[int], list[int]]: ...

else:
    _Poller = poller.Poller


class AttentivePoller(_Poller):
    def poll(self, timeout: float) -> tuple[list[int], list[int]]:
        return super().poll(min(timeout, LONGEST_SLEEP))


if __name__ == "__main__":
    poller.Poller = AttentivePoller
    supervisord.main()
