"""The header: the product, the screens, the language."""

from __future__ import annotations

from markupsafe import Markup

from partnerscape.language import language, phrase, speakable

from ..state.draft import Draft
from .markup import button, tag
from .words import SCREEN_NAMES, screen_name


def header(draft: Draft) -> Markup:
    """Screens beyond the first need a programme."""
    items = [
        button(
            screen_name(screen),
            "screen",
            screen,
            id=f"go-{screen}",
            aria_current="page" if screen == draft.screen else None,
        )
        for screen in SCREEN_NAMES
        if screen == "start" or draft.programme
    ]
    languages = [tag("option", name, value=code, selected=code == language()) for code, name in speakable().items()]
    choose = tag("select", languages, id="language", data_act="language", aria_label=phrase("Language"))
    return tag(
        "header",
        tag("span", "Partnerscape", class_="brand"),
        tag("nav", items, aria_label=phrase("Screens")),
        choose,
        class_="top",
    )
