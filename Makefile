# One command to run (`make run`), one to test (`make test`), one for everything CI asks (`make check`).

VENV := .venv
PORT ?= 5000
BIN := $(VENV)/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard consult/translations/*/LC_MESSAGES/*.po))
# Dates and names in a catalogue's header would make every two changes conflict.
DATED := Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Project-Id-Version|Generated-By
export PORT

.DEFAULT_GOAL := help
.PHONY: help run test bench check lint translations catalogues

help: ## Say what there is to make
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile

run: $(VENV)/runtime.installed $(CATALOGUES) ## Serve on 127.0.0.1:$PORT, with demo content in a new database
	@exec $(BIN)/python -m consult.serve --prepare

test: $(VENV)/dev.installed $(CATALOGUES) ## Run the whole suite, on SQLite and on PostgreSQL
	@$(BIN)/python -m pytest -n 2 $(ARGS)

bench: $(VENV)/dev.installed $(CATALOGUES) ## Measure against a bare Flask answer: SIZE=small|default|large OUT=FILE ARGS=…
	@$(BIN)/python -m bench $(if $(SIZE),--size $(SIZE)) $(if $(OUT),--out $(OUT)) $(ARGS)

check: lint test ## Everything that CI asks for: lint, types, translations, architecture, tests

lint: $(VENV)/dev.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet

translations: $(VENV)/dev.installed ## Bring the catalogues up to date with the texts in the code, and compile them
	$(BIN)/pybabel extract -F pyproject.toml -k lazy -k lazy_plural:1,2 -c Translators: \
		--sort-by-file --no-location --project consult -o messages.pot .
	for po in consult/translations/*/LC_MESSAGES/*.po; do \
		$(BIN)/pybabel update -i messages.pot -o $$po -N --ignore-obsolete \
			-l $$(echo $$po | cut -d/ -f3) || exit 1; \
		sed -i -E '/^"($(DATED)):/d' $$po; \
	done
	@$(MAKE) --no-print-directory catalogues

catalogues: $(CATALOGUES)

%.mo: %.po
	@$(BIN)/pybabel --quiet compile -i $< -o $@

# Installed packages are compared with the list by content: a fresh checkout changes every date.
$(VENV)/runtime.installed: requirements.txt $(BIN)/python
	@cmp -s requirements.txt $@ || { echo "Installing the libraries (once, about half a minute) ..."; \
		$(BIN)/python -m pip install -qq -r requirements.txt; }
	@cp requirements.txt $@

$(VENV)/dev.installed: requirements-dev.txt $(VENV)/runtime.installed
	@cat requirements.txt requirements-dev.txt | cmp -s - $@ || { \
		echo "Installing what the tests need (once) ..."; \
		$(BIN)/python -m pip install -qq -r requirements-dev.txt; }
	@cat requirements.txt requirements-dev.txt > $@

$(BIN)/python:
	@for python in $(PYTHON) python3.11 python3 python; do \
		if [ "$$($$python -c 'import sys; print(sys.version_info[:2] == (3, 11))' 2>/dev/null)" = True ]; \
		then $$python -m venv $(VENV) && exit 0; \
			rm -rf $(VENV); echo "On Debian: apt install python3-venv"; exit 1; fi; \
	done; \
	echo "Python 3.11 is needed and was not found. Install it, or name it: make run PYTHON=/path/to/python3.11"; \
	exit 1
