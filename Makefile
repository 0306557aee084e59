# Every command of the project; `make` alone lists them. Needed beforehand: git, make, and Python 3.11 or later.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help env up test tools test-long check bench lock

ENV = python=$$(scripts/find-python) && "$$python" scripts/env.py

help:  ## list the commands
	@sed -n 's/^\([a-z-]*\):.*##  */  make \1\t/p' Makefile | expand -t 20

env:  ## set up .venv, and nothing else
	@$(ENV)

up: env  ## start platform, custodian and publisher on this machine (options: make up ARGS="--empty")
	@exec .venv/bin/serment up $(ARGS)

test:  ## prove everything: unit tests, promises, and journeys in a browser (options: ARGS="-k ...")
	@$(ENV) --dev
	@.venv/bin/python scripts/test.py $(ARGS)

tools:  ## bring what tests, `serment prove leaks` and benchmarks need: a browser and its driver, SoftHSM, age, nft, wrk
	@$(ENV) --dev
	@.venv/bin/python scripts/tools.py

test-long:  ## the tests that take minutes each
	@$(ENV) --dev
	@.venv/bin/python scripts/test.py $(if $(ARGS),-m long $(ARGS),--long)

check:  ## lint, types, import contracts, generated files, documents
	@$(ENV) --dev
	@.venv/bin/python scripts/check.py $(ARGS)

bench:  ## measure a country's bookings, searches and agendas, and write docs/understand/performance.md (one: make bench ARGS=waits)
	@$(ENV)
	@.venv/bin/serment bench $(or $(ARGS),all --write docs/understand)

lock:  ## resolve the dependencies anew (upgrade all: make lock ARGS=--upgrade)
	@$(ENV)
	@scripts/lock.sh $(ARGS)
