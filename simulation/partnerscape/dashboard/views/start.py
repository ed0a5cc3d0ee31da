"""The first screen: which programme?"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from partnerscape.language import phrase
from partnerscape.scenario import scenarios
from partnerscape.show.style.lever_words import capital

from .markup import button, tag
from .words import policy_name


def start(own: Sequence[str]) -> Markup:
    """Shipped programmes and the folder's own."""
    return tag(
        "main",
        tag("h1", phrase("Which partner programme is it about?")),
        tag("p", phrase("Start from one that resembles yours; every number in it can be changed later. Nothing leaves this machine."), class_="lead"),
        tag("div", [_card(name, title) for name, title in scenarios().items()], class_="cards"),
        _own(own),
    )


def _card(name: str, title: str) -> Markup:
    return tag(
        "div",
        tag("h3", capital(policy_name(name)), style="margin:0"),
        tag("p", capital(title), class_="small quiet") if title else None,
        button(phrase("Start here"), "programme", name, id=f"programme-{name}", aria_label=phrase("Start from {name}", name=policy_name(name))),
        class_="card",
    )


def _own(own: Sequence[str]) -> Markup | None:
    if not own:
        return None
    return tag("section", tag("h2", phrase("In your folder")), tag("div", [_card(name, "") for name in own], class_="cards"))
