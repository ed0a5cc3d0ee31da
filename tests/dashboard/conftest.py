"""Tests of the dashboard need its extra; without it they are not even imported."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("solara") else ["test_*.py"]
