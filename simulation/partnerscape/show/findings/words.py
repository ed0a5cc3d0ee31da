"""Findings in plain words: the win-win conditions and who loses first. Nothing is said that was not measured."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from partnerscape.language import phrase, phrase_for, term
from partnerscape.metrics.margin import OF_CUSTOMERS, OF_NEWCOMERS, OF_PARTNERS, OF_VENDOR, QUALITY, Margin

from ..style.lever_words import capital, input_condition, lever_limits, listed, segment_name
from ..style.numbers import percent, share_with, whole

if TYPE_CHECKING:  # what a run shows needs no study
    from partnerscape.study.win_win.findings import Findings

__all__ = ["lever_limits", "loser_in_words", "rule_in_words"]

FEW_HELD_OUT = 5  # fewer held-out policies inside a box test nothing
WIDE = 0.25  # an interval of a density wider than this says little


def party(who: str, segments: tuple[str, ...]) -> str:
    """A party as one would say it: ``the vendor``, ``small partners``, ``customers``."""
    if who in segments:
        return phrase("{segment} partners", segment=segment_name(who))
    known = {
        "vendor": phrase("the vendor"),
        "partners": phrase("partners on average"),
        "newcomers": phrase("newcomers"),
        "customers": phrase("customers"),
    }
    constraint = term(who.removeprefix("constraint.").replace("_", " "))
    return known.get(who) or phrase("the constraint on {metric}", metric=constraint)


def counted_in_words(margins: Iterable[Margin], segments: tuple[str, ...]) -> str:
    """Who has a margin in the verdict, and who has none."""
    present = set(margins)
    counted = [phrase("the vendor")] if OF_VENDOR in present else []
    if OF_PARTNERS in present:
        counted.append(_by_segment(segments))
    if OF_NEWCOMERS in present:
        counted.append(phrase("newcomers"))
    if OF_CUSTOMERS in present:
        counted.append(phrase("customers (price, quality and service)"))
    elif QUALITY in present:
        counted.append(phrase("customers (quality)"))
    missing = [] if OF_NEWCOMERS in present else [phrase("newcomers")]
    missing += [
        phrase("partners who leave before the change"),
        phrase("further effects on end customers"),
        phrase("rivals"),
        phrase("the vendor's own staff"),
    ]
    return phrase("Counted: {counted}. Not counted: {missing}.", counted=listed(counted), missing=listed(missing))


def _by_segment(segments: tuple[str, ...]) -> str:
    if len(segments) > 1:
        return phrase("today's partners by segment ({segments})", segments=listed(list(segments)))
    return phrase("today's partners by segment")


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
        conditions = ", ".join(limits)
        if box.held_out_policies >= FEW_HELD_OUT:
            sentences.append(
                phrase_for(
                    box.held_out_policies,
                    "Another way: {conditions}: win-win in {share} of futures, on {number} held-out policy.",
                    "Another way: {conditions}: win-win in {share} of futures, on {number} held-out policies.",
                    conditions=conditions,
                    share=share_with(box.density, *box.density_interval),
                )
            )
        else:
            sentences.append(
                phrase(
                    "Another way: {conditions}: predicted win-win in {share} of futures, not yet tested.",
                    conditions=conditions,
                    share=percent(box.modelled_density),
                )
            )
    return sentences


def rule_in_words(findings: Findings) -> str:
    """The win-win conditions, their out-of-sample success rate, and who loses first."""
    promise = promise_in_words(findings)
    if findings.box is not None:
        conditions = capital(", ".join(limits_of(findings)))
        promise = phrase("{conditions}: {promise}", conditions=conditions, promise=promise)
    return " ".join(filter(None, (promise, caution_in_words(findings), loser_in_words(findings))))


def is_tested(findings: Findings) -> bool:
    """Whether enough held-out policies satisfy the conditions to state a success rate."""
    return findings.tested is not None and findings.tested.held_out_policies >= FEW_HELD_OUT


def promise_in_words(findings: Findings) -> str:
    """In how many futures the conditions are win-win, as measured; without conditions, why there are none."""
    box = findings.tested
    if box is None or findings.box is None:
        return no_rule_in_words(findings)
    if not is_tested(findings):
        return phrase("predicted win-win in {share} of futures, but this is not yet tested.", share=percent(box.modelled_density))
    share = share_with(box.density, *box.density_interval)
    if findings.box.held_out_policies == 0:
        return phrase_for(
            box.held_out_policies,
            "win-win in {share} of {futures}, on {number} held-out policy. No policy of the study's own test satisfies these "
            "conditions, so it is not known how much of all win-win outcomes they cover.",
            "win-win in {share} of {futures}, on {number} held-out policies. No policy of the study's own test satisfies these "
            "conditions, so it is not known how much of all win-win outcomes they cover.",
            share=share,
            futures=futures_tried(findings),
        )
    return phrase_for(
        box.held_out_policies,
        "win-win in {share} of {futures}, on {number} held-out policy; these conditions cover {covered} of all win-win outcomes.",
        "win-win in {share} of {futures}, on {number} held-out policies; these conditions cover {covered} of all win-win "
        "outcomes.",
        share=share,
        futures=futures_tried(findings),
        covered=share_with(findings.box.coverage, *findings.box.coverage_interval),
    )


def futures_tried(findings: Findings) -> str:
    """Where the success rate was measured: ``fresh futures``, or ``futures`` if these are those of the study."""
    return phrase("futures") if findings.tested is findings.box else phrase("fresh futures")


def caution_in_words(findings: Findings) -> str:
    """What keeps one from trusting the conditions; empty if nothing does."""
    box, required = findings.tested, findings.results.scenario.goals.required_probability
    if box is None:
        return ""
    if not is_tested(findings):
        number = box.held_out_policies
        if number == 0:
            return phrase("Of the held-out policies none satisfies these conditions: ask again with more policies.")
        return phrase_for(
            number,
            "Of the held-out policies only {number} satisfies these conditions: ask again with more policies.",
            "Of the held-out policies only {number} satisfy these conditions: ask again with more policies.",
        )
    low, high = box.density_interval
    cautions = []
    if box.density < required:
        cautions.append(phrase("That is less than the required {required}.", required=percent(required)))
    elif low < required:
        cautions.append(
            phrase("The interval reaches below the required {required}: not yet certain.", required=percent(required))
        )
    if high - low > WIDE:
        cautions.append(phrase("The interval is wide: more policies and futures would narrow it."))
    return " ".join(cautions)


def no_rule_in_words(findings: Findings) -> str:
    """Why there are no conditions: hardly anything is win-win, or nearly everything."""
    results = findings.results
    required, mean = results.scenario.goals.required_probability, float(results.probability.mean())
    if mean >= required:
        return phrase(
            "No limits are needed: over all that was asked about, policies are win-win in {share} of futures on average.",
            share=percent(mean),
        )
    return phrase_for(
        len(results.probability),
        "No win-win conditions were found: no range of these levers is win-win often enough. On average policies are win-win in "
        "{mean} of futures; the best of the {number} policy tried in {best} (optimistic: it is the best of all tried). "
        "Required: {required}.",
        "No win-win conditions were found: no range of these levers is win-win often enough. On average policies are win-win in "
        "{mean} of futures; the best of the {number} policies tried in {best} (optimistic: it is the best of all tried). "
        "Required: {required}.",
        mean=percent(mean),
        best=percent(float(results.probability.max())),
        required=percent(required),
    )


def loser_in_words(findings: Findings) -> str:
    """Who loses first, and when; empty if nobody does."""
    loser, scenario = findings.loser, findings.results.scenario
    if loser is None:
        return ""
    who, inside = party(loser.who, scenario.segment_names), bool(findings.box)
    if loser.failing_runs == 0:
        return phrase("Nobody loses in any run inside the conditions; {party} would be first.", party=who) if inside else ""
    hits = whole(round(loser.share * loser.failing_runs))
    if loser.when is None:
        return _first_to_lose(loser.failing_runs, inside, party=who, hits=hits)
    condition = input_condition(loser.when, loser.when_above, loser.when_value, scenario.currency)
    return _first_to_lose_when(loser.failing_runs, inside, party=who, hits=hits, condition=condition)


def _first_to_lose(runs: int, inside: bool, **values: str) -> str:
    if inside:
        return phrase_for(
            runs,
            "First to lose: {party}, in {hits} of the {number} run inside the conditions that fail.",
            "First to lose: {party}, in {hits} of the {number} runs inside the conditions that fail.",
            **values,
        )
    return phrase_for(
        runs,
        "First to lose: {party}, in {hits} of the {number} run that fail.",
        "First to lose: {party}, in {hits} of the {number} runs that fail.",
        **values,
    )


def _first_to_lose_when(runs: int, inside: bool, **values: str) -> str:
    if inside:
        return phrase_for(
            runs,
            "First to lose: {party}, in {hits} of the {number} run inside the conditions that fail, above all when {condition}.",
            "First to lose: {party}, in {hits} of the {number} runs inside the conditions that fail, above all when {condition}.",
            **values,
        )
    return phrase_for(
        runs,
        "First to lose: {party}, in {hits} of the {number} run that fail, above all when {condition}.",
        "First to lose: {party}, in {hits} of the {number} runs that fail, above all when {condition}.",
        **values,
    )


def where_failing(findings: Findings) -> str:
    """Which failing runs are looked at: those inside the conditions, or all."""
    return phrase("inside the conditions that fail") if findings.box else phrase("that fail")
