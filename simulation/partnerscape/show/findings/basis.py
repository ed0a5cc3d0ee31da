"""The lower half of a study's report: how sure we are, what was assumed, how to reproduce it."""

from __future__ import annotations

from pathlib import Path

from partnerscape.engine.build import build_key
from partnerscape.language import phrase, phrase_for, term
from partnerscape.metrics.margin import NEWCOMER_NUMBER, OF_CUSTOMERS, OF_NEWCOMERS, Margin
from partnerscape.scenario import ASSUMPTIONS
from partnerscape.scenario.assumptions import TABLE_OF
from partnerscape.scenario.parts import Goals
from partnerscape.study.boxes.boxes import Box
from partnerscape.study.jobs.store import Store
from partnerscape.study.request import line, request_in, said
from partnerscape.study.runs.stamp import stamp
from partnerscape.study.win_win.beyond import Beyond
from partnerscape.study.win_win.findings import Findings

from ..style.lever_words import capital, lever_label, listed
from ..style.numbers import futures_of, in_unit, percent, plain, share_with, whole
from ..style.page import command, escaped, folded, listing, paragraph, section, table
from .future_words import futures_in_words


def basis(findings: Findings, folder: Path, calibration: str) -> list[str]:
    """Sections that let a reader judge and repeat the study."""
    return [
        section(phrase("How sure we are"), listing(_sure(findings)), calibration),
        section(phrase("What was assumed"), *_assumed(findings)),
        section(
            phrase("How to reproduce"),
            *_again(folder),
            paragraph(_facts(findings, folder), "stamp"),
        ),
    ]


def _sure(findings: Findings) -> list[str]:
    results, model, box = findings.results, findings.model, findings.box
    time, held, futures = results.scenario.time, int(results.held_out.sum()), len(results.design.futures)
    size = phrase_for(
        results.design.runs,
        "{number} run: {policies}, each in the same {futures}, {horizon} months long, after {burn_in} months under today's "
        "policy. A future is one random seed and one draw of {assumptions}; in each, a policy is compared with today's under "
        "common random numbers (the same people, the same luck).",
        "{number} runs: {policies}, each in the same {futures}, {horizon} months long, after {burn_in} months under today's "
        "policy. A future is one random seed and one draw of {assumptions}; in each, a policy is compared with today's under "
        "common random numbers (the same people, the same luck).",
        policies=phrase_for(len(results.design.policies), "{number} policy", "{number} policies"),
        futures=futures_of(futures),
        horizon=time.horizon_months,
        burn_in=time.burn_in_months,
        assumptions=phrase_for(len(results.uncertainties), "{number} uncertain assumption", "{number} uncertain assumptions"),
    )
    held_out = phrase(
        "{policies} policies were kept aside as a test (held out): neither the fast approximation of the simulation that draws "
        "the map (the surrogate) nor the conditions were fitted to them. On them the predicted share of "
        "futures is off by {error} points (root mean square), on average by {bias}.",
        policies=whole(held),
        error=plain(100 * model.error, 2),
        bias=plain(100 * model.bias, 2),
    )
    chosen = phrase_for(
        len(model.choice_error),
        "Of {number} approximation tried, this one ({surface}) predicts policies and futures kept aside best.",
        "Of {number} approximations tried, this one ({surface}) predicts policies and futures kept aside best.",
        surface=term(model.surface),
    )
    rule = _tested(box) if box is not None and box.held_out_policies else ""
    fresh = (
        phrase("All policies were simulated in the same {futures} futures; the certificate used fresh ones.", futures=futures)
        if "certificate" in findings.answers
        else phrase(
            "All policies were simulated in the same {futures} futures. A certificate needs fresh ones: test the policy that you "
            "choose.",
            futures=futures,
        )
    )
    error = " ".join((held_out, chosen))
    beyond = [] if findings.beyond is None else [beyond_in_words(findings.beyond)]
    return [size, *beyond, *futures_in_words(findings), error, rule, fresh]


def beyond_in_words(beyond: Beyond) -> str:
    """What of a large design was analysed, and what its other runs say."""
    sizes = {"runs": whole(beyond.runs), "analysed": whole(beyond.analysed), "policies": whole(beyond.policies)}
    sentences = [
        phrase(
            "The whole design has {runs} runs of {policies} policies in {futures} futures; surrogate and conditions were fitted "
            "to {analysed} of them (its first policies, spread over all that was asked about), and the others test them.",
            futures=whole(beyond.futures),
            **sizes,
        )
    ]
    if beyond.density is not None:
        share, inside = share_with(beyond.density, *beyond.interval), whole(beyond.inside)
        sentences.append(
            phrase(
                "Of the policies that were not analysed, {inside} satisfy the conditions and are win-win in {share} of futures.",
                inside=inside,
                share=share,
            )
        )
    return " ".join(sentences)


def _unsourced(findings: Findings) -> str:
    """How many assumptions have no source, and how many of them the study's futures vary."""
    scenario = findings.results.scenario
    by_hand, ranges = scenario.by_hand, findings.results.question.ranges(scenario)
    costs, too = sum(TABLE_OF[n] == "costs" for n in by_hand), sum(n in ranges for n in by_hand)
    return phrase_for(
        too,
        "{unsourced} of {all} assumptions have no source; {costs} of them are costs of levers. {number} of them varies "
        "between futures, the others are fixed.",
        "{unsourced} of {all} assumptions have no source; {costs} of them are costs of levers. {number} of them vary "
        "between futures, the others are fixed.",
        unsourced=len(by_hand),
        all=len(ASSUMPTIONS),
        costs=costs,
    )


def _wider_in_words(findings: Findings) -> list[str]:
    """Where what nobody has measured varies as well."""
    watch = findings.answers.get("watch")
    if watch is None or watch.wider is None:
        return []
    return [phrase("In {futures} wider futures all of them were varied.", futures=whole(watch.wider.losing.futures))]


def _tested(box: Box) -> str:
    """How the conditions did on held-out policies, and whether their limits come back."""
    tested = phrase(
        "Of those, {policies} satisfy the conditions and are win-win in {share} of futures; predicted: {predicted}. The "
        "interval is for other policies in other futures. The conditions cover {covered} of all win-win outcomes in {part} of "
        "all policies.",
        policies=whole(box.held_out_policies),
        share=share_with(box.density, *box.density_interval),
        predicted=percent(box.modelled_density),
        covered=share_with(box.coverage, *box.coverage_interval),
        part=percent(box.share_of_policies, 1),
    )
    return " ".join(filter(None, (tested, _limits_again(box) if box.stability else "")))


def _limits_again(box: Box) -> str:
    """How often each limit comes back, the surest first."""
    shares = sorted(box.stability.items(), key=lambda item: -item[1])
    said = [phrase("{lever} in {share}", lever=lever_label(name), share=percent(share)) for name, share in shares]
    return phrase(
        "Stability: when policies and futures are resampled, the same limit reappears for {shares} of cases.", shares=listed(said)
    )


def _win_win(goals: Goals, margins: list[Margin]) -> str:
    """When a policy counts as win-win, in words; newcomers and customers where they have margins of their own."""
    said = [
        phrase(
            "A policy is win-win in a future if the vendor's net present value rises, incumbents gain on average, in every "
            "segment at least {share} are not worse off by more than {tolerance}, those who lose do not lose more than {limit} "
            "of their segment's value, and customers' quality does not fall by more than {quality}.",
            share=percent(goals.share_not_worse),
            tolerance=percent(goals.tolerance),
            limit=percent(goals.loss_limit),
            quality=plain(goals.quality_slack),
        )
    ]
    beside = {
        OF_NEWCOMERS: phrase("newcomers' surplus over what else they could do"),
        NEWCOMER_NUMBER: phrase("their number"),
        OF_CUSTOMERS: phrase("customers' surplus from price, quality and service"),
    }
    if also := [what for margin, what in beside.items() if margin in margins]:
        said.append(phrase("Nor may any of these fall by more than a small slack: {what}.", what=listed(also)))
    for constraint in goals.constraints:
        name = term(constraint.metric.replace("_", " "))
        if constraint.at_least is not None:
            said.append(phrase("Also: {metric} at least {value}.", metric=name, value=plain(float(constraint.at_least))))
        else:
            said.append(phrase("Also: {metric} at most {value}.", metric=name, value=plain(float(constraint.at_most or 0.0))))
    return " ".join(said)


def _assumed(findings: Findings) -> list[str]:
    """When a policy counts as win-win, which assumptions vary, and which have no source."""
    scenario = findings.results.scenario
    currency, values, ranges = scenario.currency, scenario.assumptions.values(), findings.results.question.ranges(scenario)
    by_hand = scenario.by_hand
    swept, hand = [], []
    for name, limits in ranges.items():
        mark = ASSUMPTIONS[name]
        source = phrase("by hand") if name in by_hand else term(mark.source) or phrase("range stated")
        numbers = [escaped(in_unit(v, mark.unit, currency)) for v in (*limits, values[name])]
        swept.append(
            [
                f"{escaped(term(name.replace('_', ' ')))}<br><small>{escaped(term(mark.meaning))}</small>",
                *numbers,
                escaped(source),
            ]
        )
    for name in sorted(by_hand, key=lambda n: (TABLE_OF[n] != "costs", n not in ranges)):
        mark = ASSUMPTIONS[name]
        hand.append(
            [
                escaped(term(name.replace("_", " "))),
                escaped(term(mark.meaning)),
                escaped(in_unit(values[name], mark.unit, currency)),
            ]
        )
    return [
        paragraph(_win_win(scenario.goals, findings.results.margins)),
        paragraph(" ".join((_unsourced(findings), *_wider_in_words(findings)))),
        folded(
            phrase_for(
                len(ranges),
                "What varies between futures: {number} uncertainty",
                "What varies between futures: {number} uncertainties",
            ),
            table(
                (phrase("uncertainty"), phrase("from"), phrase("to"), phrase("as stated"), phrase("source")),
                swept,
                numbers=(1, 2, 3),
            ),
        ),
        folded(
            phrase_for(
                len(by_hand),
                "Without a source: {number} assumption, costs first",
                "Without a source: {number} assumptions, costs first",
            ),
            table((phrase("assumption"), phrase("meaning"), phrase("value")), hand, numbers=(2,)),
        ),
    ]


def _again(folder: Path) -> list[str]:
    """The command that repeats the study; what no file holds is said to be in its folder."""
    request = request_in(folder)
    said_so = None if request is None else request.command(folder)
    if said_so is not None:
        same = phrase("The same command gives the same bits, with any number of workers, interrupted or not.")
        return [paragraph(same), command(said_so)]
    what = phrase(
        "The question was asked from Python, with values that are in no file; study.json next to this report has them all. The "
        "report is written again by:"
    )
    return [paragraph(what), command(line("report", [], [said(str(folder.absolute()))]))]


def _facts(findings: Findings, folder: Path) -> str:
    """Scenario, version, build, seeds, digest."""
    seeds = [int(s) for s in findings.results.design.futures["seed"]]
    build = Store(folder).asked["build"] if (folder / "study.json").exists() else build_key()
    return phrase(
        "{stamp}; build {build}; digest of the table of runs {digest}.",
        stamp=capital(stamp(findings.results.scenario, seeds)),
        build=build,
        digest=findings.digest,
    )
