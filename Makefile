# Two commands matter: `make run` and `make test`. Neither needs sudo, node, gettext or a running database.
#
# Whatever is installed stands in .venv, and a stamp named after the lock's checksum says so: a second run needs no
# network. With DATABASE_URL set the embedded PostgreSQL is not touched.

SHELL := /bin/bash
.DEFAULT_GOAL := run
.PHONY: run dev test lint bench sabotage clean

checksum = $(shell cksum < requirements/$(1).txt | cut -d' ' -f1)
RUN  := .venv/installed/run-$(call checksum,run)
TEST := .venv/installed/test-$(call checksum,test)
LINT := .venv/installed/lint-$(call checksum,lint)

run: $(RUN)
	@exec .venv/bin/python -m config.run

dev: $(RUN)
	@exec .venv/bin/python -m config.run --dev

# The tests make a database of their own, as its owner; those that look through another door say so.
test: export SECRET_KEY ?= only-for-the-tests-and-for-nothing-else
test: export KYLKALEM_AS_OWNER = 1
test: $(TEST)
	@exec .venv/bin/python -m config.lend .venv/bin/python -m pytest --numprocesses=auto --dist=loadfile $(ARGS)

lint: export SECRET_KEY ?= only-for-the-tests-and-for-nothing-else
lint: export DATABASE_URL ?= postgresql://nobody@127.0.0.1/nothing
lint: $(LINT)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html' '*/templates/*.html')

bench: $(TEST)
	@exec .venv/bin/python -m bench $(ARGS)

sabotage: $(TEST)
	@exec .venv/bin/python -m tests.sabotage $(ARGS)

# What can be made again goes. The database, the photos and the key in var/ stay: nobody loses a sale by tidying up.
clean:
	@if [ -x .venv/bin/python ]; then .venv/bin/python -m config.postgres stop; fi
	rm -rf .venv var/assets var/static var/stamps .pytest_cache .ruff_cache .mypy_cache .hypothesis .coverage
	find . -name __pycache__ -prune -exec rm -rf {} + -o -path './locale/*' -name '*.mo' -delete

# python3.11 if it is there, else a python3 that is new enough.
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && echo $$python && break; done)

$(TEST): $(RUN)
$(LINT): $(TEST)
.venv/installed/%:
	@[ -n "$(PYTHON)" ] || { echo "Kylkalem needs Python 3.11 to 3.14. Install it, or name it: make run PYTHON=…" >&2; exit 2; }
	@mkdir -p .venv
	@exec 9> .venv/lock; if command -v flock > /dev/null; then flock 9; fi; [ ! -e $@ ] || exit 0; \
	set="$*"; set="$${set%%-*}"; \
	echo "Installing what requirements/$$set.txt lists. This happens once."; \
	if ! .venv/bin/python -m pip --version > /dev/null 2>&1; then \
		$(PYTHON) -m venv .venv || { echo "Python's venv is missing: install python3-venv." >&2; exit 2; }; \
	fi; \
	.venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --no-deps --require-hashes \
		-r requirements/$$set.txt || exit 1; \
	mkdir -p .venv/installed; rm -f .venv/installed/$$set-*; touch $@
