"""How further analyses are shown: by the kind of answer its section of the report, its words, its plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from partnerscape.study.analyses.advice.advice import Advice
from partnerscape.study.analyses.assumptions import Without
from partnerscape.study.analyses.certificate import Certificate
from partnerscape.study.analyses.frontier.frontier import Frontier
from partnerscape.study.analyses.hangs_on import HangsOn
from partnerscape.study.analyses.how_far import HowFar
from partnerscape.study.analyses.money import Money
from partnerscape.study.analyses.robustness.robustness import Robustness
from partnerscape.study.analyses.sensitivity.sensitivity import Screening, Sensitivity
from partnerscape.study.analyses.stress import Stress
from partnerscape.study.win_win.findings import Findings

from .advice.section import advice_in_words, advice_section
from .advice.section import as_json as advice_json
from .assumptions.section import as_json as without_json
from .assumptions.section import without_in_words, without_section
from .certificate.section import certificate_json, certificate_section, single_in_words
from .frontier.section import as_json as frontier_json
from .frontier.section import front_in_words, frontier_section, nash_in_words, spread_in_words
from .hangs_on.section import hangs_on_json, hangs_on_section
from .how_far.section import how_far_in_words, how_far_json, how_far_section
from .money.section import money_json
from .robustness.section import as_json as robustness_json
from .robustness.section import both_in_words, disagreement_in_words, robustness_section
from .sensitivity.section import screening_json, screening_section, sensitivity_json, sensitivity_section
from .sensitivity.words import convergence_in_words, deciding_in_words, deciding_list
from .stress.section import as_json as stress_json
from .stress.section import stress_in_words, stress_section


@dataclass(frozen=True)
class Shown:
    """A section of the report, what the terminal says, plain values for machines."""

    section: Callable[[Any, Findings], str]
    words: Callable[[Any, Findings], list[str]]
    values: Callable[[Any], dict[str, Any]]


SHOWN: dict[type, Shown] = {
    Certificate: Shown(
        certificate_section,
        lambda answer, _: [single_in_words(answer)],
        certificate_json,
    ),
    Advice: Shown(lambda a, _: advice_section(a), lambda a, _: [advice_in_words(a)], advice_json),
    Frontier: Shown(
        lambda a, _: frontier_section(a),
        lambda a, _: [front_in_words(a), nash_in_words(a), spread_in_words(a)],
        frontier_json,
    ),
    HangsOn: Shown(lambda a, _: hangs_on_section(a), lambda a, _: [], hangs_on_json),  # its sentence stands beside the headline
    Money: Shown(lambda a, _: "", lambda a, _: [], money_json),  # all of it stands beside the headline
    HowFar: Shown(how_far_section, how_far_in_words, how_far_json),
    Robustness: Shown(
        lambda answer, _: robustness_section(answer),
        lambda answer, _: [both_in_words(answer), disagreement_in_words(answer)],
        robustness_json,
    ),
    Screening: Shown(screening_section, lambda answer, findings: [], screening_json),
    Sensitivity: Shown(
        sensitivity_section,
        lambda answer, _: [deciding_in_words(answer), *deciding_list(answer), convergence_in_words(answer)],
        sensitivity_json,
    ),
    Stress: Shown(lambda a, _: stress_section(a), lambda a, _: [stress_in_words(a)], stress_json),
    Without: Shown(lambda a, _: without_section(a), lambda a, _: [without_in_words(a)], without_json),
}


def shown(answer: Any) -> Shown:
    """How an answer is shown."""
    return SHOWN[type(answer)]
