# The commands of this project. `make help` lists them.
# Paths are relative throughout: the checkout may lie anywhere, in a folder with a space in its name as well.

ENV ?= local
ARGS ?=
# Only the throw-away environment is destroyed without a second word: make destroy ENV=staging CONFIRM=staging
CONFIRM ?= $(filter local,$(ENV))

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev up deploy plan crawl verify health test-alarms destroy drill status stop clean test lint sanity unit local_aws \
	integration roles molecule bench lock

help: ## This list
	@echo "make deploy          the whole catalog on this machine: no AWS account, no Docker"
	@echo "make test            everything that proves it"
	@echo
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | awk -F'|' '{printf "%-22s %s\n", $$1, $$2}'
	@echo
	@echo "ENV=local (default), development, staging or production: make plan ENV=production"

setup: ## Make .venv with the pinned requirements
	@scripts/setup.sh
	@scripts/system_packages.sh

setup-dev:
	@scripts/setup.sh dev
	@scripts/system_packages.sh

up: setup ## Start the embedded AWS and its PostgreSQL
	@.venv/bin/python -m local_aws up

deploy: setup ## Build the catalog of ENV, crawl the database, verify the result
	@scripts/deploy.sh "$(ENV)"

plan: setup ## Show what a deploy to ENV would change, and change nothing
	@scripts/plan.sh "$(ENV)"

crawl: setup ## Crawl the database of ENV once more
	@scripts/play.sh "$(ENV)" crawl -- $(ARGS)

verify: setup ## Compare the catalog of ENV with its database
	@scripts/play.sh "$(ENV)" verify -- $(ARGS)

health: setup ## The daily check of the catalog of ENV, on one screen
	@scripts/play.sh "$(ENV)" health -- $(ARGS)

test-alarms: setup ## Make every alarm of ENV fire and recover (on AWS with CONFIRM_ALARMS=ENV)
	@scripts/play.sh "$(ENV)" test_alarms -- -e confirm_alarms="$(CONFIRM_ALARMS)" $(ARGS)

destroy: setup ## Take down everything that deploy built in ENV
	@scripts/play.sh "$(ENV)" destroy -- -e confirm_destroy="$(CONFIRM)" $(ARGS)

drill: setup ## Destroy ENV and recover it, timed and compared; where drill_allowed is true
	@scripts/play.sh "$(ENV)" drill -- -e confirm_drill="$(CONFIRM)" $(ARGS)

status: setup ## What the embedded AWS is doing
	@.venv/bin/python -m local_aws status

stop: ## Stop the embedded AWS and its PostgreSQL; their data stays
	@if [ -x .venv/bin/python ]; then .venv/bin/python -m local_aws down; else echo "Nothing runs here."; fi

clean: ## Stop everything and remove all that was made here (.venv, .local, caches)
	@if [ -x .venv/bin/python ]; then .venv/bin/python -m local_aws down --purge; fi
	@rm -rf .venv .local .cache .ansible tests/output .pytest_cache .ruff_cache .mypy_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Clean."

test: setup-dev ## Everything: lint, sanity, unit, local_aws, integration, roles, molecule
	@.venv/bin/python scripts/run_tests.py $(ARGS)

lint sanity unit local_aws integration roles molecule: setup-dev ## One part of the tests
	@.venv/bin/python scripts/run_tests.py $@

bench: setup-dev ## Measure set-up, start, crawls and memory on this machine
	@.venv/bin/python -m tests.bench $(ARGS)

lock: setup ## Pin the newest versions that requirements*.in allow
	@scripts/lock.sh
