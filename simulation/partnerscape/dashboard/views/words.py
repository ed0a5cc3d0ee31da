"""Words that several screens share."""

from __future__ import annotations

from markupsafe import Markup

from partnerscape.language import phrase, term
from partnerscape.scenario import Policy, Scenario
from partnerscape.scenario.reading.changes import changed_levers
from partnerscape.show.style.lever_words import capital, lever_label, lever_number

from .markup import Child, tag

SCREEN_NAMES = ("start", "try", "map", "people", "saved", "study")


def screen_name(screen: str) -> str:
    """A screen's name in the navigation."""
    names = {
        "start": phrase("Programme"),
        "try": phrase("Try a change"),
        "map": phrase("Map"),
        "people": phrase("Partners"),
        "saved": phrase("Candidates"),
        "study": phrase("Study"),
    }
    return names[screen]


def notice(text: str, good: bool = False) -> Markup:
    """What went wrong, or right."""
    lines = [tag("p", line) for line in text.split("\n") if line]
    return tag("div", lines, class_="notice good" if good else "notice", role="status" if good else "alert")


def person_name(name: str) -> str:
    """What a partner is called: its segment and its number there."""
    segment, _, number = name.rpartition(" ")
    return phrase("{segment} {number}", segment=policy_name(segment), number=number) if segment else name


def policy_name(name: str) -> str:
    """A policy's name as one says it."""
    return term(name.replace("_", " "))


def changes_of(policy: Policy, scenario: Scenario) -> list[str]:
    """What a candidate changes, one line per lever: ``Commission: 20 % → 22 %``."""
    said = []
    for key in changed_levers(policy, scenario.current_policy):
        before = _number(scenario.current_policy, key, scenario.currency)
        after = _number(policy, key, scenario.currency)
        label = capital(lever_label(key))
        said.append(
            phrase("{lever}: {before} → {after}", lever=label, before=before, after=after)
            if before and after
            else phrase("{lever}: as in the plan", lever=label)
        )
    return said


def _number(policy: Policy, key: str, currency: str) -> str:
    from partnerscape.scenario import InputError, declared, value_of

    try:
        return lever_number(key, value_of(policy, key), currency) if declared(key) is not None else ""
    except (InputError, TypeError, AttributeError):
        return ""


def unbroken(text: str) -> str:
    """A number that stays with its sign and its unit."""
    return text.replace("−", "−\u2060").replace("+", "+\u2060").replace(" %", "\u00a0%")


def shown(heading: str, *parts: Child) -> Markup:
    """A section under its heading."""
    return tag("section", tag("h2", heading), parts)
