"""The same answers for machines: plain values for ``--json``, each with scenario, version and seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from partnerscape.engine.build import build_key
from partnerscape.scenario import Scenario
from partnerscape.scenario.reading.changes import changed_levers
from partnerscape.study.claims.claim import Answer, Found, seeds_of
from partnerscape.system.values import tame as tame
from partnerscape.version import __version__

from .analyses.certificate.section import box_json
from .analyses.hangs_on.section import hangs_on_json
from .analyses.money.section import money_json
from .analyses.shown import shown_of
from .analyses.watch.section import watch_json
from .claims.words import claim_in_words, comment_in_words, effects_in_words, headline, verdict_of_claim
from .comparison.words import verdict_in_words
from .findings.failed_words import failures_json
from .findings.words import counted_in_words, loser_in_words, rule_in_words

if TYPE_CHECKING:  # what a run shows needs no study
    from partnerscape.study.comparison.comparison import Comparison
    from partnerscape.study.many import Many
    from partnerscape.study.run import RunResult
    from partnerscape.study.win_win.findings import Findings


def stamped(scenario: Scenario, seeds: list[int]) -> dict[str, Any]:
    """What every answer says of itself: scenario, version, build, changes and seeds."""
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "illustrative": scenario.illustrative,
        "standing": scenario.standing,
        "currency": scenario.currency,
        "version": __version__,
        "build": build_key(),
        "changes": scenario.changes,
        "seeds": [int(s) for s in seeds],
    }


def run_json(result: RunResult) -> dict[str, Any]:
    """A run: its policy and every metric with its interval."""
    return tame(
        stamped(result.scenario, result.seeds)
        | {
            "policy_name": result.policy_name,
            "policy": result.policy.model_dump(mode="json"),
            "stamp": result.stamp,
            "metrics": result.summary,
        }
        | _of_study(result)
    )


def _of_study(result: RunResult) -> dict[str, Any]:
    """Of which run of a study it is a replay, and its row."""
    from partnerscape.study.replay import Replay

    if not isinstance(result, Replay):
        return {}
    return {"policy_number": result.number, "future_number": result.future, "row": result.row}


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """A comparison: the verdict, differences, groups, scores, cash."""
    share, low, high = comparison.p_win_win
    return tame(
        stamped(comparison.scenario, comparison.seeds)
        | {
            "current": comparison.scenario.current,
            "candidate": comparison.name,
            "policy": comparison.policy.model_dump(mode="json"),
            "policy_changes": changed_levers(comparison.policy, comparison.scenario.current_policy),
            "stamp": comparison.stamp,
            "as_stated": comparison.as_stated,
            "words": verdict_in_words(comparison),
            "verdict": comparison.verdict,
            "required_probability": comparison.scenario.goals.required_probability,
            "p_win_win": {"share": share, "low": low, "high": high},
            "differences": comparison.differences,
            "groups": comparison.groups,
            "others": comparison.others,
            "counted": counted_in_words(comparison.margins, comparison.scenario.segment_names),
            "scores": comparison.scores,
            "cash": comparison.cash,
            "years": comparison.years,
            "watch": watch_json(comparison.watch),
            "luck_saved": comparison.luck_saved,
            "by_rivals": comparison.by_rivals,
            "agreement": comparison.agreement.summary,
            "money": money_json(comparison.money),
            "hangs_on": None if comparison.hangs_on is None else hangs_on_json(comparison.hangs_on),
        }
    )


def many_json(many: Many) -> dict[str, Any]:
    """Several candidates: which is best, and all of them side by side."""
    from .comparison.many import many_json as words_and_numbers

    return tame(words_and_numbers(many))


def findings_json(findings: Findings) -> dict[str, Any]:
    """A study: the rule in words and numbers, who loses first, which levers decide, the recommended policy."""
    results, box, loser = findings.results, findings.box, findings.loser
    return tame(
        stamped(results.scenario, [int(s) for s in results.design.futures["seed"]])
        | {
            "question": results.question.question,
            "study": results.question.name,
            "words": rule_in_words(findings),
            "policies": len(results.design.policies),
            "futures": len(results.design.futures),
            "runs": results.design.runs,
            "digest": findings.digest,
            "required_probability": results.scenario.goals.required_probability,
            "mean_p_win_win": float(results.probability.mean()),
            "box": None if box is None else box_json(box),
            "further_boxes": [box_json(other) for other in findings.further],
            "counted": counted_in_words(results.margins, results.scenario.segment_names),
            "first_to_lose": loser and vars(loser) | {"margin": str(loser.margin), "words": loser_in_words(findings)},
            "effects": findings.effects,
            "recommended": findings.recommended,
            "today": results.current_levers(),
            "binding": findings.binding,
            "failures": failures_json(findings.failures),
            "by_share_not_worse": findings.by_share,
            "by_rivals": findings.by_rivals,
            "agreement": None if results.design.agreement is None else results.design.agreement.summary,
            "model": {
                "surface": findings.model.surface,
                "error": findings.model.error,
                "bias": findings.model.bias,
                "choice_error": findings.model.choice_error,
            },
        }
        | {name: shown_of(name).values(answer) for name, answer in findings.answers.items()}
    )


def claim_json(answer: Answer) -> dict[str, Any]:
    """A claim: its verdict in words and numbers, every effect here and over its regions, the figure's curves."""
    claim = answer.claim

    def told(found: Found) -> dict[str, Any]:
        return {
            "effect": found.effect.name,
            "metric": found.effect.metric,
            "unit": found.unit,
            "expected": found.effect.expect,
            "mean": found.mean,
            "low": found.low,
            "high": found.high,
            "share": found.shares[0] if found.shares else None,
            "holds": found.holds,
        }

    return tame(
        stamped(answer.scenario, seeds_of(claim))
        | {
            "claim": claim.number,
            "name": claim.name,
            "title": claim.title,
            "source": claim.source,
            "verdict": verdict_of_claim(answer),
            "headline": headline(answer),
            "words": claim_in_words(answer),
            "rows": effects_in_words(answer),
            "comment": comment_in_words(answer),
            "built_in": claim.built_in,
            "all_assumed": claim.all_assumed,
            "effects": [told(found) for found in answer.effects],
            "curves": [
                {"input": s.input, "values": s.values, "metric": s.metric, "less": s.less, "mean_low_high": curves}
                for s, curves in zip(claim.sweeps, answer.curves, strict=True)
            ],
            "regions": [
                {"input": r.input, "values": r.values, "effects": [[told(f) for f in at] for at in found]}
                for r, found in zip(claim.regions, answer.regions, strict=True)
            ],
        }
    )
