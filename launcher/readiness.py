"""Which programs of the set say that they work."""

from launcher.program import Folders, Program


def forget_readiness(folders: Folders) -> None:
    folders.ready.mkdir(parents=True, exist_ok=True)
    for file in folders.ready.iterdir():
        file.unlink()


def not_ready(programs: tuple[Program, ...], folders: Folders) -> tuple[str, ...]:
    """Names still awaited, in the order of the set."""
    announced = {file.name for file in folders.ready.iterdir()}
    return tuple(program.name for program in programs if not _is_ready(program, announced))


def _is_ready(program: Program, announced: set[str]) -> bool:
    if program.ping_at is None:
        return program.name in announced
    return program.ping_at.answers()
