"""The house: what ships, what is locked, which imports are refused, how long a rule may be."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "simulation" / "partnerscape"
SCREEN = 60  # lines


@pytest.fixture(scope="module")
def unpacked_wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_the_package_and_what_ships_with_it(unpacked_wheel):
    shipped = unpacked_wheel / "partnerscape" / "shipped"
    for kind in ("scenarios", "experiments"):
        assert {p.name for p in (shipped / kind).iterdir()} == {p.name for p in (ROOT / kind).glob("*.toml")}
    modules = {p.relative_to(PACKAGE) for p in PACKAGE.rglob("*.py")}
    assert {p.relative_to(unpacked_wheel / "partnerscape") for p in unpacked_wheel.rglob("*.py")} == modules
    assert [p.name for p in unpacked_wheel.iterdir() if not p.name.endswith(".dist-info")] == ["partnerscape"]


RELATIVE = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def test_a_package_index_is_given_no_link_that_leads_nowhere(unpacked_wheel):
    (metadata,) = unpacked_wheel.glob("*.dist-info/METADATA")
    description = metadata.read_text(encoding="utf-8").partition("\n\n")[2]
    assert "# Partnerscape" in description
    assert "(`docs/start.md`)" in description
    assert RELATIVE.findall(description) == []


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_links_of_the_first_pages_lead_somewhere(page):
    targets = RELATIVE.findall((ROOT / page).read_text(encoding="utf-8"))
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_an_installed_wheel_loads_its_scenario(unpacked_wheel, tmp_path):
    code = (
        "import partnerscape, partnerscape.scenario as s; print(partnerscape.__file__);"
        "print(s.load_scenario('marketplace').name, s.shipped('scenarios')['marketplace'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(unpacked_wheel)},
        capture_output=True,
        text=True,
        check=True,
    )
    package, scenario = done.stdout.splitlines()
    assert package.startswith(str(unpacked_wheel))
    assert scenario == f"marketplace {unpacked_wheel / 'partnerscape' / 'shipped' / 'scenarios' / 'marketplace.toml'}"


def test_the_lock_pins_every_dependency_and_holds_no_address():
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    assert "index" not in lock.replace("--hash", "")
    pinned = {
        canonicalize_name(line.split("==")[0]): line.split("==")[1].split()[0] for line in lock.splitlines() if "==" in line
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = {
        name: extra for name, extra in project["optional-dependencies"].items() if name not in ("clients", "audit", "cluster")
    }  # others' tools, as they are
    wanted = [*project["dependencies"], *(r for extra in extras.values() for r in extra)]
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)], prereleases=True), str(requirement)


@pytest.mark.parametrize("code", ["import simulation.partnerscape\n", "from simulation import partnerscape\n"])
def test_a_second_path_to_the_package_is_refused(code):
    check = [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--stdin-filename", "tests/test_any.py", "-"]
    done = subprocess.run(check, input=code, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "TID251" in done.stdout


def _functions():
    for path in sorted((PACKAGE / "rules").glob("*/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                yield pytest.param(path, node, id=f"{path.stem}.{node.name}")


@pytest.mark.parametrize(("path", "node"), list(_functions()))
def test_a_rule_is_one_screen(path, node):
    assert node.end_lineno - node.lineno < SCREEN
    assert ast.get_docstring(node), f"{path.name}: what does {node.name} do?"


def test_every_decision_stands_in_the_index():
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text()
    assert {p.name for p in folder.glob("[0-9]*.md") if p.name not in index} == set()
