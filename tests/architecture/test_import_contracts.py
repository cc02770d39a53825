"""The import contracts of pyproject.toml hold, and they cover everything there is."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]


def test_every_import_contract_holds() -> None:
    lint = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert lint.returncode == 0, lint.stdout + lint.stderr


def test_every_package_is_under_contract() -> None:
    packages = sorted(file.parent.name for file in ROOT.glob("[a-z]*/__init__.py"))
    assert sorted(CONTRACTS["root_packages"]) == packages


def test_only_the_benchmarks_may_use_what_the_tests_start() -> None:
    [contract] = [one for one in CONTRACTS["contracts"] if one.get("forbidden_modules") == ["tests"]]
    assert set(contract["source_modules"]) == set(CONTRACTS["root_packages"]) - {"tests", "benchmarks"}
