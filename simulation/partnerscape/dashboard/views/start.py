"""The first screen: which programme it is about."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from partnerscape.language import phrase, term
from partnerscape.scenario import scenarios
from partnerscape.show.style.lever_words import capital

from ..jobs.own import PROGRAMMES
from .markup import button, tag
from .own import upload
from .words import notice, policy_name


def start(own: Sequence[str], wrong: str = "") -> Markup:
    """Shipped programmes, one's own, the folder's."""
    return tag(
        "main",
        tag("h1", phrase("Which partner programme is it about?")),
        tag(
            "p",
            phrase("Start from one that resembles yours; every number in it can be changed later. Nothing leaves this machine."),
            class_="lead",
        ),
        notice(wrong) if wrong else None,
        tag("div", [_card(name, policy_name(name), term(title)) for name, title in scenarios().items()], class_="cards"),
        _own(own),
        tag("section", tag("h2", phrase("Your own")), tag("div", _numbers(), _file(), class_="cards")),
    )


def _card(name: str, said: str, title: str = "") -> Markup:
    """A programme to start from; the name of one's own file stays as it is in every language."""
    return tag(
        "div",
        tag("h2", capital(said), class_="title"),
        tag("p", capital(title), class_="small quiet") if title else None,
        button(
            phrase("Start here"),
            "programme",
            name,
            id=f"programme-{name}",
            aria_label=phrase("Start from {name}", name=said),
        ),
        class_="card",
    )


def _numbers() -> Markup:
    said = phrase("Who are we, what do we pay, what may change: three short steps, or a table of your sales.")
    return tag(
        "div",
        tag("h2", phrase("From our numbers"), class_="title"),
        tag("p", said, class_="small quiet"),
        button(phrase("Begin"), "own", id="own", class_="first"),
        class_="card",
    )


def _file() -> Markup:
    said = phrase("A programme written before: TOML, or a workbook.")
    return tag(
        "div",
        tag("h2", phrase("From a file"), class_="title"),
        tag("p", said, class_="small quiet"),
        upload("programme-file", phrase("Programme"), PROGRAMMES),
        class_="card",
    )


def _own(own: Sequence[str]) -> Markup | None:
    if not own:
        return None
    return tag(
        "section",
        tag("h2", phrase("In your folder")),
        tag("div", [_card(name, name.replace("_", " ")) for name in own], class_="cards"),
    )
