"""Worlds that journeys take place in: each starts once, at its first use."""

from collections.abc import Iterator

import pytest

from tests.journeys import regulations
from tests.journeys.world import World


def _started(
    folders: pytest.TempPathFactory,
    name: str,
    regulation: str | None = None,
    staff_language: str = "ru",
    *,
    modem: bool = False,
) -> Iterator[World]:
    folder = folders.mktemp(name)
    if regulation is None:
        with World(folder, name) as world:
            yield world
        return
    path = folder / "regulation.toml"
    path.write_text(regulation, encoding="utf-8")
    with World(folder, path, staff_language=staff_language, modem=modem) as world:
        yield world


@pytest.fixture(scope="session")
def _isp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield from _started(tmp_path_factory, "a1_isp")


@pytest.fixture(scope="session")
def _russian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield from _started(tmp_path_factory, "russian", regulations.RUSSIAN)


@pytest.fixture(scope="session")
def _english(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield from _started(tmp_path_factory, "english", regulations.ENGLISH, staff_language="en")


@pytest.fixture(scope="session")
def _clockwork(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield from _started(tmp_path_factory, "clockwork", regulations.RUSSIAN)


@pytest.fixture(scope="session")
def _reception(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield from _started(tmp_path_factory, "reception", regulations.RUSSIAN, modem=True)


@pytest.fixture
def reception(_reception: World) -> World:
    """Like `world`, with a modem for people who text and ring."""
    _reception.begins_anew()
    return _reception


@pytest.fixture
def isp(_isp: World) -> World:
    """The internet provider of examples/regulations/a1_isp.toml: five kinds, some with questions; open by day."""
    _isp.begins_anew()
    return _isp


@pytest.fixture
def world(_russian: World) -> World:
    """Around the clock, one kind, nothing to ask; staff speak Russian. Nobody moves its clock."""
    _russian.begins_anew()
    return _russian


@pytest.fixture
def english(_english: World) -> World:
    """The same with a desk that speaks English."""
    _english.begins_anew()
    return _english


@pytest.fixture
def clockwork(_clockwork: World) -> World:
    """Like `world`, for journeys that move the clock."""
    _clockwork.begins_anew()
    return _clockwork
