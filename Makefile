# Every target sets up what it needs: a virtual environment in .venv, installed from pyproject.toml.
PYTHON ?= python3
VENV := .venv
LIBRARIES := .venv-libraries
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

export TF_CPP_MIN_LOG_LEVEL ?= 2

.PHONY: help demo test full test-all reliability fuzz mutants clusters backends libraries lint stubs docs site links dist bench clean

help:
	@echo "make demo   train, cross-validate and plot a network on synthetic cells, in demo/"
	@echo "make test   test every guarantee once; PYTEST_ARGS adds arguments"
	@echo "make full   test it for each network, page of the documentation and set of real cells"
	@echo "make test-all  run all tests: test, full, reliability, clusters and backends"
	@echo "make reliability  test the library with hostile input, killed processes and full disks"
	@echo "make fuzz   run a fuzzer on the file readers for ten minutes"
	@echo "make mutants  list small changes of the library that no test detects; takes hours"
	@echo "make clusters  run the tests on Dask and Ray"
	@echo "make backends  run the tests marked for JAX and PyTorch on these backends"
	@echo "make libraries  run the page on other libraries with their newest releases"
	@echo "make lint   check the style of the code"
	@echo "make stubs  write the signatures and docstrings that editors and type checkers read"
	@echo "make docs   build the documentation in docs/_build/html, running all examples"
	@echo "make site   check every built page and the labelling page in Chromium"
	@echo "make links  check links to other sites"
	@echo "make dist   build wheel and sdist in dist/, and test the wheel in an empty environment"
	@echo "make bench  compare speed and memory with other libraries, in benchmarks/results.md"
	@echo "make clean  remove the files that these commands created"

demo: $(VENV)/.test
	$(BIN)/python examples/demo.py

test: $(VENV)/.test
	$(BIN)/python -m pytest -n 2 --dist loadscope \
		-m "not full and not clusters and not reliability and not libraries and not browser" $(PYTEST_ARGS)

full: $(VENV)/.test
	$(BIN)/python -m pytest -n 2 --dist loadscope \
		-m "full and not clusters and not reliability and not libraries" $(PYTEST_ARGS)

test-all: test full reliability clusters backends

reliability: $(VENV)/.test
	$(BIN)/python -m pytest -n 2 --dist load -m reliability tests $(PYTEST_ARGS)

fuzz: $(VENV)/.test $(VENV)/.fuzz
	$(BIN)/python tests/reliability/fuzz.py fuzz --seconds 600

mutants: $(VENV)/.test $(VENV)/.fuzz
	$(BIN)/python tests/reliability/mutants.py mutants

clusters: $(VENV)/.test $(VENV)/.clusters
	$(BIN)/python -m pytest -m clusters tests $(PYTEST_ARGS)

backends: $(VENV)/.test $(VENV)/.backends
	KERAS_BACKEND=jax XLA_FLAGS=--xla_force_host_platform_device_count=2 \
		$(BIN)/python -m pytest -n 2 --dist loadscope -m backends tests $(PYTEST_ARGS)
	KERAS_BACKEND=torch $(BIN)/python -m pytest -n 2 --dist loadscope -m backends tests $(PYTEST_ARGS)

# These libraries may ask for older releases of what the others need.
libraries:
	$(MAKE) $(LIBRARIES)/.test $(LIBRARIES)/.libraries VENV=$(LIBRARIES)
	$(LIBRARIES)/bin/python -m pytest -p no:xdist -m libraries tests/test_works_with.py $(PYTEST_ARGS)
	$(LIBRARIES)/bin/python -m tests.test_works_with

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

stubs: $(VENV)/.test
	$(BIN)/python -m tools.stubs

docs: $(VENV)/.docs
	$(BIN)/python -m sphinx -W --keep-going -b html $(SPHINX_ARGS) docs docs/_build/html

site: $(VENV)/.docs
	$(BIN)/python docs/check_site.py docs/_build/html
	$(BIN)/python -m pytest -p no:xdist -m browser tests/test_label_page.py

links: $(VENV)/.docs
	$(BIN)/python -m sphinx -D plot_gallery=0 -b linkcheck docs docs/_build/links

dist: $(VENV)/.dist
	rm -rf dist
	$(BIN)/python -m build
	$(BIN)/python -m twine check --strict dist/*
	$(BIN)/python .ci/check_dist.py dist

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) $(LIBRARIES) demo fuzz mutants dist docs/_build docs/auto_examples docs/generated
	rm -rf .pytest_cache .ruff_cache

# The stamp is newer than pyproject.toml once its extra is installed.
$(VENV)/.%: pyproject.toml | $(VENV)
ifdef UV
	$(UV) pip install --python $(BIN)/python -e '.[$*]'
else
	$(BIN)/python -m pip install -e '.[$*]'
endif
	@touch $@

$(VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "skwbc needs Python 3.11 or newer; set PYTHON to one, as in make test PYTHON=python3.12"; exit 1; }
ifdef UV
	$(UV) venv --seed --python $(PYTHON) $(VENV)
else
	$(PYTHON) -m venv $(VENV)
endif
