# What one does with this repository. `make` alone lists it; every target does only what changed.
.DEFAULT_GOAL := help
.PHONY: help install check test train demo chaos bench nlu-report compare-pipelines lock
MAKEFLAGS += --no-print-directory

help:     ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install:  ## install everything into .venv and .venv-rasa
	@scripts/install

check: install  ## format, lint, types, layering, training data, lock files
	@scripts/check

test:     ## install, train the model if there is none for today's data, run the whole suite
	@scripts/test

train: install  ## train the model into models/, if its sources changed
	@.venv/bin/iclick train

demo: install  ## the whole assistant with a phone on a page; needs no account anywhere
	@exec .venv/bin/iclick demo $(if $(PORT),--port $(PORT))

chaos: train  ## kill every process at any moment under load, and count what was lost (20 kills)
	@.venv/bin/python -m tests.chaos

bench: train  ## what the assistant costs, beside a stock Rasa bot (about 12 minutes)
	@.venv/bin/python -m scripts.bench

nlu-report: train  ## how well unseen messages are understood, by intent
	@scripts/nlu-report

compare-pipelines: install  ## our understanding beside Rasa's own pipelines (up to half an hour)
	@.venv/bin/python -m scripts.compare_pipelines

lock:     ## pin the dependencies anew after a change of a pyproject.toml
	@scripts/lock
