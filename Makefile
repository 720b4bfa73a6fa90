.DEFAULT_GOAL := help
.PHONY: setup demo run test lint types bench openapi migration help

BIN := .venv/bin
READY := .venv/.ready

# A Python we support, under whichever of its names this machine has.
FIND_PYTHON = for name in python3 python3.13 python3.12 python3.11; do \
	  $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && { echo $$name; break; }; done

setup: $(READY)  ## Make .venv with everything locked in requirements.lock

$(READY): pyproject.toml requirements.lock
	@python=$$($(FIND_PYTHON)); [ -n "$$python" ] || { echo "Leadline needs Python 3.11, 3.12 or 3.13."; exit 1; }; \
	echo "Making .venv, once: about a minute."; rm -rf .venv; \
	if command -v uv >/dev/null; then \
	  uv venv --quiet --python "$$python" .venv && \
	  uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .; \
	else \
	  $$python -m venv .venv && \
	  $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	fi
	@touch $(READY)

demo: $(READY)  ## Load the demo company, judge it and show the pages (SERVE=0 stops before, PORT= chooses)
	@$(BIN)/leadline demo

run: $(READY)  ## Serve your own database (LEADLINE_DATABASE_URL, else leadline.db)
	@$(BIN)/leadline serve

test: $(READY)  ## Run every test, on SQLite and on a real PostgreSQL it starts itself
	@$(BIN)/pytest -n auto --dist loadfile

lint: $(READY)  ## Check style and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)  ## Check types
	@$(BIN)/mypy

bench: $(READY)  ## Time import and judging against plain work of the same size
	@$(BIN)/python -m bench

openapi: $(READY)  ## Write openapi/leadline.json from the code
	@$(BIN)/python -m app.main > openapi/leadline.json

migration: $(READY)  ## Write a migration from the tables: make migration name=create_invoices
	@[ -n "$(name)" ] || { echo "Say what it does: make migration name=create_invoices"; exit 1; }
	@export LEADLINE_DATABASE_URL=sqlite:///$$(mktemp -d)/empty.db; \
	$(BIN)/alembic upgrade head && $(BIN)/alembic revision --autogenerate -m "$(name)"

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
