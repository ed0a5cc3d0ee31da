# python3 and make are enough: every target builds .venv from requirements.lock first, if it has to.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2
LOWEST := .venv-lowest
CLIENTS := .venv-clients
CODE := simulation tests notebooks

.PHONY: demo claims test test-browser test-lowest test-clients test-random-full lint types directions warm validate validate-full bench notebooks reference today facts format lock clean

demo: $(READY) ## the win-win map of the marketplace: the win-win conditions and a report
	$(BIN)/partnerscape study experiments/win_win_map.toml --out results/win_win_map

claims: warm ## tests the articles' claims: figures and experiments/README.md; FILES="experiments/claims/02_support.toml" for some
	$(BIN)/python -m partnerscape.show.claims.page experiments $(FILES)

test: lint types directions warm ## everything that must hold before a change lands
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -m "not full and not browser" --ignore=tests/validation --ignore=tests/benchmarks
	$(BIN)/pytest -q --benchmark-disable tests/benchmarks

test-lowest: $(READY) ## the lower bounds of pyproject.toml, all at once: digest, command line, search, a study and its report
	$(PYTHON) -m venv --clear $(LOWEST)
	$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python --compile-bytecode --resolution lowest-direct -r pyproject.toml --extra search
	$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python --compile-bytecode pytest pytest-benchmark hypothesis
	$(BIN)/uv pip list --quiet --python $(LOWEST)/bin/python
	PYTHONPATH=$(CURDIR)/simulation $(LOWEST)/bin/pytest -p no:cacheprovider tests/test_same_numbers.py tests/test_bad_input.py \
	  tests/study/analyses/test_search.py tests/study/analyses/test_frontier.py tests/show/test_report.py \
	  -k "not test_bad_input or command_line or says_so_too"

test-clients: warm ## other people's tools (the extra `clients`) beside the locked versions, calling the package; Mesa's and notebooks' clients are in `test`
	$(PYTHON) -m venv --clear $(CLIENTS)
	$(BIN)/uv pip install --quiet --python $(CLIENTS)/bin/python --compile-bytecode -r pyproject.toml --extra dev --extra clients -c requirements.lock
	PYTHONPATH=$(CURDIR)/simulation $(CLIENTS)/bin/pytest -p no:cacheprovider -n $(WORKERS) --dist loadfile -rs tests/clients \
	  --ignore=tests/clients/test_mesa.py --ignore=tests/clients/test_notebooks.py --ignore=tests/clients/test_types.py

lint: $(READY)
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: $(READY)
	$(BIN)/mypy

directions: $(READY) ## who may import whom
	$(BIN)/lint-imports --no-logo

warm: $(READY) ## compile the month once, so that parallel tests need not
	@$(BIN)/python -c "from partnerscape import engine, scenario; engine.burn_in(scenario.load_scenario('marketplace'), 0)"

test-full: warm ## what takes minutes: every analysis counted and interrupted, every locale
	$(BIN)/pytest -n $(WORKERS) -m full tests

test-browser: warm ## the dashboard in headless Chromium, by mouse and keyboard; skipped, with the reason, where there is none
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  { apt-get install -y -qq chromium >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq chromium; } >/dev/null 2>&1; }; } || true
	$(BIN)/pytest -rs -m browser tests/dashboard

test-random-full: warm ## random programmes and policies, 2,000 cases per test instead of 200
	$(BIN)/pytest -n $(WORKERS) --hypothesis-profile=full tests/test_random_programmes.py tests/test_accounts.py \
	  tests/test_random_plans.py tests/test_plan_liability.py

validate: warm ## compares the model with facts from the literature: one table, also in results/validation.csv
	$(BIN)/pytest -q tests/validation --table results/validation.csv

validate-full: warm ## the same with all repetitions: half an hour
	$(BIN)/pytest -q tests/validation --full --table results/validation.csv

facts: warm ## the stylised facts as a table and a figure; PARTNERSCAPE_DATA=folder adds the real panel for comparison
	$(BIN)/python -m partnerscape.show.facts results/facts

bench: warm ## nanoseconds per active partner-month, compared with other libraries, and how they scale
	$(BIN)/pytest tests/benchmarks

notebooks: warm
	$(BIN)/pytest --nbmake --nbmake-timeout=600 notebooks

reference: $(READY) ## generates docs/reference from the declarations
	$(BIN)/python -m partnerscape.show.reference.pages docs/reference

today: warm ## the tables [today] of the shipped scenarios, from their own burn-ins
	$(BIN)/python -m partnerscape.show.reference.today scenarios/*.toml

format: $(READY)
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

lock: $(READY) ## after a change in dependencies
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra notebooks --extra data --python-version 3.11 \
	  --universal --fork-strategy fewest --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) $(LOWEST) $(CLIENTS) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .benchmarks .hypothesis

# uv installs in seconds; plain pip does the same where there is no uv.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "Python's venv module is needed (Debian: python3-venv)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade uv || echo "no uv: going on with pip"
	$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock || \
	  $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(READY)
