"""A candidate's answer: the verdict with its certainty, who gains and loses, months, ten scores."""

from __future__ import annotations

import numpy as np
import pandas as pd
from markupsafe import Markup

from partnerscape.language import phrase, phrase_for
from partnerscape.show.style.lever_words import capital, segment_name
from partnerscape.show.style.numbers import brief_money, percent, plain, rough_money, share_with, signed
from partnerscape.study.comparison.comparison import Comparison

from .charts import band, bar, chart, line, scale_of
from .markup import tag
from .words import shown, unbroken

VENDOR, PARTNERS, WIN, LOSE, TODAY = "#1f5a8a", "#b8570f", "#14625c", "#a33a2c", "#66707a"
STILL = 0.05  # per cent: a smaller change is none


def verdict(comparison: Comparison) -> tuple[str, str]:
    """The verdict in a sentence, and how it is marked."""
    share, total = comparison.p_win_win[0], len(comparison.seeds)
    hits = f"{round(share * total):,}"
    if comparison.verdict == "certified":
        return phrase_for(
            total,
            "Win-win: both sides gain in {hits} of {number} future.",
            "Win-win: both sides gain in {hits} of {number} futures.",
            hits=hits,
        ), "win"
    if comparison.verdict == "rejected":
        return phrase_for(
            total,
            "Not win-win: both sides gain in only {hits} of {number} future.",
            "Not win-win: both sides gain in only {hits} of {number} futures.",
            hits=hits,
        ), "lose"
    return phrase_for(
        total,
        "Not certain yet: both sides gain in {hits} of {number} future.",
        "Not certain yet: both sides gain in {hits} of {number} futures.",
        hits=hits,
    ), ""


def certainty(comparison: Comparison) -> str:
    """How sure the verdict is, and against what."""
    required = percent(comparison.scenario.goals.required_probability)
    share = share_with(*comparison.p_win_win)
    if comparison.verdict == "undecided":
        return phrase(
            "{share} of futures, 95 % interval in brackets; required: {required}. More futures would decide it.",
            share=share,
            required=required,
        )
    return phrase(
        "{share} of futures, 95 % interval in brackets; required: {required}. This verdict has 95 % confidence.",
        share=share,
        required=required,
    )


def answer(comparison: Comparison) -> Markup:
    """The whole answer, the verdict first."""
    words, mark = verdict(comparison)
    return tag(
        "div",
        tag("h1", words, class_=mark or None, id="verdict"),
        tag("p", certainty(comparison), class_="lead"),
        _numbers(comparison),
        shown(phrase("Who gains, who loses"), _groups(comparison)),
        shown(phrase("Month by month"), months(comparison)),
        shown(phrase("Ten scores"), scores(comparison)),
        tag("p", comparison.stamp, class_="small quiet", style="margin-top:2.5rem;overflow-wrap:anywhere"),
        class_="answer",
    )


def _numbers(comparison: Comparison) -> Markup:
    """Four parties in large type."""
    currency, rows = comparison.scenario.currency, comparison.money.rows("today")
    cells = [
        (phrase("for the vendor, per year"), *_money(rows.loc["vendor"], currency)),
        (phrase("for today's partners together, per year"), *_money(rows.loc["partners"], currency)),
    ]
    others = comparison.others[comparison.others["measure"] != "relative surplus"]  # the same in another unit
    cells += [(_party(row), *_other(row, currency)) for _, row in others.iterrows()]
    return tag("div", [_cell(*cell) for cell in cells], class_="numbers")


def _cell(what: str, number: str, interval: str, mark: str) -> Markup:
    return tag(
        "div",
        tag("b", number, class_=mark or None),
        tag("span", what, class_="small"),
        tag("br"),
        tag("span", interval, class_="small quiet"),
    )


def _mark(low: float, high: float) -> str:
    return "good" if low > 0.0 else "bad" if high < 0.0 else ""


def _money(row: pd.Series, currency: str) -> tuple[str, str, str]:
    low, high = float(row["low"]), float(row["high"])
    return (
        signed(rough_money(float(row["value"]), currency)),
        _between(signed(rough_money(low, currency)), signed(rough_money(high, currency)), low, high),
        _mark(low, high),
    )


def _between(low: str, high: str, *ends: float) -> str:
    return unbroken(phrase("95 %: {low} to {high}", low=low, high=high)) if np.isfinite(ends).all() else ""


def _other(row: pd.Series, currency: str) -> tuple[str, str, str]:
    low, high = float(row["low"]), float(row["high"])
    if row["unit"] != "share":
        return _money(row, currency)
    return (
        signed(percent(float(row["value"]), 1)),
        _between(signed(percent(low, 1)), signed(percent(high, 1)), low, high),
        _mark(low, high),
    )


def _party(row: pd.Series) -> str:
    names = {
        ("newcomers", "surplus per head"): phrase("for a newcomer, per month"),
        ("newcomers", "number"): phrase("newcomers who start"),
        ("customers", "surplus"): phrase("for customers: price, quality, service"),
    }
    return names[(str(row["party"]), str(row["measure"]))]


def _groups(comparison: Comparison) -> Markup:
    """Partners by segment: gain per partner, who is not worse off."""
    currency, goals = comparison.scenario.currency, comparison.scenario.goals
    rows = []
    for row in comparison.groups.to_dict("records"):
        if row["group"] not in comparison.scenario.segment_names:
            continue
        gain = signed(rough_money(row["gain"], currency))
        low, high = (float(row[end]) for end in ("gain_low", "gain_high"))
        interval = _between(signed(rough_money(low, currency)), signed(rough_money(high, currency)), low, high)
        worse = row["not_worse"] < goals.share_not_worse
        rows.append(
            tag(
                "tr",
                tag("td", capital(phrase("{segment} partners", segment=segment_name(str(row["group"]))))),
                tag(
                    "td",
                    tag("span", gain, class_=_mark(row["gain_low"], row["gain_high"])),
                    tag("br"),
                    tag("span", interval, class_="small quiet"),
                    class_="n",
                ),
                tag("td", percent(row["not_worse"]), class_="n bad" if worse else "n"),
            )
        )
    heads = [
        tag("th", phrase("Partners")),
        tag("th", phrase("Gain per partner over the horizon"), class_="n"),
        tag("th", phrase("Not worse off"), class_="n"),
    ]
    required = phrase("Required: {share} of every segment not worse off.", share=percent(goals.share_not_worse))
    return tag(
        "div",
        tag("table", tag("thead", tag("tr", heads)), tag("tbody", rows)),
        tag("p", required, class_="small quiet"),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=phrase("Partners by segment"),
    )


def months(comparison: Comparison) -> Markup:
    """The vendor's profit, today's policy continued against the candidate."""
    table, currency = comparison.cash, comparison.scenario.currency
    over = table["month"].tolist()
    then, now = table["candidate"].to_numpy(), table["current"].to_numpy()
    low, high = now + table["low"].to_numpy(), now + table["high"].to_numpy()
    x, y = (min(over), max(over) + 1e-9), scale_of(np.concatenate([then, now, low[np.isfinite(low)], high[np.isfinite(high)]]))
    marks = [
        band(over, low, high, x, y, VENDOR),
        line(over, now, x, y, TODAY, stroke_dasharray="5 4"),
        line(over, then, x, y, VENDOR),
    ]
    drawn = chart(
        marks,
        x,
        y,
        lambda v: f"{v:.0f}",
        lambda v: brief_money(v, currency),
        phrase("The vendor's profit by month under both policies"),
        phrase("months after the change"),
        phrase("Vendor's profit per month"),
    )
    return tag(
        "div",
        legend(
            [
                (VENDOR, phrase("candidate, with the 95 % interval of its difference")),
                (TODAY, phrase("today's policy, continued")),
            ]
        ),
        drawn,
        style="padding-top:.4rem",
    )


def legend(names: list[tuple[str, str]]) -> Markup:
    """What colours mean."""
    return tag("div", [tag("span", tag("i", style=f"background:{colour}"), name) for colour, name in names], class_="legend")


def score_name(score: str) -> str:
    """One of the ten scores in the reader's language."""
    names = {
        "sales and market share": phrase("sales and market share"),
        "income and its stability": phrase("income and its stability"),
        "customer base": phrase("customer base"),
        "access to customers and segments": phrase("access to customers and segments"),
        "brand": phrase("brand"),
        "reputation": phrase("reputation"),
        "economy of the channel": phrase("economy of the channel"),
        "support and training received": phrase("support and training received"),
        "feedback gathered": phrase("feedback gathered"),
        "influence had": phrase("influence had"),
    }
    return names.get(score, score)


def scores(comparison: Comparison) -> Markup:
    """Five pairs of scores: change in per cent of today."""
    table = comparison.scores
    finite = table[["change", "low", "high"]].replace([np.inf, -np.inf], np.nan).to_numpy(dtype=float)
    reach = max(1.0, float(np.nanmax(np.abs(finite))) * 1.05)
    sides = (("vendor", phrase("The vendor"), VENDOR), ("partners", phrase("Partners"), PARTNERS))
    parts = []
    for side, title, colour in sides:
        rows = [_score(row, reach, colour) for row in table[table["side"] == side].to_dict("records")]
        parts += [tag("h3", title, style=f"color:{colour}"), tag("div", rows, class_="bars")]
    how = phrase(
        "Change in % of today's level with its 95 % interval; grey: not certain. Right is better for the one whose score it is."
    )
    return tag("div", parts, tag("p", how, class_="small quiet", style="margin-top:1rem"))


def _score(row: dict[str, float], reach: float, colour: str) -> Markup:
    sure = row["low"] > STILL or row["high"] < -STILL
    shade = colour if sure else TODAY
    number = phrase("no change") if abs(row["change"]) < STILL else f"{signed(plain(round(row['change'], 1)))} %"
    name = tag("span", capital(score_name(str(row["score"]))))
    return tag(
        "div",
        name,
        bar(row["low"], row["change"], row["high"], reach, shade),
        tag("b", number, style=f"color:{shade}"),
        class_="score",
    )
