"""Elements of a page. Every text is escaped by MarkupSafe; only what was made here counts as markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from markupsafe import Markup, escape

Child: TypeAlias = "str | Markup | Iterable[Child] | None"
VOID = ("input", "br", "img")


def tag(name: str, /, *children: Child, **attributes: Any) -> Markup:
    """An element: ``tag("p", "a < b", class_="note")``.

    Parameters
    ----------
    name : str
    *children : str, Markup, or nested lists of them
        Plain text is escaped; None is left out.
    **attributes
        ``class_`` is ``class``, ``data_act`` is ``data-act``; True stands alone, None and False are left out.

    Examples
    --------
    >>> tag("p", "a < b", class_="note")
    Markup('<p class="note">a &lt; b</p>')
    """
    said = Markup("").join(
        _attribute(key, value) for key, value in attributes.items() if value is not None and value is not False
    )
    if name in VOID:
        return Markup("<{}{}>").format(Markup(name), said)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), said, joined(children))


def _attribute(key: str, value: Any) -> Markup:
    name = key.removesuffix("_").replace("_", "-")
    return Markup(" {}").format(name) if value is True else Markup(' {}="{}"').format(name, value)


def joined(children: Child) -> Markup:
    """Children one after the other, each escaped unless it is markup."""
    if children is None:
        return Markup("")
    if isinstance(children, str):
        return escape(children)
    return Markup("").join(joined(child) for child in children)


def button(text: Child, act: str, value: str = "", **more: Any) -> Markup:
    """A button that tells the page's Python what was wanted."""
    return tag("button", text, type="button", data_act=act, data_value=value, **more)
