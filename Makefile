# Each target works alone on a fresh clone. The environment is .venv at the root.
.DEFAULT_GOAL := help
.PHONY: help serve train test test-postgresql coverage check bench bench-nlu bench-safety bench-answers bench-ranker tune tune-passages lock clean

VENV := .venv
ONLY ?= ours,diet,lr
FILES ?= tests/e2e
BIN := $(VENV)/bin
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

help: ## Show the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

serve: $(VENV)/.run ## Serve the chat page on http://localhost:5005/
	@$(BIN)/localoffer serve

train: $(VENV)/.run ## Train the model for the current data
	@$(BIN)/localoffer train

test: $(VENV)/.dev ## Run every test, with a real server on loopback
	@sh tools/test

test-postgresql: $(VENV)/.dev ## Run the end-to-end tests (or those in FILES) with every server's databases on PostgreSQL
	@$(BIN)/python -m pytest $(FILES) --database postgresql

coverage: $(VENV)/.dev ## Run the quick tests and show how much of the code they reach
	@sh tools/coverage

check: $(VENV)/.dev ## Check code, boundaries, content and training data
	@sh tools/check

bench: $(VENV)/.dev ## Time a turn against the project that `rasa init` makes
	@$(BIN)/python -m benchmarks.turns

bench-nlu: $(VENV)/.dev ## Measure understanding against Rasa's own pipelines (hours; with MOST=12 or ONLY=ours minutes)
	@$(BIN)/python -m benchmarks.understanding --only $(ONLY) $(if $(DATASET),--dataset $(DATASET)) $(if $(MOST),--most $(MOST))

bench-safety: $(VENV)/.dev ## Measure how well danger is noticed
	@$(BIN)/python -m benchmarks.safety

bench-answers: $(VENV)/.dev ## Measure what is shown for questions of separate hands
	@$(BIN)/python -m benchmarks.right_first

bench-ranker: $(VENV)/.dev ## Time the ranker of passages
	@$(BIN)/python -m benchmarks.ranker

tune: $(VENV)/.dev ## Tune the danger check's embedding on data/safety (half an hour; installs torch beside)
	@sh tools/tune

tune-passages: $(VENV)/.dev ## Learn the weights of the passage ranker anew from data/asks (minutes)
	@$(BIN)/python -m benchmarks.tune_passages

lock: $(VENV)/.run ## Resolve the lock files anew from pyproject.toml
	@sh tools/lock

clean: ## Remove what was made: environment, models, databases
	rm -rf $(VENV) .linters .stand-ins models var .rasa .pytest_cache .mypy_cache .ruff_cache .coverage .coverage.*

$(VENV)/.run: requirements.lock pyproject.toml
	@sh tools/install requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements.lock pyproject.toml
	@sh tools/install requirements-dev.lock
	@touch $(VENV)/.run $@
