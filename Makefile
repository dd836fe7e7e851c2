# make run PORT=8501 DATA=data/store     starts Eleven
# make test WORKERS=2                    every check and test, the browser included
# make check                             the checks alone: style, types, layers
# make setup                             the environment alone; make browser: a Chromium, where none is installed
# make bench                             every benchmark, each figure beside its target (exports go with imports)
# make fuzz MINUTES=10                   files nobody meant to write, read for some minutes
# make pictures PICTURES=docs/pictures   every page with the demo campaign, at one instant
# make figures FIGURES=figures           what pages, exports, wall and command line say of it then, as text to compare
# make presets                           every preset: the made file of it read back, as a table
# make messages                          the catalogue follows the sentences of the source
PYTHON ?= python3
WORKERS ?= 2
PORT ?= 8501
MINUTES ?= 10
ADDRESS ?= 127.0.0.1
DATA ?= data/store
PICTURES ?= docs/pictures
FIGURES ?= figures
BIN := .venv/bin
STAMP := .venv/installed

.PHONY: setup run browser check test bench fuzz pictures figures presets messages

setup: $(STAMP)

$(STAMP): requirements.txt $(wildcard constraints.txt)
	@$(PYTHON) -c 'import sys; sys.exit("Eleven needs Python 3.11 or newer; name one with PYTHON=" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt $(if $(wildcard constraints.txt),-c constraints.txt)
	touch $@

run: setup
	PORT=$(PORT) ADDRESS=$(ADDRESS) ELEVEN_DATA=$(DATA) exec $(BIN)/python app.py

# The browser of the tests: an installed one; else Debian's where we may install it; else Playwright's own.
browser: setup
	@if command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends chromium; \
	else $(BIN)/python -m playwright install chromium; fi

check: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# File by file in the order of collection, for the browser's files come first and take longest.
test: setup browser check
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

bench: setup browser
	@failed=; for one in documents facts imports wall feed pages products ticks; do \
	  echo "== $$one"; $(BIN)/python benchmarks/$$one.py || failed="$$failed $$one"; \
	done; test -z "$$failed" || { echo "a target is missed:$$failed"; exit 1; }

fuzz: setup
	$(BIN)/python -m tests.intake.fuzz --minutes $(MINUTES)

pictures: setup browser
	$(BIN)/python -m tests.browser.pictures $(PICTURES)

figures: setup
	$(BIN)/python -m tests.figures $(FIGURES)

presets: setup
	@folder=$$(mktemp -d) && $(BIN)/python -m tests.made "$$folder" && \
	  $(BIN)/python -m campaign presets "$$folder"/* --constant at=2026-11-10 --constant day=2026-11-10 \
	  --constant paid_at=2026-11-11; done=$$?; rm -rf "$$folder"; exit $$done

BABEL := $(BIN)/python -m babel.messages.frontend --quiet
messages: setup
	$(BABEL) extract --mapping-file=babel.cfg --no-location --sort-output --no-wrap --output-file=.venv/eleven.pot .
	$(BABEL) update --domain=eleven --locale=zh_CN --input-file=.venv/eleven.pot --output-dir=campaign/locale \
	  --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
