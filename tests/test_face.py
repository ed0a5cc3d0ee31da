"""The names at the top: few, quick to import, and each what it says in whatever order they are asked for."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import partnerscape as ps

HEAVY = ("mesa", "pandas", "matplotlib", "sklearn", "SALib", "numba")


def in_a_new_process(code: str) -> object:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_face_is_small():
    assert len(ps.__all__) <= 15


def test_the_version_stands_in_the_citation():
    citation = (Path(__file__).parents[1] / "CITATION.cff").read_text()
    assert f"\nversion: {ps.__version__}\n" in citation


@pytest.mark.parametrize("first", ["load_scenario", "run", "compare", "study", "PartnerEcosystem"])
def test_every_name_is_callable_whichever_is_asked_for_first(first):
    code = (
        f"import json, partnerscape as ps; ps.{first}; print(json.dumps([n for n in ps.__all__ if not callable(getattr(ps, n))]))"
    )
    assert in_a_new_process(code) == ["LEVERS"]  # a table


def test_a_room_stays_reachable_beside_the_function_of_its_name():
    code = "import json, partnerscape as ps; ps.study; import partnerscape.study.runs.execute as e; print(json.dumps(e.__name__))"
    assert in_a_new_process(code) == "partnerscape.study.runs.execute"


def test_the_face_loads_nothing_heavy():
    code = f"import json, sys, partnerscape; print(json.dumps([m for m in {HEAVY} if m in sys.modules]))"
    assert in_a_new_process(code) == []


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = ps.nonsense
