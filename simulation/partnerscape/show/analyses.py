"""How further analyses are shown: by the kind of answer its section of the report, its words, its plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..study.advice import Advice
from ..study.certificate import Certificate
from ..study.frontier import Frontier
from ..study.hangs_on import HangsOn
from ..study.how_far import HowFar
from ..study.money import Money
from ..study.robustness import Robustness
from ..study.sensitivity import Screening, Sensitivity
from ..study.stress import Stress
from ..study.win_win import Findings
from ..study.without import Without
from .report_advice import advice_in_words, advice_section
from .report_advice import as_json as advice_json
from .report_certificate import certificate_json, certificate_section, single_in_words
from .report_frontier import as_json as frontier_json
from .report_frontier import front_in_words, frontier_section, nash_in_words, spread_in_words
from .report_hangs_on import hangs_on_json, hangs_on_section
from .report_how_far import how_far_in_words, how_far_json, how_far_section
from .report_money import money_json
from .report_robustness import as_json as robustness_json
from .report_robustness import both_in_words, disagreement_in_words, robustness_section
from .report_sensitivity import screening_json, screening_section, sensitivity_json, sensitivity_section
from .report_stress import as_json as stress_json
from .report_stress import stress_in_words, stress_section
from .report_without import as_json as without_json
from .report_without import without_in_words, without_section
from .sensitivity_words import convergence_in_words, deciding_in_words, deciding_list


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
