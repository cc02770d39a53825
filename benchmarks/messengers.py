"""The same traffic by WhatsApp and by Telegram in turn, in one installation: how much slower or dearer one is.

    python -m benchmarks relay --messenger whatsapp [--people 200]

Both write into the same group. Times are the simulators', of one monotonic clock; ratios are of two bursts that came
one after the other, so that what else the machine does weighs on both.
"""

import statistics
from collections.abc import Callable
from typing import Any

from benchmarks.bursts import Bursts, Carried, Seen, Typed
from benchmarks.turns import Numbers
from tests.installation import Installation
from tests.simulated_telegram import SimulatedTelegram

WAVES, WARM_TIMES, IDLE_MESSAGES = 3, 2, 40
#: A burst by Telegram, and one by WhatsApp right after it.
Pair = tuple[Carried, Carried]


class ByWhatsApp(Bursts):
    """People write by WhatsApp; what is typed and answers are looked for where they appear."""

    def __init__(self, otklik: Installation, people: int, turn: Callable[[], None]) -> None:
        assert otklik.whatsapp is not None
        self._whatsapp = otklik.whatsapp
        self._whatsapp.log_calls(False)
        super().__init__(otklik, people, turn)

    def _somebody(self, name: str) -> dict[str, Any]:
        return self._whatsapp.person(name)

    def _names(self) -> str:
        return f"Ватсап{self._waves}н"

    def _type(self, texts: dict[str, int], bot: SimulatedTelegram | None = None) -> Typed:
        rows = self._whatsapp.batch([{"person": who, "text": text} for text, who in texts.items()])
        return {text: row[2] for text, row in zip(texts, rows, strict=True)}

    def _seen(self, typed: dict[str, Any], of: str, after: float) -> Seen:
        if of != "private":
            return super()._seen(typed, of, after)
        rows = self._whatsapp.timeline(after)
        return [(who, text, at) for _, who, _, by_us, at, text in rows if by_us and text in typed]


def measure_beside_telegram(otklik: Installation, people: int, turn: Callable[[], None]) -> Numbers:
    otklik.telegram.log_calls(False)
    telegram, whatsapp = Bursts(otklik, people, turn), ByWhatsApp(otklik, people, turn)
    waits = {"telegram": telegram.one_at_a_time(IDLE_MESSAGES), "whatsapp": whatsapp.one_at_a_time(IDLE_MESSAGES)}
    warm, answers, bare = list[Pair](), list[Pair](), list[Carried]()
    with telegram.bare_bot() as bare_bot:
        for wave in range(WAVES):
            for one in (telegram, whatsapp):
                one.newcomers()
                one.carries(f"новый {wave}")
            bare.append(telegram.carries("голому", bare_bot))
            for time in range(WARM_TIMES):
                warm.append((telegram.carries(f"ещё {time}"), whatsapp.carries(f"и ещё {time}")))
            answers.append((telegram.answers(), whatsapp.answers()))
    bare_per_s = statistics.median(one.per_s for one in bare)
    figures = {f"{name}_idle_p50_ms": statistics.median(found) for name, found in waits.items()}
    figures |= _ratios("warm", warm, bare_per_s) | _ratios("answers", answers, bare_per_s)
    return {name: round(value, 3) for name, value in {**figures, "bare_per_s": bare_per_s}.items()}


def _ratios(name: str, pairs: list[Pair], bare_per_s: float) -> Numbers:
    ours, theirs = (statistics.median(one[which].per_s for one in pairs) for which in (1, 0))
    return {
        f"whatsapp_{name}_per_s": ours,
        f"telegram_{name}_per_s": theirs,
        f"whatsapp_{name}_to_bare": ours / bare_per_s,
        f"telegram_{name}_to_bare": theirs / bare_per_s,
        f"whatsapp_{name}_ratio": statistics.median(two.per_s / one.per_s for one, two in pairs),
        f"whatsapp_{name}_cpu_ratio": statistics.median(two.ms / one.ms for one, two in pairs),
    }
