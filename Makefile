# Every target sets up what it needs by itself: a virtual environment, pinned packages, a city.
#   make run                     build the demonstration city and serve it
#   make run OSM=file.osm.pbf    the same for a real place (DEM=, GTFS=, RECIPE=, RED= NIR= SCL= are passed on)
#   make timisoara               download Timișoara from OpenStreetMap and serve it
#   make test | check | bench    tests; linters and types; figures

SHELL := /bin/bash
VENV  := .venv
BIN   := $(VENV)/bin
PORT  ?= 8080
HOST  ?= 127.0.0.1
SOURCES := $(wildcard geodata/*.py geodata/cities/*.toml layers/*.py twin/*.py)

ifdef OSM
NAME  := $(shell basename "$(OSM)" | sed -E 's/[.].*//' | tr -c 'A-Za-z0-9\n' '-')
CITY  := cities/$(NAME)
INPUT := --osm "$(OSM)" $(if $(DEM),--dem "$(DEM)") $(if $(GTFS),--gtfs "$(GTFS)") $(if $(RECIPE),--recipe "$(RECIPE)") \
         $(if $(and $(RED),$(NIR)),--ndvi "$(RED)" "$(NIR)" $(if $(SCL),--scene-classes "$(SCL)"))
else
CITY  := cities/demo
INPUT := --demo
endif

.PHONY: run build timisoara test check format messages bench screenshots browser clean

run: build
	$(BIN)/twin serve "$(CITY)" --host $(HOST) --port $(PORT)

# Built again when its input has another name or is newer, or the code is; file names may have spaces.
build: $(VENV)/.run
	@mkdir -p cities; fresh=yes; \
	for file in "$(OSM)" "$(DEM)" "$(GTFS)" "$(RECIPE)" "$(RED)" "$(NIR)" "$(SCL)" $(SOURCES); do \
	  if [ -n "$$file" ] && [ ! "$(CITY)/city.toml" -nt "$$file" ]; then fresh=no; fi; done; \
	[ "$$(cat "$(CITY).input" 2>/dev/null)" = '$(INPUT)' ] || fresh=no; \
	if [ $$fresh = no ]; then $(BIN)/twin build $(INPUT) --out "$(CITY)" && echo '$(INPUT)' > "$(CITY).input"; fi

# The bands of a Sentinel-2 picture are taken where they lie in cities/sentinel2, named as Copernicus names them.
BAND = $(firstword $(wildcard cities/sentinel2/*$(1)_60m.jp2))
timisoara: cities/timisoara.osm.pbf
	$(MAKE) run OSM=cities/timisoara.osm.pbf RED="$(or $(RED),$(call BAND,B04))" NIR="$(or $(NIR),$(call BAND,B8A))" \
	  SCL="$(or $(SCL),$(call BAND,SCL))"

cities/timisoara.osm.pbf: | $(VENV)/.run
	@mkdir -p cities
	$(BIN)/twin download --out $@

# Cities that tests of both kinds look at are built once, in a folder that is gone afterwards.
test: $(VENV)/.dev browser
	@export TWIN_TEST_STORES="$$(mktemp -d)"; trap 'rm -rf "$$TWIN_TEST_STORES"' EXIT; \
	$(BIN)/pytest -q -n auto --maxprocesses 4 --dist loadfile -m "not browser" && $(BIN)/pytest -q -m browser tests/viewer

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q tests/test_architecture.py

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev browser
	$(BIN)/python -m tests.bench.run

# The virtual environment: uv where there is one, else pip; versions from constraints.txt.
$(VENV)/.run: pyproject.toml constraints.txt
	@./.ci/environment $(VENV) .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt
	@./.ci/environment $(VENV) .[dev]
	@touch $@ $(VENV)/.run

# Browser tests use the system's Chromium; where we may install Debian's, we do.
browser:
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	  else echo "No chromium: browser tests will be skipped. Install it to run them."; fi; }

clean:
	rm -rf $(VENV) .venv-bench cities .pytest_cache .mypy_cache .ruff_cache *.egg-info

# The pictures of docs/screens.md and docs/views.md, of a city that is built already; SHOTS takes some: "board phone-".
STORE ?= cities/timisoara
screenshots: $(VENV)/.dev browser
	$(BIN)/python -m tests.viewer.screenshots "$(STORE)" $(SHOTS)

# Take new messages of the code into the Romanian catalogue; then fill in the empty ones by hand.
messages: $(VENV)/.dev
	$(BIN)/pybabel -q extract --no-default-keywords -k N_ -k NN_:1,2 --project timisoara-twin --no-location --sort-output \
	  --no-wrap -o $(VENV)/messages.pot geodata layers twin viewer
	$(BIN)/pybabel -q update --init-missing -l ro -i $(VENV)/messages.pot -o geodata/locale/ro.po --no-wrap \
	  --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
