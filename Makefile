# Two commands are enough: `make brief` runs the sample review, `make test` every check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
REVIEW ?= data/sample

.DEFAULT_GOAL := help
# `make git-filter` runs by itself with the set-up.
.PHONY: help brief lab desk git-filter test bench lint notebooks sample lock wheel clean

help:
	@echo "make brief   cài đặt (lần đầu), chạy đợt xét mẫu, in năm số liệu và nơi lưu tài liệu"
	@echo "make lab     mở JupyterLab với các sổ tay; đợt xét khác: make lab REVIEW=THƯ-MỤC"
	@echo "make desk    mở bàn chấm điểm trên trình duyệt; đợt xét khác: make desk REVIEW=THƯ-MỤC"
	@echo "make test    mọi kiểm tra (cho lập trình viên)"
	@echo "make bench   đo tốc độ nạp danh sách 100.000 hồ sơ, ghi sổ, mở bàn chấm (cho lập trình viên)"

brief: $(READY)
	@$(BIN)/danvan report "$(REVIEW)"

lab: $(READY)
	@$(BIN)/danvan lab "$(REVIEW)"

desk: $(READY)
	@$(BIN)/danvan review "$(REVIEW)"

# The environment is made once; it is made anew only when what it is made from changes.
$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Cần Python 3.11 trở lên; $(PYTHON) là $$($(PYTHON) -V 2>&1). Chạy: make PYTHON=python3.11 …" >&2; exit 1; }
	@echo "Đang cài đặt môi trường (một lần, khoảng hai phút)…"
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Không tạo được môi trường Python. Trên Debian, Ubuntu: cài gói python3-venv rồi chạy lại." >&2; exit 1; }
	@$(BIN)/pip install --quiet --quiet --disable-pip-version-check --requirement requirements.lock
	@$(BIN)/pip install --quiet --quiet --disable-pip-version-check --no-deps --editable .
	@if git rev-parse --git-dir >/dev/null 2>&1; then $(MAKE) --no-print-directory git-filter; fi
	@touch $@

# Notebooks are stored without outputs (.gitattributes names the filter). Execution counts stay: nbval compares the
# outputs of cells tagged keep_output only where a count says that the cell was run.
git-filter:
	@git config filter.nbstripout.clean "$(BIN)/nbstripout --keep-count"
	@git config filter.nbstripout.smudge cat
	@git config diff.ipynb.textconv "$(BIN)/nbstripout --keep-count --textconv"

test: $(READY) lint
	@sh tests/system_packages.sh
	@$(BIN)/python -m pytest -n 2 --no-loadscope-reorder
	@$(MAKE) --no-print-directory notebooks

# Ratios against fair rivals, measured in one run; never part of the tests.
bench: $(READY)
	@for file in tests/benchmarks/bench_*.py; do $(BIN)/python $$file || exit 1; done

lint: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/nbstripout --keep-count --verify notebooks/*.ipynb

# On a copy: a run of the notebooks must neither read nor leave marks in the sample of this checkout.
notebooks: $(READY)
	@$(BIN)/python tests/notebooks/run_nbval.py

sample: $(READY)
	@$(BIN)/python data/make_templates.py
	@$(BIN)/python data/make_sample.py

wheel: $(READY)
	@$(BIN)/python -m build --wheel

# Exact versions, without any index address, as a fresh environment resolves the ranges of pyproject.toml.
lock:
	@rm -rf build/lock && $(PYTHON) -m venv build/lock
	@build/lock/bin/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@build/lock/bin/pip freeze --exclude-editable --exclude pip --exclude setuptools > build/lock/frozen
	@echo '# Exact versions of everything, for Python 3.11 and later; made by `make lock`.' | cat - build/lock/frozen > requirements.lock

clean:
	@rm -rf $(VENV) build dist
