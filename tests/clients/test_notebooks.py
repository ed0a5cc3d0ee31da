"""What a notebook shows by itself: answers as a sentence and a table, and how far a call is; nothing elsewhere."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser

import nbformat
import pytest
from nbclient import NotebookClient

SMALL = """
import partnerscape as ps
from partnerscape.study.question import analysis
analysis.ALWAYS = ()
small = ps.load_scenario("marketplace").changed(time={"burn_in_months": 12, "horizon_months": 12, "initial_partners": 60})
asked = {"question": "Which?", "scenario": small, "levers": {"offers": [2, 9], "commission_rate": [0.15, 0.3]},
         "design": {"policies": 8, "futures": 3}}
"""
UNCOMPILED = "from partnerscape.study.jobs import progress\nprogress.is_compiled = lambda: False"
CELLS = {
    "run": "ps.run(small, seeds=range(3))",
    "compare": "ps.compare(small, 'pay_more', seeds=range(3), hangs_on=False)",
    "study": "ps.study(asked, out)",
    "replay": "ps.replay(out, policy=2, future=1)",
    "told": "ps.run(small, seeds=range(3), progress=lambda done, total: None)",
}


class Page(HTMLParser):
    """Counts what a piece of HTML holds, and that every part is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs) -> None:
        self.seen.append(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


class Recorder(NotebookClient):
    """Keeps every message that a kernel sends of its displays, also those that later ones replace."""

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] in ("display_data", "update_display_data"):
            self.pictures.setdefault(cell_index, []).append(msg["content"]["data"])
        return super().process_message(msg, cell, cell_index)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Outputs and displays of each cell."""
    folder = tmp_path_factory.mktemp("notebook")
    cells = [f"{SMALL}out = {str(folder / 'out')!r}\n{UNCOMPILED}", *CELLS.values()]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    Recorder.pictures = {}
    Recorder(notebook, timeout=170, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    return {name: (notebook.cells[n].outputs, Recorder.pictures.get(n, [])) for n, name in enumerate(CELLS, 1)}


@pytest.mark.parametrize("name", ["run", "compare", "study", "replay"])
def test_an_answer_is_a_sentence_and_a_table(played, name) -> None:
    (answer,) = [output for output in played[name][0] if output.output_type == "execute_result"]
    html = answer.data["text/html"]
    page = Page(html)
    assert page.seen.count("table") == 1
    assert page.seen.count("tr") > 2
    assert page.seen[:2] == ["p", "strong"]
    assert "partnerscape 0." in html, "it says what it is of"
    assert len(html) < 6000


@pytest.mark.parametrize(("name", "what"), [("run", "runs"), ("compare", "futures"), ("study", "candidate runs")])
def test_a_notebook_sees_how_far_a_call_is(played, name, what) -> None:
    outputs, pictures = played[name]
    words = [picture["text/plain"] for picture in pictures]
    assert words[0].startswith("compiling the month")
    assert any(f" {what}, " in text for text in words)
    assert '<progress value="' in "".join(picture["text/html"] for picture in pictures)
    assert words[-1] == "", "the bar goes when the call ends"
    assert not [output for output in outputs if output.output_type == "stream"]


def test_a_progress_of_ones_own_is_all_there_is(played) -> None:
    assert played["told"][1] == []


def test_nothing_is_shown_outside_of_notebooks() -> None:
    code = f"{SMALL}\nimport IPython\nresult = ps.run(small, seeds=range(2))\nassert result._repr_html_().startswith('<p>')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
