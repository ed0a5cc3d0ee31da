"""The whole paper, from a study or from a comparison."""

from __future__ import annotations

from partnerscape.language import phrase, term
from partnerscape.study.comparison.comparison import Comparison
from partnerscape.study.question.analysis import ALWAYS
from partnerscape.study.runs.stamp import stamp
from partnerscape.study.win_win.findings import Findings

from ...analyses.shown import shown_of
from ...comparison.words import policy_label
from ...findings.words import limits_of
from ...style.lever_words import capital
from ...style.page import caution_of
from ..paper import Paper, Verdict
from .case import Case, case_of_comparison, case_of_study
from .certainty import certainty
from .changes import moves
from .decision import decided, headline, reasons
from .departments import departments
from .hanging import hangs_on
from .losers import losers
from .money import money_of
from .nothing import next_of
from .watching import watching

BRIEF = {"how_far": (0, 4), "frontier": (1, 2)}  # which of its lines an analysis says on the first page; default: its first
ASIDE = (*ALWAYS, "certificate")  # analyses that are part of every paper, or of the map itself


def paper_of_study(findings: Findings) -> Paper:
    """A study as a board paper."""
    results = findings.results
    seeds = [int(seed) for seed in results.design.futures["seed"]]
    said = stamp(results.scenario, seeds)
    question = term(results.question.question)
    return _paper(case_of_study(findings), question, answered(findings), limits_of(findings), said, findings)


def paper_of_comparison(comparison: Comparison) -> Paper:
    """A comparison as a board paper."""
    question = phrase("{policy} instead of today's programme?", policy=capital(policy_label(comparison)))
    return _paper(case_of_comparison(comparison), question, (), [], comparison.stamp, None)


def asked_first(findings: Findings) -> list[str]:
    """Analyses that the question asks for besides the map: they come first."""
    return [name for name in findings.results.question.analyses if name in findings.answers and name not in ASIDE]


def answered(findings: Findings) -> tuple[str, ...]:
    """What the analyses say that were asked for."""
    return tuple(line for name in asked_first(findings) for line in _brief(name, findings))


def _brief(name: str, findings: Findings) -> list[str]:
    """What an analysis says on the first page; all of it stands in the evidence."""
    lines = [line for line in shown_of(name).words(findings.answers[name], findings) if line]
    first, last = BRIEF.get(name, (0, 1))
    return lines[first:last] or lines[:1]


def _paper(
    case: Case, question: str, asked: tuple[str, ...], limits: list[str], stamped: str, findings: Findings | None
) -> Paper:
    decision = decided(case)
    nothing = decision is Verdict.NOTHING
    return Paper(
        about=term(case.scenario.title or case.scenario.name),
        caution=caution_of(case.scenario.standing),
        question=question,
        answered=asked,
        compared=None,
        verdict=decision,
        headline=headline(case, decision),
        reasons=tuple(reasons(case, decision)),
        moves=moves(case),
        terms=case.terms,
        money=money_of(case),
        losers=() if nothing else tuple(losers(case)),
        certainty=certainty(case, decision),
        hangs_on=tuple(hangs_on(case, [] if nothing else limits)),
        watch=() if nothing else tuple(watching(case)),
        departments=departments(case, decision),
        next=next_of(case, findings) if nothing else None,
        stamp=capital(stamped),
    )
