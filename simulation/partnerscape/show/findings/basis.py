"""The lower half of a study's report: how sure we are, what was assumed, how to reproduce it."""

from __future__ import annotations

from pathlib import Path

from partnerscape.engine.build import build_key
from partnerscape.language import phrase
from partnerscape.metrics.margin import NEWCOMER_NUMBER, OF_CUSTOMERS, OF_NEWCOMERS, Margin
from partnerscape.scenario import ASSUMPTIONS
from partnerscape.scenario.assumptions import TABLE_OF
from partnerscape.scenario.scenario import Goals
from partnerscape.study.boxes.boxes import Box
from partnerscape.study.jobs.store import Store
from partnerscape.study.request import line, request_in, said
from partnerscape.study.runs.stamp import stamp
from partnerscape.study.win_win.beyond import Beyond
from partnerscape.study.win_win.findings import Findings

from ..style.lever_words import capital, lever_label, listed
from ..style.numbers import count_of, in_unit, percent, plain, share_with
from ..style.page import command, folded, listing, paragraph, section, table, told
from .future_words import futures_in_words


def basis(findings: Findings, folder: Path, calibration: str) -> list[str]:
    """Sections that let a reader judge and repeat the study."""
    return [
        section("How sure we are", listing(_sure(findings)), calibration),
        section("What was assumed", *_assumed(findings)),
        section(
            "How to reproduce",
            *_again(folder),
            paragraph(_facts(findings, folder), "stamp"),
        ),
    ]


def _sure(findings: Findings) -> list[str]:
    results, model, box = findings.results, findings.model, findings.box
    time, held, futures = results.scenario.time, int(results.held_out.sum()), len(results.design.futures)
    policies = count_of(len(results.design.policies), "policy", "policies")
    drawn = count_of(len(results.uncertainties), "uncertain assumption")
    size = (
        f"{results.design.runs:,} runs: {policies}, each in the same {count_of(futures, 'future')}, {time.horizon_months} months "
        f"long, after {time.burn_in_months} months under today's policy. A future is one random seed and one draw of {drawn}; in "
        "each, a policy is compared with today's under common random numbers (the same people, the same luck)."
    )
    error = (
        f"{held:,} policies were held out: neither the surrogate nor the conditions were fitted to them. On them the predicted "
        f"share "
        f"of futures is off by {plain(100 * model.error, 2)} points (root mean square), on average by "
        f"{plain(100 * model.bias, 2)}. "
        f"Of {count_of(len(model.choice_error), 'surrogate')} tried, this one ({model.surface}) predicts held-out policies and "
        "futures best."
    )
    rule = ""
    if box is not None and box.held_out_policies:
        rule = (
            f"Of those, {box.held_out_policies:,} satisfy the conditions and are win-win in "
            f"{share_with(box.density, *box.density_interval)} of futures; predicted: {percent(box.modelled_density)}. "
            "The interval is for other policies in other futures. The conditions cover "
            f"{share_with(box.coverage, *box.coverage_interval)} of all win-win outcomes "
            f"in {percent(box.share_of_policies, 1)} of all policies."
        )
        rule += f" {_limits_again(box)}" if box.stability else ""
    fresh = (
        f"All policies were simulated in the same {futures} futures. A certificate needs fresh ones: test the policy that "
        f"you choose."
    )
    beyond = [] if findings.beyond is None else [beyond_in_words(findings.beyond)]
    return [size, *beyond, *futures_in_words(findings), error, rule, fresh]


def beyond_in_words(beyond: Beyond) -> str:
    """What of a large design was analysed, and what its other runs say."""
    sizes = {"runs": f"{beyond.runs:,}", "analysed": f"{beyond.analysed:,}", "policies": f"{beyond.policies:,}"}
    sentences = [
        phrase(
            "The whole design has {runs} runs of {policies} policies in {futures} futures; surrogate and conditions were fitted "
            "to {analysed} of them (its first policies, spread over all that was asked about), and the others test them.",
            futures=f"{beyond.futures:,}",
            **sizes,
        )
    ]
    if beyond.density is not None:
        share, inside = share_with(beyond.density, *beyond.interval), f"{beyond.inside:,}"
        told = "Of the policies that were not analysed, {inside} satisfy the conditions and are win-win in {share} of futures."
        sentences.append(phrase(told, inside=inside, share=share))
    return " ".join(sentences)


def _limits_again(box: Box) -> str:
    """How often each limit comes back, the surest first."""
    shares = sorted(box.stability.items(), key=lambda item: -item[1])
    said = listed([f"{lever_label(name)} in {percent(share)}" for name, share in shares])
    return f"Stability: when policies and futures are resampled, the same limit reappears for {said} of cases."


def _win_win(goals: Goals, margins: list[Margin]) -> str:
    """When a policy counts as win-win, in words; newcomers and customers where they have margins of their own."""
    said = (
        "A policy is win-win in a future if the vendor's net present value rises, incumbents gain on average, in every segment "
        f"at least {percent(goals.share_not_worse)} are not worse off by more than {percent(goals.tolerance)}, those who lose do "
        f"not lose more than {percent(goals.loss_limit)} of their segment's value, and customers' quality does not fall by more "
        f"than {plain(goals.quality_slack)}."
    )
    beside = {
        OF_NEWCOMERS: "newcomers' surplus over what else they could do",
        NEWCOMER_NUMBER: "their number",
        OF_CUSTOMERS: "customers' surplus from price, quality and service",
    }
    if also := [what for margin, what in beside.items() if margin in margins]:
        said += f" Nor may any of these fall by more than a small slack: {listed(also)}."
    for constraint in goals.constraints:
        side, value = ("at least", constraint.at_least) if constraint.at_least is not None else ("at most", constraint.at_most)
        said += f" Also: {constraint.metric.replace('_', ' ')} {side} {plain(float(value or 0.0))}."
    return said


def _assumed(findings: Findings) -> list[str]:
    """When a policy counts as win-win, which assumptions vary, and which have no source."""
    scenario = findings.results.scenario
    currency, values, ranges = scenario.currency, scenario.assumptions.values(), findings.results.question.ranges(scenario)
    by_hand = scenario.by_hand
    costs, too = sum(TABLE_OF[n] == "costs" for n in by_hand), sum(n in ranges for n in by_hand)
    swept, hand = [], []
    for name, limits in ranges.items():
        mark = ASSUMPTIONS[name]
        source = "by hand" if name in by_hand else mark.source or "range stated"
        numbers = [told(in_unit(v, mark.unit, currency)) for v in (*limits, values[name])]
        swept.append([f"{told(name.replace('_', ' '))}<br><small>{told(mark.meaning)}</small>", *numbers, told(source)])
    for name in sorted(by_hand, key=lambda n: (TABLE_OF[n] != "costs", n not in ranges)):
        mark = ASSUMPTIONS[name]
        hand.append([told(name.replace("_", " ")), told(mark.meaning), told(in_unit(values[name], mark.unit, currency))])
    return [
        paragraph(_win_win(scenario.goals, findings.results.margins)),
        paragraph(
            f"{len(by_hand)} of {len(ASSUMPTIONS)} assumptions have no source; {costs} of them are costs of levers. {too} of "
            f"them "
            f"{'varies' if too == 1 else 'vary'} between futures, the others are fixed."
        ),
        folded(
            f"What varies between futures: {count_of(len(ranges), 'uncertainty', 'uncertainties')}",
            table(("uncertainty", "from", "to", "as stated", "source"), swept, numbers=(1, 2, 3)),
        ),
        folded(
            f"Without a source: {count_of(len(by_hand), 'assumption')}, costs first",
            table(("assumption", "meaning", "value"), hand, numbers=(2,)),
        ),
    ]


def _again(folder: Path) -> list[str]:
    """The command that repeats the study; what no file holds is said to be in its folder."""
    request = request_in(folder)
    said_so = None if request is None else request.command(folder)
    if said_so is not None:
        same = "The same command gives the same bits, with any number of workers, interrupted or not."
        return [paragraph(same), command(said_so)]
    what = "The question was asked from Python, with values that are in no file; study.json next to this report has them all."
    return [paragraph(f"{what} The report is written again by:"), command(line("report", [], [said(str(folder.absolute()))]))]


def _facts(findings: Findings, folder: Path) -> str:
    """Scenario, version, build, seeds, digest."""
    seeds = [int(s) for s in findings.results.design.futures["seed"]]
    build = Store(folder).asked["build"] if (folder / "study.json").exists() else build_key()
    return f"{capital(stamp(findings.results.scenario, seeds))}; build {build}; digest of the table of runs {findings.digest}."
