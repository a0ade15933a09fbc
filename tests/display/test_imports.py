"""What a desk does not need is not loaded: twenty of them open at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from danvan_tools import display

CODE = """
import sys
from danvan_tools import display
assert "matplotlib" not in sys.modules, "loaded before a chart is drawn"
missing = [name for name in display.__all__ if not hasattr(display, name)]
assert missing == [], missing
assert "matplotlib" in sys.modules
"""


def test_charts_are_loaded_when_they_are_drawn():
    loaded = subprocess.run([sys.executable, "-c", CODE], capture_output=True, encoding="utf-8", check=False)
    assert loaded.stderr == ""
    assert loaded.returncode == 0


def test_a_misspelt_name_is_still_an_error():
    with pytest.raises(AttributeError, match="chart_count"):
        display.chart_count  # noqa: B018
