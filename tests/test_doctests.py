"""The examples in docstrings run, and every public name documents what numpydoc asks for."""

import doctest
import inspect
import pkgutil
import re
from importlib import import_module

import pytest

import partnerscape as ps
from partnerscape.study.question import analysis

PURE = ("scenario", "rules", "study.question", "study.statistics")  # rooms whose examples need no run of the model
FUNCTIONS = [name for name in ps.__all__ if name != "study" and inspect.isfunction(getattr(ps, name))]
CLASSES = [name for name in ps.__all__ if inspect.isclass(getattr(ps, name))]


def modules() -> list[str]:
    """Every module of the pure rooms, and those of the public functions."""
    found = {getattr(ps, name).__module__ for name in (*FUNCTIONS, *CLASSES)} | {"partnerscape.study.study"}
    for room in PURE:
        package = import_module(f"partnerscape.{room}")
        inner = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        found |= {package.__name__, *(module.name for module in inner)}
    return sorted(found)


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


def test_the_pure_rooms_have_examples() -> None:
    ran = [e for name in WITH_EXAMPLES for test in examples(name) for e in test.examples if doctest.SKIP not in e.options]
    assert len(ran) > 25


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
