"""What declarations call things, as keys of a catalogue: levers, assumptions, metrics, units, and what ships with the package."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from partnerscape.metrics import METRICS
from partnerscape.own_data.backtest.origin import ALL_METHODS, QUANTITIES
from partnerscape.own_data.fitting.provenance import NO_BACKTEST
from partnerscape.own_data.fitting.statistics import STATISTICS
from partnerscape.own_data.fitting.totals import NO_PANEL
from partnerscape.own_data.panel.sales.grain import DEAL, MONTHLY, ORDER
from partnerscape.own_data.panel.words.propose import MEANING
from partnerscape.own_data.pilots.learnt import ONLY_A_TRIAL
from partnerscape.scenario import ASSUMPTIONS, LEVERS, Policy, Scenario, shipped
from partnerscape.scenario.assumptions import TABLES
from partnerscape.scenario.fitted import STATES, Fitted
from partnerscape.scenario.history import History
from partnerscape.scenario.levers import Tier
from partnerscape.scenario.parts import Constraint, Event, Goals, Market, Offer, Segment, Time
from partnerscape.scenario.pay.component import Bracket, ClawbackStep, Component, Condition
from partnerscape.scenario.pay.levels import Levels, Requirement
from partnerscape.scenario.pay.numbers import COST, NUMBERED, SAID, UNITS
from partnerscape.scenario.pay.plan import PayOut, UpOrOut
from partnerscape.scenario.pay.words import BASES, MEASURES
from partnerscape.scenario.start import Start
from partnerscape.scenario.today import Target, Today, TopShareTarget
from partnerscape.scenario.units import Unit
from partnerscape.scenario.workbook.layout import COMPLETE
from partnerscape.statement.pay import TOTAL
from partnerscape.study.analyses.advice.indicators import KPIS
from partnerscape.study.analyses.advice.selection import KINDS
from partnerscape.study.comparison.tables import CANDIDATE, OTHERS, SCORE_NAMES
from partnerscape.study.question.analysis import ALWAYS, analysis_of, names
from partnerscape.study.surrogate.surfaces import SURFACES
from partnerscape.study.win_win.findings import SAFEST, SUBJECTS
from partnerscape.study.win_win.rivals import STANCES
from partnerscape.tables.order import ORDERS

from ..style.lever_words import LABELS, short_meaning
from ..style.metric_words import english_name

MODELS: tuple[type[BaseModel], ...] = (
    *(Time, Market, Offer, Segment, Event, Goals, Constraint, Today, Target, TopShareTarget, History, Start, Fitted),
    *(Policy, Tier, Component, Bracket, ClawbackStep, Condition, Levels, Requirement, PayOut, UpOrOut, Scenario),
)
PLAN = (Component, Levels, PayOut, UpOrOut)


def declared_terms() -> dict[str, str]:
    """Each text with where it is declared, the first place of several."""
    terms: dict[str, str] = {}
    for place, texts in _texts():
        for text in texts:
            if text.strip():
                terms.setdefault(text, place)
    return terms


def _texts() -> Iterator[tuple[str, list[str]]]:
    yield "levers", [LABELS.get(name, _words(name)) for name in LEVERS] + [_words(name) for name in Policy.model_fields]
    yield "levers", [text for lever in LEVERS.values() for text in (lever.meaning, lever.cost)]
    yield "assumptions", [text for name in ASSUMPTIONS for text in (_words(name), short_meaning(name))]
    yield "assumptions", [mark.meaning for mark in ASSUMPTIONS.values()]
    yield "assumptions", [text for table, group in TABLES.items() for text in (table, (group.__doc__ or "").rstrip("."))]
    yield "metrics", [english_name(name) for name in METRICS]
    yield "metrics", [" ".join(metric.meaning.split()) for metric in METRICS.values()]
    yield "units", [text for unit in _units() for text in (unit, Unit.read(unit).rate, Unit.read(unit).whole)]
    yield "pay plans", [SAID.get(key, _words(key.removesuffix("_months"))) for model in PLAN for key in model.model_fields]
    yield "pay plans", [*BASES, *MEASURES, *NUMBERED.values(), *map(_words, UNITS), "no."]
    yield "scenarios", [_words(COMPLETE)]
    for model in MODELS:
        yield "scenarios", [SAID.get(key, _words(key)) for key in model.model_fields]
        yield "scenarios", [" ".join((field.description or "").split()) for field in model.model_fields.values()]
    yield "assumptions", [mark.source for mark in ASSUMPTIONS.values() if not any(map(str.isdigit, mark.source))]
    yield "comparisons", [CANDIDATE, SAFEST, *SUBJECTS, *(text for pair in SCORE_NAMES.values() for text in pair)]
    yield "comparisons", [text for party, measure, _ in OTHERS.values() for text in (party, measure)]
    yield "advice", [_words(kind) for kind in KINDS]
    yield "early numbers", [kpi.meaning for kpi in KPIS.values()]
    yield "pay plans", [COST, *(label for label in ("all components together", "up or out", "old customers"))]
    yield "surrogates", [f"{name}, {known}" for name in SURFACES for known in ("with uncertainties", "futures at hand")]
    yield "surrogates", list(SURFACES)
    yield "standings", ["illustrative", *STATES]
    yield "fits", [NO_BACKTEST, NO_PANEL, ONLY_A_TRIAL, *(statistic.meaning for statistic in STATISTICS.values())]
    yield "backtests", [*ALL_METHODS, *QUANTITIES]
    yield "imports", [*MEANING.values(), MONTHLY, ORDER, DEAL, *ORDERS]
    yield "statements", [TOTAL]
    yield "studies", [*STANCES.values(), *map(_words, (*ALWAYS, *names()))]
    yield "studies", [analysis_of(name).asks for name in (*ALWAYS, *names())]
    yield "studies", ["Which programmes are win-win?"]  # asked without a file
    yield from _shipped()


def _words(name: str) -> str:
    return name.replace("_", " ")


def _units() -> list[str]:
    tables: tuple[Mapping[str, Any], ...] = (LEVERS, ASSUMPTIONS, METRICS)
    declared = [mark.unit for table in tables for mark in table.values()]
    return [*declared, *UNITS.values(), *(unit for *_, unit in OTHERS.values())]


def _shipped() -> Iterator[tuple[str, list[str]]]:
    """Titles, segments, policies of the shipped scenarios; the shipped questions."""
    for name, path in shipped("scenarios").items():
        table = tomllib.loads(path.read_text("utf-8"))
        policies = table["policies"]
        yield f"scenario {name}", [_words(name), table["title"], *(_words(segment["name"]) for segment in table["segments"])]
        yield f"scenario {name}", [_words(policy) for policy in policies]
        yield f"scenario {name}", [policy.get("meaning", "") for policy in policies.values()]
    for name, path in shipped("experiments").items():
        yield f"question {name}", [tomllib.loads(path.read_text("utf-8"))["question"]]
