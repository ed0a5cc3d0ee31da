"""Execute notebooks in place and keep their small outputs: ``python docs/site/notebooks.py notebooks/tour.ipynb …``."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def is_empty(output: nbformat.NotebookNode) -> bool:
    """Whether an output is the place of a progress bar that has gone."""
    return output.output_type == "display_data" and output.data.get("text/plain") == ""


def execute(path: Path) -> None:
    """Run a notebook in its folder; what differs from machine to machine is left out."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=600, record_timing=False, resources={"metadata": {"path": str(path.parent)}}).execute()
    notebook.metadata = METADATA
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not is_empty(output)]
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        execute(Path(name))
