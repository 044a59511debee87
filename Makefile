# Two commands are enough: make run, make test. Needed beforehand: GNU make and Python 3.11 or newer.

PORT ?= 8501
VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
TEST_INSTALLED := $(VENV)/.installed-test
UV_VERSION := 0.13.9
# A file of tests goes to one process, so that its fixtures are made once; the long ones first (tests/conftest.py).
# Browser tests wait for a machine of their own.
PARALLEL := $(PY) -m pytest --numprocesses logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run test test-all cover kill fuzz forecast check fix bench pictures pin clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED) ## create .venv with what the application needs (done once; then it takes no time)

run: $(INSTALLED) ## start the application at http://localhost:8501 (another port: make run PORT=8600)
	$(PY) -m data init
	$(PY) -m streamlit run app.py --server.port $(PORT)

test: $(TEST_INSTALLED) ## the tests to run before a commit, some minutes; browser tests need Chromium
	@sh tests/chromium.sh
	$(PARALLEL) -m "not browser and not long"
	$(PY) -m pytest -m "browser and not long"

test-all: $(TEST_INSTALLED) ## every test, as they are run before a change is taken (three quarters of an hour)
	@sh tests/chromium.sh
	$(PARALLEL) -m "not browser"
	$(PY) -m pytest -m browser

cover: $(TEST_INSTALLED) ## the suite without a browser, with the lines of methodology and queries that no test reaches
	$(PY) -m pytest -m "not browser" --cov=methodology --cov=queries --cov-branch --cov-report=term-missing:skip-covered

kill: $(TEST_INSTALLED) ## kill a load, an undo and a restore at 200 moments on both engines: all or nothing (some minutes)
	KOLLEGIA_KILLS=200 $(PY) -m pytest tests/data/test_kill.py

fuzz: $(TEST_INSTALLED) ## check 2,000 spoilt workbooks: each taken whole or refused with a reason (a quarter of an hour)
	KOLLEGIA_MUTANTS=2000 $(PY) -m pytest tests/data/test_fuzz.py

forecast: $(TEST_INSTALLED) ## how often the range of the staffing forecast holds, in 400 made-up regions of each kind
	KOLLEGIA_REGIONS=400 $(PY) -m pytest -s tests/methodology/test_forecast_range.py

check: $(TEST_INSTALLED) ## style, types, layers, dead code, dependencies
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m vulture
	$(VENV)/bin/deptry .

fix: $(TEST_INSTALLED) ## put right what ruff can put right
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(TEST_INSTALLED) ## measure loading and queries at the size of a region
	$(PY) -m tests.bench

pictures: $(TEST_INSTALLED) ## take the pictures of the guide and of README.md anew; needs Chromium
	@sh tests/chromium.sh
	$(PY) -m tests.pictures

pin: $(INSTALLED) ## compile requirements*.txt anew from requirements*.in
	$(PY) -m pip install --quiet uv==$(UV_VERSION)
	for name in requirements requirements-test; do \
	  $(VENV)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	    --no-emit-index-url --no-header $$name.in --output-file $$name.txt || exit 1; \
	done

clean: ## remove .venv and caches; databases in var/ stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is newer than the list it was made from exactly when nothing is left to install.
$(INSTALLED): requirements.txt
	@set -e; \
	python=; \
	for candidate in $(PYTHON) python3.11 python3 python; do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Python 3.11 or newer is needed and was not found; if it has an unusual name: make setup PYTHON=/path/to/python" >&2; \
	  exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "$$python cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; \
	fi; \
	if ! $(PY) -m pip --version >/dev/null 2>&1; then rm -rf $(VENV); "$$python" -m venv $(VENV); fi; \
	echo "Installing packages into $(VENV), a minute or two ..."; \
	$(PY) -m pip install --quiet -r requirements.txt; \
	touch $@

$(TEST_INSTALLED): $(INSTALLED) requirements-test.txt
	@echo "Installing what tests and checks need ..."
	@$(PY) -m pip install --quiet -r requirements-test.txt
	@touch $@
