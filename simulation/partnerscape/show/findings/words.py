"""Findings in plain words: the win-win conditions, who loses first, the verdict. Nothing is said that was not measured."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from partnerscape.metrics.margin import OF_CUSTOMERS, OF_NEWCOMERS, OF_PARTNERS, OF_VENDOR, QUALITY, Margin
from partnerscape.scenario.units import Unit

from ..style.lever_words import capital, input_condition, lever_limits, listed
from ..style.numbers import bare_percent, count_of, money_with, percent, share_with, signed

if TYPE_CHECKING:  # what a run shows needs no study
    import pandas as pd

    from partnerscape.study.comparison.comparison import Comparison
    from partnerscape.study.win_win.findings import Findings

__all__ = ["lever_limits", "loser_in_words", "rule_in_words", "verdict_in_words"]

FEW_HELD_OUT = 5  # fewer held-out policies inside a box test nothing
WIDE = 0.25  # an interval of a density wider than this says little


def party(who: str, segments: tuple[str, ...]) -> str:
    """A party as one would say it: ``the vendor``, ``small partners``, ``customers``."""
    if who in segments:
        return f"{who.replace('_', ' ')} partners"
    known = {"vendor": "the vendor", "partners": "partners on average", "newcomers": "newcomers", "customers": "customers"}
    return known.get(who, f"the constraint on {who.removeprefix('constraint.').replace('_', ' ')}")


COUNTED = {
    OF_VENDOR: "the vendor",
    OF_PARTNERS: "today's partners",
    OF_NEWCOMERS: "newcomers",
    OF_CUSTOMERS: "customers (price, quality and service)",
}


def counted_in_words(margins: Iterable[Margin], segments: tuple[str, ...]) -> str:
    """Who has a margin in the verdict, and who has none."""
    present = set(margins)
    who = [name for margin, name in COUNTED.items() if margin in present]
    if OF_CUSTOMERS not in present and QUALITY in present:
        who.append("customers (quality)")
    by_segment = f" ({listed(list(segments))})" if len(segments) > 1 else ""
    counted = [f"{name} by segment{by_segment}" if name == COUNTED[OF_PARTNERS] else name for name in who]
    missing = [] if OF_NEWCOMERS in present else ["newcomers"]
    missing += ["partners who leave before the change", "further effects on end customers", "rivals", "the vendor's own staff"]
    return f"Counted: {listed(counted)}. Not counted: {listed(missing)}."


# ---- a study


def limits_of(findings: Findings) -> list[str]:
    """The box's limits, the most influential lever first."""
    box, question = findings.box, findings.results.question
    if box is None:
        return []
    order = [name for name in findings.effects["lever"] if name in box.limits]
    currency = findings.results.scenario.currency
    return [lever_limits(n, box.limits[n], question.levers[n], currency, question.labels) for n in order]


def further_in_words(findings: Findings) -> list[str]:
    """Other boxes in which programmes are win-win too, one each."""
    question, currency = findings.results.question, findings.results.scenario.currency
    sentences = []
    for box in findings.further:
        limits = [lever_limits(n, limit, question.levers[n], currency, question.labels) for n, limit in box.limits.items()]
        share = (
            f"win-win in {share_with(box.density, *box.density_interval)} of futures, on "
            f"{count_of(box.held_out_policies, 'held-out policy', 'held-out policies')}"
            if box.held_out_policies >= FEW_HELD_OUT
            else f"predicted win-win in {percent(box.modelled_density)} of futures, not yet tested"
        )
        sentences.append(f"Another way: {', '.join(limits)}: {share}.")
    return sentences


def rule_in_words(findings: Findings) -> str:
    """The win-win conditions, their out-of-sample success rate, and who loses first."""
    conditions = promise_in_words(findings)
    if findings.box is not None:
        conditions = f"{capital(', '.join(limits_of(findings)))}: {conditions}"
    return f"{conditions} {caution_in_words(findings)} {loser_in_words(findings)}".replace("  ", " ").strip()


def is_tested(findings: Findings) -> bool:
    """Whether enough held-out policies satisfy the conditions to state a success rate."""
    return findings.tested is not None and findings.tested.held_out_policies >= FEW_HELD_OUT


def promise_in_words(findings: Findings) -> str:
    """In how many futures the conditions are win-win, as measured; without conditions, why there are none."""
    box = findings.tested
    if box is None or findings.box is None:
        return no_rule_in_words(findings)
    if not is_tested(findings):
        return f"predicted win-win in {percent(box.modelled_density)} of futures, but this is not yet tested."
    return (
        f"win-win in {share_with(box.density, *box.density_interval)} of {futures_tried(findings)}, on "
        f"{count_of(box.held_out_policies, 'held-out policy', 'held-out policies')}; these conditions cover "
        f"{share_with(findings.box.coverage, *findings.box.coverage_interval)} of all win-win outcomes."
    )


def futures_tried(findings: Findings) -> str:
    """Where the success rate was measured: ``fresh futures``, or ``futures`` if these are those of the study."""
    return "futures" if findings.tested is findings.box else "fresh futures"


def caution_in_words(findings: Findings) -> str:
    """What keeps one from trusting the conditions; empty if nothing does."""
    box, required = findings.tested, findings.results.scenario.goals.required_probability
    if box is None:
        return ""
    if not is_tested(findings):
        number = box.held_out_policies
        few = "none satisfies" if number == 0 else f"only {number} satisfies" if number == 1 else f"only {number} satisfy"
        return f"Of the held-out policies {few} these conditions: ask again with more policies."
    low, high = box.density_interval
    cautions = []
    if box.density < required:
        cautions.append(f"That is less than the required {percent(required)}.")
    elif low < required:
        cautions.append(f"The interval reaches below the required {percent(required)}: not yet certain.")
    if high - low > WIDE:
        cautions.append("The interval is wide: more policies and futures would narrow it.")
    return " ".join(cautions)


def no_rule_in_words(findings: Findings) -> str:
    """Why there are no conditions: hardly anything is win-win, or nearly everything."""
    results = findings.results
    required, mean = results.scenario.goals.required_probability, float(results.probability.mean())
    if mean >= required:
        return (
            f"No limits are needed: over all that was asked about, policies are win-win in {percent(mean)} of futures on average."
        )
    tried = count_of(len(results.probability), "policy", "policies")
    return (
        "No win-win conditions were found: no range of these levers is win-win often enough. On average policies are win-win in "
        f"{percent(mean)} of futures; the best of the {tried} tried in {percent(float(results.probability.max()))} "
        f"(optimistic: it is the best of all tried). Required: {percent(required)}."
    )


def loser_in_words(findings: Findings) -> str:
    """Who loses first, and when; empty if nobody does."""
    loser, scenario = findings.loser, findings.results.scenario
    if loser is None:
        return ""
    who = party(loser.who, scenario.segment_names)
    if loser.failing_runs == 0:
        return f"Nobody loses in any run inside the conditions; {who} would be first." if findings.box else ""
    hits = round(loser.share * loser.failing_runs)
    sentence = f"First to lose: {who}, in {hits:,} of the {count_of(loser.failing_runs, 'run')} {where_failing(findings)}"
    if loser.when is None:
        return f"{sentence}."
    return f"{sentence}, above all when {input_condition(loser.when, loser.when_above, loser.when_value, scenario.currency)}."


def where_failing(findings: Findings) -> str:
    """Which failing runs are looked at: those inside the conditions, or all."""
    return "inside the conditions that fail" if findings.box else "that fail"


# ---- a comparison


def policy_label(comparison: Comparison) -> str:
    """The candidate's name in words."""
    name = comparison.name
    return (Path(name).stem if name.endswith(".toml") else name).replace("_", " ")


def verdict_in_words(comparison: Comparison) -> str:
    """In how many futures the candidate is win-win, what that means, who gains and who loses."""
    parts = (chance_in_words, vendor_in_words, groups_in_words, others_in_words)
    return " ".join(filter(None, (part(comparison) for part in parts)))


def chance_in_words(comparison: Comparison) -> str:
    """In how many futures the candidate is win-win, against what is required."""
    share, low, high = comparison.p_win_win
    total, required = len(comparison.seeds), percent(comparison.scenario.goals.required_probability)
    meaning = {
        "certified": f"Certified: at least the required {required}, with 95 % confidence.",
        "rejected": f"Rejected: below the required {required}, with 95 % confidence.",
        "undecided": f"Undecided: the interval includes the required {required}; more seeds would narrow it.",
    }[comparison.verdict]
    futures = f"{round(share * total)} of {count_of(total, 'future')}"
    return f"{capital(policy_label(comparison))} is win-win in {futures}, {share_with(share, low, high)}. {meaning}"


def vendor_in_words(comparison: Comparison) -> str:
    """What the vendor's net present value does."""
    row = comparison.differences.set_index("metric").loc["npv"]
    gain = money_with(row["difference"], row["low"], row["high"], comparison.scenario.currency)
    if row["low"] > 0.0:
        return f"The vendor gains: net present value {gain}."
    if row["high"] < 0.0:
        return f"The vendor loses: net present value {gain}."
    return f"The vendor may gain or lose: net present value {gain}."


def groups_in_words(comparison: Comparison) -> str:
    """Which segments gain, which lose, and the share of partners who are worse off."""
    rows = comparison.groups.set_index("group")
    rows = rows.loc[[s for s in comparison.scenario.segment_names if s in rows.index]]
    gaining = [s for s in rows.index if rows.loc[s, "gain_low"] > 0.0]
    losing = [s for s in rows.index if rows.loc[s, "gain_high"] < 0.0]
    rest = [s for s in rows.index if s not in gaining + losing]
    verbs = ((gaining, "gain on average"), (losing, "lose on average"), (rest, "may gain or lose"))
    clauses = [f"{listed(names)} partners {verb}" for names, verb in verbs if names]
    worst = str(rows["not_worse"].idxmin())
    least = percent(float(rows.loc[worst, "not_worse"]))
    tail = f", fewest among {worst.replace('_', ' ')} partners" if len(rows) > 1 else ""
    return f"{capital('; '.join(clauses))}. At least {least} of partners in every segment are not worse off{tail}."


def others_in_words(comparison: Comparison) -> str:
    """What newcomers and customers gain or lose; empty where the runs do not say."""
    currency = comparison.scenario.currency
    return " ".join(_gain_in_words(row, currency) for _, row in comparison.others.iterrows())


def _gain_in_words(row: pd.Series, currency: str) -> str:
    """A gain with its verb: ``Newcomers' surplus rises: +€14 (95 %: +€11 to +€17) per newcomer and month``."""
    subject = f"{capital(row['party'])}' {row['measure']}"
    verb = "rises" if row["low"] > 0.0 else "falls" if row["high"] < 0.0 else "may rise or fall"
    if row["unit"] == "share":
        known = math.isfinite(row["low"]) and math.isfinite(row["high"])  # one future has no interval
        ends = f" (95 %: {bare_percent(row['low'], 1)} to {bare_percent(row['high'], 1)})" if known else ""
        size = f"{signed(percent(row['value'], 1))}{ends}"
    else:
        size = f"{money_with(row['value'], row['low'], row['high'], currency)} {Unit.read(row['unit']).rate}"
    return f"{subject} {verb}: {size}."
