"""Findings in plain words: the rule, who loses first, the verdict. Nothing is said that was not measured."""

from __future__ import annotations

import math
import re
from pathlib import Path

from ..scenario import ASSUMPTIONS, LEVERS
from ..study.compare import Comparison
from ..study.win_win import Findings
from .numbers import DASH, count_of, in_unit, money, money_with, percent, plain, share_with

FEW_HELD_OUT = 5  # fewer held-out policies inside a box test nothing
WIDE = 0.25  # an interval of a density wider than this says little
LABELS = {  # where a lever's name with spaces is not how one says it
    "commission_rate": "commission",
    "bonus": "target bonus",
    "target": "target for the bonus",
    "cap": "cap on commission",
    "tier_months": "months that tiers count",
    "recurring_months": "months of recurring commission",
    "clawback_months": "months of clawback",
    "priority_share": "share of partners served first",
    "status_share": "share of partners with status",
    "survey_every": "months between surveys",
    "review_every": "months between reviews",
    "notice_months": "months of notice",
    "grandfather_months": "months on the old pay for incumbents",
    "retroactive": "retroactive tiers",
}
IMPLIED = {"commission_rate", "priority_share", "status_share"}  # the label says of what it is a share


def split_lever(name: str) -> tuple[str, str]:
    """Segment (or "") and lever of a key like ``small__commission_rate``."""
    segment, _, lever = name.rpartition("__")
    return segment, lever


def lever_label(name: str) -> str:
    """A lever's name in words: ``commission``, ``support agents``, ``commission of small partners``."""
    segment, lever = split_lever(name)
    label = LABELS.get(lever, lever.replace("_", " "))
    if not segment:
        return label
    return f"{label} {_joint(lever)} {segment.replace('_', ' ')} partners"


def _joint(lever: str) -> str:
    """Pay is ``of`` small partners, everything else ``for`` them."""
    return "of" if LEVERS[lever].pay and not _counted(lever) else "for"


def capital(text: str) -> str:
    """The first letter large."""
    return text[:1].upper() + text[1:]


def _counted(lever: str) -> bool:
    """Whether the label itself is what is counted: ``2.5 support agents``, ``6 offers``, ``3 months of notice``."""
    first = LEVERS[lever].unit.split()[0]
    if first == "share":
        return False
    label = LABELS.get(lever, lever.replace("_", " "))
    return first in (label.split()[0], label.split()[-1])


def _is_money(unit: str) -> bool:
    return unit.split()[0] in ("currency", "revenue")


def _unit_after(lever: str) -> str:
    """What follows the number, and the label where the label is counted."""
    unit = LEVERS[lever].unit
    if _counted(lever):
        return unit.partition(" ")[2]
    if unit == "share, 0-1" or lever in IMPLIED:
        return ""
    if _is_money(unit):
        return unit.partition(" ")[2]
    return unit.removeprefix("share").strip() if unit.startswith("share") else unit


def lever_number(name: str, value: float, currency: str = "€") -> str:
    """A lever's bare value: ``21 %``, ``2.5``, ``€40``, ``yes``."""
    lever = split_lever(name)[1]
    unit = LEVERS[lever].unit
    if unit == "yes/no":
        return "yes" if value else "no"
    if _is_money(unit):
        return money(value, currency)
    if unit.startswith("share") and unit != "share, 0-1":
        return f"{plain(100.0 * value)} %"
    return plain(value)


def lever_unit(name: str) -> str:
    """A lever's unit for an axis or a table's head: ``%``, ``per 100 partners``, ``0 to 1``."""
    lever = split_lever(name)[1]
    unit = LEVERS[lever].unit
    after = _unit_after(lever)
    if unit == "share, 0-1":
        return "0 to 1"
    if unit.startswith("share"):
        return f"% {after}".strip()
    return unit if _is_money(unit) else after


def lever_limits(name: str, limits: tuple[float, float], full_range: tuple[float, float], currency: str = "€") -> str:
    """Limits on a lever as one would say them; an end of the range that was asked about is not said.

    Parameters
    ----------
    name : str
        A lever, or a segment's as ``small__commission_rate``.
    limits, full_range : tuple of float
        What the rule allows and what was asked about.
    currency : str
        Sign or code of the scenario's money.

    Returns
    -------
    str
        ``commission 21–29 %``, ``at least 2.5 support agents per 100 partners``, ``at most 14 offers``.
    """
    segment, lever = split_lever(name)
    low, high = limits
    label = LABELS.get(lever, lever.replace("_", " "))
    whose = f"{segment.replace('_', ' ')} partners" if segment else ""
    if LEVERS[lever].unit == "yes/no":
        said = f"{label} or not" if low < high else label if high else f"no {label}"
        return f"{said} for {whose}" if whose else said
    at_low, at_high = low <= full_range[0], high >= full_range[1]
    if at_low and at_high:
        return f"any {lever_label(name)}"
    a, b = lever_number(name, low, currency), lever_number(name, high, currency)
    if math.isclose(low, high):
        number = a
    elif at_low:
        number = f"at most {b}"
    elif at_high:
        number = f"at least {a}"
    else:
        number = f"{a.removesuffix(' %')}{DASH}{b}"
    after = _unit_after(lever)
    if _counted(lever):
        return " ".join(filter(None, (number, label, after, f"for {whose}" if whose else "")))
    return " ".join(filter(None, (label, f"{_joint(lever)} {whose}" if whose else "", number, after)))


def assumption_label(name: str) -> str:
    """An assumption by name and meaning: ``rival response (share of a pay rise that rivals match)``."""
    meaning = re.sub(r"\s*\([^)]*\)", "", ASSUMPTIONS[name].meaning)
    words = name.replace("_", " ")
    return words if meaning == words else f"{words} ({meaning})"


def party(who: str, segments: tuple[str, ...]) -> str:
    """A party as one would say it: ``the vendor``, ``small partners``, ``customers``."""
    if who in segments:
        return f"{who.replace('_', ' ')} partners"
    known = {"vendor": "the vendor", "partners": "partners on average", "customers": "customers, in quality"}
    return known.get(who, f"the constraint on {who.replace('_', ' ')}")


def limits_in_words(findings: Findings) -> str:
    """All limits of the box in one phrase, the most influential lever first."""
    box, question = findings.box, findings.results.question
    if box is None:
        return ""
    order = [name for name in findings.effects["lever"] if name in box.limits]
    currency = findings.results.scenario.currency
    return capital(", ".join(lever_limits(n, box.limits[n], question.levers[n], currency) for n in order))


def rule_in_words(findings: Findings) -> str:
    """The rule, what it promises on policies that it had not seen, and who loses first."""
    loser = loser_in_words(findings)
    parts = [limits_in_words(findings) + ": " + promise_in_words(findings) if findings.box else no_rule_in_words(findings)]
    return " ".join([*parts, loser] if loser else parts)


def promise_in_words(findings: Findings) -> str:
    """In how many futures the rule is win-win, as measured, and how far to believe it."""
    box, required = findings.box, findings.results.scenario.goals.required_probability
    if box is None:
        return no_rule_in_words(findings)
    if box.held_out_policies < FEW_HELD_OUT:
        inside = count_of(box.held_out_policies, "policy", "policies") if box.held_out_policies else "none"
        return (
            f"the model expects win-win in {percent(box.modelled_density)} of futures, but this is not yet tested: of the policies "
            f"kept for testing only {inside} kept these limits. Ask again with more policies."
        ).replace("only none kept", "none kept")
    said = (
        f"win-win in {share_with(box.density, *box.density_interval)} of futures, on "
        f"{count_of(box.held_out_policies, 'policy', 'policies')} that the rule had not seen; "
        f"it holds {share_with(box.coverage, *box.coverage_interval)} of all win-win outcomes."
    )
    low, high = box.density_interval
    if low < required <= box.density:
        said += f" The interval reaches below the required {percent(required)}: not yet certain."
    elif box.density < required:
        said += f" That is less than the required {percent(required)}."
    if high - low > WIDE:
        said += " The interval is wide: more policies and futures would narrow it."
    return said


def no_rule_in_words(findings: Findings) -> str:
    """Why there is no rule: hardly anything is win-win, or nearly everything."""
    results = findings.results
    required, mean = results.scenario.goals.required_probability, float(results.probability.mean())
    if mean >= required:
        return f"No limits are needed: over the whole range asked about, policies are win-win in {percent(mean)} of futures on average."
    best = float(results.probability.max())
    return (
        f"No rule was found: no range of these levers is win-win often enough. On average policies are win-win in {percent(mean)} of "
        f"futures; the best of the {count_of(len(results.probability), 'policy', 'policies')} tried in {percent(best)}, and being "
        f"picked as the best flatters it. Required: {percent(required)}."
    )


def loser_in_words(findings: Findings) -> str:
    """Who loses first, and when; empty if nobody does."""
    loser = findings.loser
    if loser is None or loser.failing_runs == 0:
        return "Nobody loses in any run that keeps the rule." if loser is not None and findings.box else ""
    scenario = findings.results.scenario
    said = f"First to lose: {party(loser.who, scenario.segment_names)}"
    if loser.when is None:
        where = "that keep the rule and fail" if findings.box else "that fail"
        return f"{said}, in {round(loser.share * loser.failing_runs)} of the {count_of(loser.failing_runs, 'run')} {where}."
    side = "above" if loser.when_above else "below"
    if split_lever(loser.when)[1] in LEVERS and loser.when in findings.results.levers:
        unit = lever_unit(loser.when) if _counted(split_lever(loser.when)[1]) else ""
        verb = "are" if _counted(split_lever(loser.when)[1]) else "is"
        value = f"{lever_number(loser.when, loser.when_value, scenario.currency)} {unit}".strip()
        return f"{said}, when {lever_label(loser.when)} {verb} {side} {value}."
    value = in_unit(loser.when_value, ASSUMPTIONS[loser.when].unit, scenario.currency)
    return f"{said}, when {assumption_label(loser.when)} is {side} {value}."


def policy_label(comparison: Comparison) -> str:
    """The candidate's name in words."""
    name = comparison.name
    return (Path(name).stem if name.endswith(".toml") else name).replace("_", " ")


def verdict_in_words(comparison: Comparison) -> str:
    """In how many futures the candidate is win-win, what that means, who gains and who loses."""
    share, low, high = comparison.p_win_win
    total, required = len(comparison.seeds), comparison.scenario.goals.required_probability
    hits = round(share * total)
    meaning = {
        "certified": f"Certified: surely at least the required {percent(required)}",
        "rejected": f"Rejected: surely below the required {percent(required)}",
        "undecided": f"Undecided: the interval reaches both sides of the required {percent(required)}; more seeds would narrow it",
    }[comparison.verdict]
    return " ".join(
        [
            f"{capital(policy_label(comparison))} is win-win in {hits} of {count_of(total, 'future')}, "
            f"{share_with(share, low, high)}. {meaning}.",
            vendor_in_words(comparison),
            groups_in_words(comparison),
        ]
    )


def vendor_in_words(comparison: Comparison) -> str:
    """What the vendor's net present value does."""
    row = comparison.differences.set_index("metric").loc["npv"]
    said = money_with(row["difference"], row["low"], row["high"], comparison.scenario.currency)
    if row["low"] > 0.0:
        return f"The vendor gains: net present value {said}."
    if row["high"] < 0.0:
        return f"The vendor loses: net present value {said}."
    return f"What the vendor gains is not certain: net present value {said}."


def groups_in_words(comparison: Comparison) -> str:
    """Which segments gain, which lose, and the share of partners who are worse off."""
    rows = comparison.groups.set_index("group")
    rows = rows.loc[[s for s in comparison.scenario.segment_names if s in rows.index]]
    gaining = [s for s in rows.index if rows.loc[s, "gain_low"] > 0.0]
    losing = [s for s in rows.index if rows.loc[s, "gain_high"] < 0.0]
    rest = [s for s in rows.index if s not in gaining + losing]
    said = []
    for names, one, verb in ((gaining, "gain", "gain"), (losing, "lose", "lose"), (rest, "", "may gain or lose")):
        if names:
            said.append(f"{listed(names)} partners {verb}" + (" on average" if one else ""))
    worst = rows["not_worse"].idxmin()
    return (
        f"{capital('; '.join(said))}. Not worse off are at least {percent(float(rows.loc[worst, 'not_worse']))} of partners in every "
        f"segment, fewest among {worst.replace('_', ' ')} partners."
    )


def listed(names: list[str]) -> str:
    """``small, middle and large``."""
    words = [n.replace("_", " ") for n in names]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
