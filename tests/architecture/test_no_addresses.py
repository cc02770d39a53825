"""Nothing here names the machine it was written on or the hosts that packages came from."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# put together here, so that this file does not hold what it looks for
REGISTRIES = re.compile(
    r"pythonhosted\.|pypi\.(?:org|python)|files\.python|registry\.npmjs|deb\.debian|proxy\.golang"
)
PATHS = re.compile("|".join(("/" + "work/(?:main|shared)", "/" + "home/[a-z]", "/" + "root/")))
FORBIDDEN = {"a package registry": REGISTRIES, "a path of one machine": PATHS}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines()]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    found = []
    for file in tracked():
        if file == Path(__file__).resolve() or not file.is_file():
            continue
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1):
            if FORBIDDEN[what].search(line):
                found.append(f"{file.relative_to(ROOT)}:{number}")
    assert not found
