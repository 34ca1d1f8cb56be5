# A fresh machine has Python 3.11 with pip, git and make; everything else is installed from here.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FILM ?= examples/the-girl-with-the-needle
CODE := src tests bench tools
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: plan serve test coverage bench format words clean

plan: $(VENV)/.installed
	@mkdir -p out
	@$(BIN)/borderless plan $(FILM) --html out/$(notdir $(FILM)).html

serve: $(VENV)/.served
	@$(BIN)/borderless serve

# Everything on SQLite, then the web once more on a PostgreSQL of its own; on both cores.
test: $(VENV)/.tested chromium
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist loadfile
	$(BIN)/python tests/on_postgres.py pytest tests/web -n 2 --dist loadfile

# Which lines the tests reach. Apart, as tracing every line makes the tests three times as slow.
coverage: $(VENV)/.tested chromium
	$(BIN)/pytest --cov --cov-report=term

bench: $(VENV)/.benched
	$(BIN)/python bench/rules.py
	$(BIN)/python bench/start.py
	$(BIN)/python bench/placement.py
	$(BIN)/python bench/currency_paths.py
	$(BIN)/python bench/waterfall.py
	$(BIN)/python bench/risk.py
	$(BIN)/python bench/risk_variance.py

format: $(VENV)/.tested
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

# The interface's words: gathered from code and templates into src/borderless/web/locale.
words: $(VENV)/.tested
	$(BIN)/python tools/words.py update
	$(BIN)/python tools/words.py missing

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.served: $(VENV)/.installed
	$(BIN)/pip install --quiet --constraint constraints.txt --editable ".[web]"
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/pip install --quiet --constraint constraints.txt --editable ".[test]"
	@touch $@

$(VENV)/.benched: $(VENV)/.tested
	$(BIN)/pip install --quiet --constraint constraints.txt --editable ".[test,bench]"
	@touch $@

# The pages are tested in a real browser, Debian's. Elsewhere, install Chromium yourself; without
# one the browser tests say that they were skipped.
.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	  echo "no Chromium here: the browser tests will be skipped"
