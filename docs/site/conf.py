"""The documentation site: pages as they stand in the repository, the reference from docstrings; `make docs` builds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from partnerscape.version import __version__

ROOT = Path(__file__).parents[2]

project = "Partnerscape"
author = "The Partnerscape founders"
version = release = __version__
language = "en"

# Sources are the repository's own pages, so that their links are right wherever they are read.
root_doc = "docs/index"
include_patterns = [
    "docs/*.md",
    "docs/[adehr]*/*.md",
    "notebooks/*",
    "experiments/README.md",
    "experiments/cluster/README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
]
exclude_patterns = [".*", "build", "results", "simulation", "tests"]
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
    "numpydoc",
    "matplotlib.sphinxext.plot_directive",
    "sphinx_copybutton",
    "sphinx_design",
]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4
smartquotes_action = "qe"  # no dashes: `--out` in a help text stays what is typed
nb_execution_mode = "off"  # `make notebooks` executes them

autodoc_typehints = "none"  # numpydoc's sections state them
autodoc_member_order = "bysource"
autosummary_generate = False
numpydoc_show_class_members = False

plot_html_show_formats = False
plot_html_show_source_link = False
plot_include_source = False
plot_formats = [("svg", 96)]
plot_working_directory = str(ROOT)

html_theme = "pydata_sphinx_theme"
html_title = f"Partnerscape {version}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_extra_path = ["extra"]
html_copy_source = False
html_search_scorer = str(ROOT / "docs" / "site" / "scorer.js")
html_favicon = "static/icon.svg"
html_sidebars = {"docs/index": [], "docs/start": [], "docs/glossary": []}  # pages without others beside them
html_show_sphinx = False
html_theme_options = {
    "navbar_align": "left",
    "header_links_before_dropdown": 7,
    "show_nav_level": 1,
    "show_toc_level": 2,
    "navbar_end": ["theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "show_prev_next": False,
    "back_to_top_button": False,
}
html_context = {"default_mode": "auto"}
STRAY = ("_static/webpack-macros.html",)  # of the theme's own build


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("build-finished", _without_strays)


def _without_strays(app: Any, error: Exception | None) -> None:
    for name in STRAY:
        (Path(app.outdir) / name).unlink(missing_ok=True)
