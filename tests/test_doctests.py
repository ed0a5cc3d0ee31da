"""The examples in docstrings run, and every public name documents what numpydoc asks for."""

import doctest
import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

import partnerscape as ps
from partnerscape.study.question import analysis

PACKAGE = Path(ps.__file__).parent
API = Path(__file__).parents[1] / "docs" / "api"
ROOMS = (  # whose public names the site documents one by one
    "scenario",
    "scenario.pay",
    "engine",
    "own_data.panel",
    "own_data.fitting",
    "own_data.pilots",
    "statement",
)
FUNCTIONS = [name for name in ps.__all__ if name != "study" and inspect.isfunction(getattr(ps, name))]
CLASSES = [name for name in ps.__all__ if inspect.isclass(getattr(ps, name))]


def modules() -> list[str]:
    """Every module of the package whose text has an example."""
    inside = [path for path in sorted(PACKAGE.rglob("*.py")) if ">>> " in path.read_text("utf-8")]
    parts = [path.relative_to(PACKAGE.parent).with_suffix("").parts for path in inside]
    return [".".join(part[:-1] if part[-1] == "__init__" else part) for part in parts]


def examples(name: str) -> list[doctest.DocTest]:
    """The docstrings of a module that have examples."""
    return [test for test in doctest.DocTestFinder(exclude_empty=True).find(import_module(name)) if test.examples]


WITH_EXAMPLES = [name for name in modules() if examples(name)]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "_registered", {})  # what an example registers is not known to other tests
    runner = doctest.DocTestRunner()
    for test in examples(name):
        said: list[str] = []
        assert runner.run(test, out=said.append).failed == 0, "".join(said)


def test_many_examples_are_run() -> None:
    ran = [e for name in WITH_EXAMPLES for test in examples(name) for e in test.examples if doctest.SKIP not in e.options]
    assert len(ran) > 60
    assert {name.split(".")[1] for name in WITH_EXAMPLES} >= {
        "scenario",
        "rules",
        "study",
        "language",
        "statement",
        "own_data",
        "tables",
    }


@pytest.mark.parametrize("room", ["", *ROOMS])
def test_every_public_name_is_a_page_of_the_site(room: str) -> None:
    module = import_module(f"partnerscape.{room}".rstrip("."))
    told = {
        line.rpartition(".")[2]
        for path in API.glob("*.md")
        for line in re.findall(r"^\.\. (?:auto|py:data).*:: (\S+)$", path.read_text("utf-8"), re.M)
    }
    values = {name for name in module.__all__ if not callable(getattr(module, name))}
    assert set(module.__all__) - values - told == set()


@pytest.mark.parametrize("room", ROOMS)
def test_a_public_function_of_a_room_documents_its_parameters(room: str) -> None:
    module = import_module(f"partnerscape.{room}")
    for name in module.__all__:
        function = getattr(module, name)
        if inspect.isfunction(function) and inspect.signature(function).parameters:
            text = sections(inspect.getdoc(function) or "")
            told = documented(text.get("Parameters", "")) | set(re.findall(r"``(\w+)", inspect.getdoc(function) or ""))
            assert set(inspect.signature(function).parameters) <= told, f"{room}.{name}"


def sections(text: str) -> dict[str, str]:
    """The sections of a numpydoc docstring by their heading."""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}\n", inspect.cleandoc(text), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def documented(parameters: str) -> set[str]:
    """Names that a section lists: ``workers, chunk : int`` are two."""
    heads = re.findall(r"^(\S.*?)(?: :.*)?$", parameters, flags=re.MULTILINE)
    return {name.strip().lstrip("*") for head in heads for name in head.split(",")}


def public_function(name: str) -> object:
    """The function itself; ``ps.study`` is the room that can be called."""
    return import_module("partnerscape.study.study").study if name == "study" else getattr(ps, name)


@pytest.mark.parametrize("name", [*FUNCTIONS, "study"])
def test_a_public_function_documents_parameters_returns_errors_and_an_example(name: str) -> None:
    function = public_function(name)
    found, parameters = sections(function.__doc__), inspect.signature(function).parameters
    assert {"Returns", "Examples"} <= found.keys()
    assert not parameters or "Raises" in found
    assert set(parameters) <= documented(found.get("Parameters", ""))


@pytest.mark.parametrize("name", CLASSES)
def test_a_public_class_has_an_example(name: str) -> None:
    assert "Examples" in sections(getattr(ps, name).__doc__)


def test_a_missing_parameter_is_noticed() -> None:
    assert documented("seeds : iterable of int\n    One future per seed.\nworkers, chunk : int, optional") == {
        "seeds",
        "workers",
        "chunk",
    }
