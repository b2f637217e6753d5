# `uv run just RECIPE`; `uv run just` lists them.

uv := env("UV", "uv")

_list:
    @just --list

# everything in one go: database, pages, API, worker, sample company
up *options:
    galeon up {{ options }}

# the tests, in parallel
test *options:
    pytest -n auto {{ options }}

# the tests on Debian's PostgreSQL 15 in place of the wheel's 18
test-15 *options:
    GALEON_TEST_BINARIES=/usr/lib/postgresql/15/bin pytest -n auto {{ options }}

# everything a machine can find wrong without running the product
lint:
    ruff check
    ruff format --check
    mypy
    lint-imports

# put the code in order
fmt:
    ruff check --fix
    ruff format

# one measurement against its floor
bench name *options:
    python -m bench {{ name }} --json {{ options }}

# hurt the product on purpose; it must come through
drill name *options:
    python -m drills.{{ name }} {{ options }}

# renew the pinned versions in pyproject.toml from what resolves today
pin:
    python tools/pin.py "{{ uv }}"

# remake the vendored fonts of labels and statements (needs npm)
fonts:
    python tools/fonts.py

# gather every sentence into the catalogues of es and zh_Hans; fails while one is untranslated
messages:
    python -m galeon.web.messages

# take the pages' pictures from a running `galeon up` with the sample company in FOLDER
pictures folder address="http://127.0.0.1:8000":
    python tools/pictures.py {{folder}} {{address}}
