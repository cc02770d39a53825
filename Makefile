# Otklik's commands. `make` alone lists them.

PYTHON ?=
ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install -qq --disable-pip-version-check --no-input --require-hashes
# of pytest, and more than processors: most tests of whole installations wait most of the time
WORKERS ?= 6
PACKAGES := bell benchmarks bot gsm_bridge launcher models simulators tests workers
# a stamp is newer than the lock that it installed
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev

# what was compiled is kept, whatever the environment says: or each of many processes compiles all of ours anew
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench screenshots calendar lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(DEV_STAMP) ## make .venv and install everything that is pinned in requirements/

run: $(RUN_STAMP) ## start everything here; Ctrl-C stops it
	@exec $(PY) -m launcher --parent $$PPID

test: $(DEV_STAMP) ## run all tests; ARGS="tests/rules -k holiday" narrows
	$(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations=20 $(ARGS)

check: $(DEV_STAMP) ## ruff, mypy, import contracts
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy $(addprefix -p ,$(PACKAGES))
	$(VENV)/bin/lint-imports

format: $(DEV_STAMP) ## let ruff mend what it can
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(DEV_STAMP) ## measure; ARGS="relay", "compare --against main", "gsm", "start", "deadlines" or "working_time"
	$(PY) -m benchmarks $(ARGS)

screenshots: $(DEV_STAMP) ## play stories on the simulators' page and take the pictures (needs chromium)
	@command -v chromium >/dev/null || { echo 'make screenshots needs chromium: sudo apt install chromium'; exit 1; }
	$(PY) -m tests.page.screenshots && $(PY) -m tests.page.why_story && $(PY) -m tests.page.reach_story

calendar: $(DEV_STAMP) ## build the production calendar of Russia anew; ARGS=--check only compares
	$(PY) -m models.cli.build_production_calendar $(ARGS)

lock: $(PY) ## pin again what pyproject.toml allows (needs uv)
	@command -v uv >/dev/null || { echo 'make lock needs uv: pip install uv'; exit 1; }
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet \
		--extra simulators --output-file requirements/run.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet \
		--extra simulators --extra dev --constraint requirements/run.lock --output-file requirements/dev.lock

clean: ## remove .venv and caches, never var/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +

# --- the virtual environment ---------------------------------------------------------------------

$(RUN_STAMP): requirements/run.lock | $(PY)
	@echo 'Installing what Otklik needs to run (a minute or so the first time) …'
	$(PIP) -r requirements/run.lock
	@touch $@

# dev.lock holds all of run.lock too
$(DEV_STAMP): requirements/dev.lock | $(PY)
	@echo 'Installing what Otklik and its tests need (a minute or so the first time) …'
	$(PIP) -r requirements/dev.lock
	@touch $(RUN_STAMP) $@

$(PY):
	@PYTHON='$(PYTHON)' sh requirements/make_venv.sh $(VENV)
