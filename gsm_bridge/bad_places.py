"""Places of a SIM that kill whoever reads them through libGammu: their octets are kept, then they are passed over.

The core notes which call a child died in (keeper.py); who comes next finds it here.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from gsm_bridge.decoding import Slot, slot_of_octets
from gsm_bridge.endings import Ending, EndOfChild
from gsm_bridge.store import Store
from models.actions.reach import sim_places

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PassedOver:
    """carefully: libGammu's own listing is not to be used. read: what could be read of the places without it."""

    places: frozenset[int] = frozenset()
    carefully: bool = False
    read: tuple[Slot, ...] = ()


def look_at_bad_places(store: Store, sim: str, octets_at: Callable[[int], str | None]) -> PassedOver:
    """octets_at: gsm_bridge.sim_memory.raw_octets. Raises EndOfChild when the modem gave no answer."""
    known = store.write(lambda tx, _: sim_places.bad_places(tx, sim))
    passed, read = set[int](), list[Slot]()
    for place in known.places:
        if place.asked and not place.raw:
            passed.add(place.location)  # asking for it was the end of somebody too
            continue
        # before it is asked for: whoever dies of that is the last one
        store.write(lambda tx, at, here=place: sim_places.asks(tx, at, here), durable=True)  # type: ignore[misc]
        raw = octets_at(place.location)
        if raw is None:
            raise EndOfChild(Ending.RENEWED, f"no answer about place {place.location}")
        if not raw or (place.raw and raw != place.raw):
            store.write(lambda tx, _, here=place: sim_places.forget(tx, here))  # type: ignore[misc]
            continue
        store.write(lambda tx, _, here=place, hex_=raw: sim_places.keep(tx, here, hex_), durable=True)  # type: ignore[misc]
        log.warning("place %s kills whoever reads it; %s octets are kept", place.location, len(raw) // 2)
        passed.add(place.location)
        found = slot_of_octets(place.location, raw)
        if found is not None:
            read.append(found)
    return PassedOver(frozenset(passed), known.carefully or bool(passed), tuple(read))
