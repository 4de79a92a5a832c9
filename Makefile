# Every target does its own set-up: Python >= 3.11 (with pip and venv) and make are all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PEERS := $(VENV)/.peers
CLIENTS := tests/clients/node_modules/.package-lock.json

.PHONY: demo test lint check bench readme golden lock clean

demo: $(STAMP) ## The main job: a query, a path, the triads around one actor, and the page.
	$(BIN)/khgraph query who-turned-on-whom
	$(BIN)/khgraph path Jinjuurjab Lingsheng
	$(BIN)/khgraph triads "Inner Mongols" --on 1931-10-01
	$(BIN)/khgraph draw -o khgraph.html

test: $(STAMP) $(CLIENTS) ## The whole test suite.
	$(BIN)/python -m pytest

lint: $(STAMP) ## Style, types and the form of the data.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/khgraph fmt --check

check: test lint ## Everything that must hold before a change lands.
	$(BIN)/khgraph validate
	$(BIN)/python tests/wheel_check.py

bench: $(STAMP) $(PEERS) ## Start-up, networks, stores and the page, as ratios measured in one run.
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/scale.py
	$(BIN)/python benchmarks/stores.py
	$(BIN)/python benchmarks/page.py

readme: $(STAMP) ## Put the real output into the README's transcripts.
	$(BIN)/python tests/transcripts.py --write

golden: $(STAMP) ## Renew the golden answers of the named queries, and the description of the data.
	$(BIN)/python tests/golden.py
	$(BIN)/khgraph stats --void -o data/void.ttl

lock: $(STAMP) ## Renew the locked versions after a change of pyproject.toml.
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --group dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header -c requirements.lock \
	  benchmarks/peers.in -o benchmarks/peers.lock

# A client in JavaScript, for the tests of the endpoint; without npm they say that it is missing.
$(CLIENTS): tests/clients/package-lock.json
	@if command -v npm >/dev/null; then npm ci --prefix tests/clients --no-audit --no-fund --silent; fi

# What the benchmarks compare with; nothing else needs it.
$(PEERS): $(STAMP) benchmarks/peers.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/peers.lock
	@touch $(PEERS)

clean:
	rm -rf $(VENV) tests/clients/node_modules build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "khgraph needs Python 3.11 or later; try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $(STAMP)
