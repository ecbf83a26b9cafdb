# The chores. `make run` starts the dashboard, `make test` is what CI runs; both make .venv first.
.PHONY: run check test test-fast bench lock licences sbom offline

.venv: requirements.txt tests/requirements.txt
	python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt -r tests/requirements.txt && touch .venv

run: .venv
	.venv/bin/streamlit run dashboard.py

check: .venv
	.venv/bin/python -m ruff check .
	PYRIGHT_PYTHON_IGNORE_WARNINGS=1 .venv/bin/python -m pyright --pythonpath .venv/bin/python
	.venv/bin/python -m pytest -n 0 tests/test_house.py tests/test_readme.py tests/test_documented.py tests/test_glossary.py

test: .venv
	.venv/bin/python -m pytest

# No browser, SQLite only, and nothing that takes seconds by itself.
test-fast: .venv
	.venv/bin/python -m pytest -m "not browser and not postgresql and not slow"

bench: .venv
	.venv/bin/python tests/bench/run.py

# What is installed, exactly: versions and hashes for every platform and Python; then `make licences`.
lock: .venv
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade requirements.txt -o requirements.lock

licences: .venv
	.venv/bin/pip install -q --require-hashes -r requirements.lock
	.venv/bin/python docs/supply/licences.py

# CycloneDX, of the lock.
sbom: .venv
	.venv/bin/cyclonedx-py requirements --output-reproducible -o sbom.json requirements.lock

# A folder to carry on a stick, in offline/: make offline PLATFORM=win_amd64, linux_x86_64 or linux_aarch64.
offline: .venv
	.venv/bin/python docs/supply/make_offline.py $(PLATFORM)
