# The two commands of the README are `make grade` and `make test`; both build .venv from the lock file first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: grade test lint lock clean

grade: $(VENV)/.installed
	$(BIN)/grader grade examples/class --assignment examples/class/assignment.toml --out .results

test: lint
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

$(VENV)/.installed: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# uv resolves for every platform and Python that pyproject.toml names; pip installs what it wrote.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --group dev --extra instructor \
	  --generate-hashes --no-emit-find-links --custom-compile-command "make lock" -o requirements.lock

clean:
	rm -rf $(VENV) .prepared .results
