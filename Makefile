# Two commands: `make run` and `make test`. Everything else is for those who work on Duban.
PYTHON ?= python3
VENV ?= .venv
PLAN ?=
# Handed on as it is: a name may hold quotation marks and dollar signs.
override export PLAN := $(value PLAN)
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
COMPILE := $(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test test-all lint format bench scores lock clean

help: ## what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 20

setup: $(RUN_STAMP) ## the virtual environment with Duban in it
	@:
setup-dev: $(DEV_STAMP) ## the same, with all that the tests need
	@:

$(RUN_STAMP): requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh .ci/setup requirements.lock
	@touch $@

$(DEV_STAMP): requirements-dev.lock $(RUN_STAMP)
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh .ci/setup requirements-dev.lock
	@touch $@

run: setup ## start Duban; `make run PLAN=file` loads that plan first
	@$(BIN)/duban run $(if $(value PLAN),--plan "$$PLAN")

test: setup-dev ## all tests but the slow ones
	@$(BIN)/pytest -n 2 --dist loadfile -m "not slow"

test-all: setup-dev ## all tests
	@$(BIN)/pytest -n 2 --dist loadfile

lint: setup-dev ## style, types, and who imports whom
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: setup-dev ## put the code into its format
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

bench: setup-dev ## how fast it is
	@$(BIN)/pytest bench --benchmark-only

scores: setup-dev ## how right it is, where ../shared is there
	@$(BIN)/python bench/scores.py

lock: setup-dev ## the newest versions that fit pyproject.toml, with their hashes
	@$(BIN)/python -m pip install -qq --disable-pip-version-check uv
	@$(COMPILE) --upgrade -o requirements.lock
	@$(COMPILE) --upgrade --extra dev -c requirements.lock -o requirements-dev.lock

clean: ## everything that can be made again; never the database
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .benchmarks
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
