# python3 and make are enough: every target builds .venv from requirements.lock first, if it has to.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2
LOWEST := .venv-lowest
CLIENTS := .venv-clients
CLUSTER := .venv-cluster
AUDIT := .venv-audit
REPETITIONS ?= 3
CODE := simulation tests notebooks docs/site .ci
PYTHONS ?= $(BIN)/python # interpreters that `make wheel` tries

.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*/\1/p' $(firstword $(MAKEFILE_LIST)))

demo: $(READY) ## the win-win map of the marketplace: the win-win conditions and a report
	$(BIN)/partnerscape study experiments/win_win_map.toml --out results/win_win_map

claims: warm ## tests the articles' claims: figures and experiments/README.md; FILES="experiments/claims/02_support.toml" for some
	$(BIN)/python -m partnerscape.show.claims.page experiments $(FILES)

test: $(READY) ## what must hold before a change lands
	@$(MAKE) --no-print-directory -j4 lint types directions warm
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -m "not long and not full and not browser" --ignore=tests/validation --ignore=tests/benchmarks --ignore=tests/cluster
	$(BIN)/pytest -q --benchmark-disable tests/benchmarks

test-long: warm ## the rest of it: random programmes and plans, rules of one's own that compile a month, several studies in a row
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -m "long and not full" tests

test-lowest: $(READY) ## the lower bounds of pyproject.toml, all at once, on a processor without wide registers: digest, command line, search, a study and its report
	$(PYTHON) -m venv --clear $(LOWEST)
	$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python --compile-bytecode --resolution lowest-direct -r pyproject.toml --extra search
	$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python --compile-bytecode pytest pytest-benchmark hypothesis
	$(BIN)/uv pip list --quiet --python $(LOWEST)/bin/python
	NUMBA_CPU_NAME=generic PYTHONPATH=$(CURDIR)/simulation $(LOWEST)/bin/pytest -p no:cacheprovider tests/test_same_numbers.py tests/test_bad_input.py \
	  tests/study/analyses/test_search.py tests/study/analyses/test_frontier.py tests/show/test_report.py \
	  -k "not test_bad_input or command_line or says_so_too"

test-clients: warm ## other people's tools (the extra `clients`) beside the locked versions, calling the package; Mesa's and notebooks' clients are in `test`
	$(PYTHON) -m venv --clear $(CLIENTS)
	$(BIN)/uv pip install --quiet --python $(CLIENTS)/bin/python --compile-bytecode -r pyproject.toml --extra dev --extra clients -c requirements.lock
	PYTHONPATH=$(CURDIR)/simulation $(CLIENTS)/bin/pytest -p no:cacheprovider -n $(WORKERS) --dist loadfile -rs tests/clients \
	  --ignore=tests/clients/test_mesa.py --ignore=tests/clients/test_notebooks.py --ignore=tests/clients/test_types.py

# A real Slurm needs root, to install it (Debian's slurm-wlm and munge) and to run it; without it these tests skip and say why.
test-cluster: warm ## studies on a real Slurm, a real Dask and hosts of their own, with every fault that clusters have
	$(PYTHON) -m venv --clear $(CLUSTER)
	$(BIN)/uv pip install --quiet --python $(CLUSTER)/bin/python --compile-bytecode -r pyproject.toml --extra cluster -c requirements.lock \
	  dask-jobqueue loky submitit hypothesis pytest pytest-benchmark
	PYTHONPATH=$(CURDIR)/simulation tests/cluster/alone.sh $(CLUSTER)/bin/pytest -p no:cacheprovider -rs tests/cluster --repetitions=$(REPETITIONS)

test-cluster-full: ## the same with every fault at 20 random moments, by hand
	$(MAKE) test-cluster REPETITIONS=20

million: warm ## a million runs on this machine, killed 30 times, beside the bare engine: by hand, some 40 minutes
	PYTHONPATH=$(CURDIR)/simulation:$(CURDIR)/tests $(BIN)/python tests/cluster/million.py results/million

lint: $(READY)
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: $(READY)
	$(BIN)/mypy

directions: $(READY) ## who may import whom
	$(BIN)/lint-imports --no-logo

warm: $(READY) ## compile the months once, so that parallel tests need not
	@$(BIN)/python -m partnerscape.engine.warm

test-full: warm ## what takes minutes: every analysis counted and interrupted, every locale
	$(BIN)/pytest -n $(WORKERS) -m full tests

test-browser: warm ## the dashboard in headless Chromium, by mouse and keyboard; skipped, with the reason, where there is none
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  { apt-get install -y -qq chromium >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq chromium; } >/dev/null 2>&1; }; } || true
	$(BIN)/pytest -rs -m browser tests/dashboard

test-random-full: warm ## random programmes and policies, 2,000 cases per test instead of 100
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

bench-history: warm ## the medians of today under this version, in tests/benchmarks/history.csv
	$(BIN)/pytest -q tests/benchmarks/test_speed.py --readings .readings.json
	$(BIN)/python .ci/bench.py append .readings.json

bench-check: warm ## fails if a driver is a quarter slower, relative to the month in C, than versions before
	$(BIN)/pytest -q tests/benchmarks/test_speed.py --readings .readings.json
	$(BIN)/python .ci/bench.py check .readings.json

snapshots: warm ## keeps the public names, the help and the JSON keys of every command as they are now (tests/release/snapshots)
	SNAPSHOTS=write $(BIN)/pytest -q tests/release/test_face.py

coverage: warm $(AUDIT)/.ready ## the share of the package's lines and branches that the quick tests run, with a floor
	$(AUDIT)/bin/pytest -q -n $(WORKERS) --dist worksteal -m "not slow and not long and not full and not browser" --ignore=tests/validation --ignore=tests/benchmarks \
	  --cov --cov-report=term:skip-covered

mutants: warm $(AUDIT)/.ready ## changes single operators of what decides, and lists changes that no test notices; WHAT="pay" for some
	$(AUDIT)/bin/python .ci/mutants.py $(WHAT)

notebooks: warm ## executes them
	$(BIN)/pytest --nbmake --nbmake-timeout=600 --durations=0 notebooks/*.ipynb

notebooks-saved: warm ## executes them in place and keeps their outputs, to be committed
	PYTHONPATH=$(CURDIR)/simulation $(BIN)/python docs/site/notebooks.py notebooks/*.ipynb

docs: $(READY) ## the documentation site in build/site, strictly: a broken link, anchor or docstring is an error
	PYTHONPATH=$(CURDIR)/simulation $(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet -c docs/site -d build/doctrees . build/site
	@echo "build/site/index.html"

reference: $(READY) ## generates docs/reference from the declarations
	$(BIN)/python -m partnerscape.show.reference.pages docs/reference
	$(BIN)/python -m typer partnerscape.cli utils docs --name partnerscape --title Commands --output docs/reference/commands.md

catalogues: $(READY) ## other languages: sentences that are new wait in simulation/partnerscape/language/catalogues for words
	$(BIN)/python -m partnerscape.show.reference.catalogues

today: warm ## the tables [today] of the shipped scenarios, from their own burn-ins
	$(BIN)/python -m partnerscape.show.reference.today scenarios/*.toml

format: $(READY)
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

lock: $(READY) ## after a change in dependencies
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra notebooks --extra data --extra docs --python-version 3.11 \
	  --universal --fork-strategy fewest --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --quiet --output-file requirements.lock

build: $(READY) ## the wheel and the source archive, in dist
	rm -rf dist
	$(BIN)/python -m hatchling build

wheel: build ## builds the wheel and uses it in an empty environment; PYTHONS="python3.11 python3.12 python3.13" for several
	@for python in $(PYTHONS); do $(BIN)/python .ci/try_wheel.py dist --python $$python || exit 1; done

clean:
	rm -rf $(VENV) $(LOWEST) $(CLIENTS) $(CLUSTER) $(AUDIT) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .benchmarks .hypothesis

$(AUDIT)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv --clear $(AUDIT)
	$(BIN)/uv pip install --quiet --python $(AUDIT)/bin/python --compile-bytecode -r pyproject.toml --extra dev --extra data --extra audit \
	  -c requirements.lock
	$(BIN)/uv pip install --quiet --python $(AUDIT)/bin/python --no-deps --no-build-isolation --editable .
	@touch $@

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
