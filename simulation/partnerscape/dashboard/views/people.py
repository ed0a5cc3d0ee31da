"""Partners as people: who they are, and one partner's story month by month."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from partnerscape.language import phrase, phrase_for
from partnerscape.show.style.lever_words import capital
from partnerscape.show.style.numbers import brief_money, money, percent, plain, rough_money, signed

from ..jobs.people import Months, People
from ..state.draft import Draft
from .answer import TODAY, VENDOR, legend
from .charts import Say, chart, dot, line, scale_of
from .markup import button, tag
from .words import person_name, policy_name, shown

SEGMENT_COLOURS = ("#1f5a8a", "#b8570f", "#14625c", "#7a4988", "#8a7415", "#66707a")
LEAST_SIZE = 1.0  # currency per month: the size of those who sell nothing yet, on a logarithmic axis
FOLLOWED = ("income", "trust", "satisfaction", "customers")
FELL = 0.08  # a month's loss of trust or satisfaction that is worth a line


def measures() -> dict[str, str]:
    """What the scatter can show."""
    return {"trailing_revenue": phrase("size: revenue per month"), "skill": phrase("skill"), "trust": phrase("trust")}


def chosen(draft: Draft, people: People) -> int:
    """Whom the tab follows; the largest partner whom the change keeps or loses, else one who leaves, where nobody was chosen."""
    named = draft.show("partner")
    known = {str(who) for who in people.partners}
    if named in known:
        return int(named)
    fates = [(who, people.today.left(who) is None, people.candidate.left(who) is None) for who in people.partners]
    apart = (who for who, before, after in fates if before != after)
    leaving = (who for who, before, after in fates if not (before and after))
    return next(apart, next(leaving, people.partners[0]))


def month_of(draft: Draft, people: People) -> int:
    """The month that the scatter shows."""
    text = draft.show("month", "0")
    return min(int(text), len(people.candidate.pages) - 1) if text.isdecimal() else 0


def scatter(people: People, draft: Draft) -> Markup:
    """Everybody in a month under the candidate: a dot per partner, a ring about the one who is followed."""
    across, up = (draft.show("across", "trailing_revenue"), draft.show("up", "trust"))
    known = measures()
    across, up = (name if name in known else other for name, other in ((across, "trailing_revenue"), (up, "trust")))
    page, who = people.candidate.pages[month_of(draft, people)], chosen(draft, people)
    xs, ys = _placed(page[across], across), _placed(page[up], up)
    x, y = (scale_of(v) if name == "trailing_revenue" else (-0.02, 1.02) for name, v in ((across, xs), (up, ys)))
    marks = [
        dot(
            a,
            b,
            x,
            y,
            SEGMENT_COLOURS[int(s)],
            9.0,
            data_act="partner",
            data_value=str(int(i)),
            style="cursor:pointer",
            opacity=".72",
        )
        for a, b, s, i in zip(xs, ys, page["segment"], page["id"], strict=True)
    ]
    at = np.flatnonzero(page["id"] == np.uint64(who))
    if at.size:
        a, b = xs[at[0]], ys[at[0]]
        marks += [
            dot(a, b, x, y, "#22292f", 18.0),
            dot(a, b, x, y, "#ffffff", 13.0),
            dot(a, b, x, y, SEGMENT_COLOURS[int(page["segment"][at[0]])], 9.0),
        ]
    name = phrase("{number} partners by {across} and {up}", number=f"{len(page['id']):,}", across=known[across], up=known[up])
    drawn = chart(
        marks,
        x,
        y,
        _say(across, people),
        _say(up, people),
        name,
        capital(known[across]),
        capital(known[up]),
        whole=across == "trailing_revenue",
    )
    colours = [
        (SEGMENT_COLOURS[k], phrase("{segment} partners", segment=policy_name(s)))
        for k, s in enumerate(people.scenario.segment_names)
    ]
    return tag("div", legend(colours), drawn)


def _placed(values: np.ndarray, name: str) -> np.ndarray:
    return np.log10(np.maximum(values, LEAST_SIZE)) if name == "trailing_revenue" else values.astype(float)


def _say(name: str, people: People) -> Say:
    if name == "trailing_revenue":
        return lambda v: brief_money(10.0**v, people.scenario.currency)
    return lambda v: plain(v, 2)


def choices(people: People, draft: Draft) -> Markup:
    """Axes, month, whom to follow."""
    known = measures()
    who, month = chosen(draft, people), month_of(draft, people)
    place = people.partners.index(who)

    def choose(key: str, label: str, now: str) -> Markup:
        options = [tag("option", text, value=name, selected=name == now) for name, text in known.items()]
        return tag("div", tag("label", label, for_=key), tag("select", options, id=key, data_act="show", name=key))

    partners = [tag("option", person(people, one), value=str(one), selected=one == who) for one in people.partners]
    follow = tag("select", partners, id="partner", data_act="partner")
    slider = tag(
        "input",
        type="range",
        id="month",
        name="month",
        data_act="show",
        data_twin="month-now",
        min="0",
        max=str(len(people.candidate.pages) - 1),
        value=str(month),
        step="1",
    )
    return tag(
        "div",
        choose("across", phrase("Across"), draft.show("across", "trailing_revenue")),
        choose("up", phrase("Up"), draft.show("up", "trust")),
        tag("div", tag("label", phrase("Month after the change: {month}", month=month + 1), for_="month"), slider),
        tag("div", tag("label", phrase("Whom to follow"), for_="partner"), follow),
        tag(
            "div",
            tag("span", phrase("By size"), class_="label"),
            tag(
                "div",
                button(phrase("Larger"), "partner", str(people.partners[max(0, place - 1)]), id="larger", disabled=place == 0),
                button(
                    phrase("Smaller"),
                    "partner",
                    str(people.partners[min(len(people.partners) - 1, place + 1)]),
                    id="smaller",
                    disabled=place == len(people.partners) - 1,
                ),
                class_="in-line",
            ),
        ),
        class_="form",
    )


def person(people: People, who: int) -> str:
    """A partner's name with what becomes of it."""
    name = capital(person_name(people.names[who]))
    if people.candidate.left(who) is not None:
        return phrase("{name}, leaves", name=name)
    return name


def story(people: People, draft: Draft) -> Markup:
    """One partner: how it ends under both policies, and why; its months."""
    who = chosen(draft, people)
    same = people.today.pages is people.candidate.pages
    said = [ending(people, people.candidate, who, phrase("With the change") if not same else phrase("Today's programme"))]
    if not same:
        said.append(ending(people, people.today, who, phrase("If nothing changes")))
    gain = people.gains.get(who)
    worth = (
        [
            tag(
                "p",
                phrase(
                    "Over these months the change is worth {money} to it.",
                    money=signed(rough_money(gain, people.scenario.currency)),
                ),
                style="margin-top:.6rem",
            )
        ]
        if gain is not None and not same
        else []
    )
    return tag(
        "div",
        tag("h2", capital(person_name(people.names[who])), class_="person"),
        tag("p", _who(people, who), class_="lead"),
        [tag("p", text, style="margin-top:.6rem") for text in said],
        worth,
        shown(phrase("Its months"), _smalls(people, who, same)),
        shown(
            phrase("What happened, with the change") if not same else phrase("What happened"),
            events(people, people.candidate, who),
        ),
    )


def _who(people: People, who: int) -> str:
    first = {name: people.today.of(who, name)[0] for name in ("trailing_revenue", "skill", "trust", "tenure", "customers")}
    return phrase(
        "A {segment} partner for {months} months: {revenue} revenue per month, {customers} customers, "
        "skill {skill}, trust {trust}.",
        segment=policy_name(people.names[who].rpartition(" ")[0]),
        months=f"{first['tenure']:,.0f}",
        revenue=money(float(first["trailing_revenue"]), people.scenario.currency),
        customers=f"{first['customers']:,.0f}",
        skill=plain(float(first["skill"]), 2),
        trust=plain(float(first["trust"]), 2),
    )


def ending(people: People, months: Months, who: int, under: str) -> str:
    """Why it stayed or left: what of its gain, its loyalty and its time with the vendor decided the chance of leaving."""
    left = months.left(who)
    month = left if left is not None else len(months.pages) - 1
    page = months.pages[month]
    at = np.flatnonzero(page["id"] == np.uint64(who))
    if not at.size:
        return phrase("{under}: it is no longer there.", under=under)
    hazard, usual = float(page["hazard"][at[0]]), float(np.mean(page["hazard"]))
    why = reason(people, page, int(at[0]), left is not None)
    values = {"under": under, "month": month + 1, "chance": percent(hazard, 1), "usual": percent(usual, 1), "why": why}
    if left is None:
        return phrase(
            "{under}: it stays to the end. Its chance of leaving in the last month is {chance} (all partners: {usual}): {why}",
            **values,
        )
    return phrase(
        "{under}: it leaves in month {month}. Its chance of leaving was {chance} in that month (all partners: {usual}): {why}",
        **values,
    )


def reason(people: People, page: dict[str, np.ndarray], at: int, left: bool) -> str:
    """The part of the exit hazard that differs most from the other partners', in words."""
    assumed = people.scenario.assumptions.membership
    parts = {
        "gain": -assumed.exit_gain * page["gain"],
        "loyalty": -assumed.exit_loyalty * page["loyalty"],
        "tenure": -assumed.exit_tenure * np.log(np.maximum(page["tenure"], 1.0)) + assumed.exit_first * (page["tenure"] < 1.5),
    }
    apart = {name: float(values[at] - values.mean()) for name, values in parts.items()}
    most = max(apart, key=lambda name: apart[name] if left else -apart[name])
    if (apart[most] <= 0.0) if left else (apart[most] >= 0.0):
        return phrase("nothing sets it apart from the others; chance decided.")
    currency = people.scenario.currency
    income, outside = (money(float(page[name][at]), currency) for name in ("certainty", "outside"))
    loyal, usual = (plain(float(v), 2) for v in (page["loyalty"][at], page["loyalty"].mean()))
    tenure = f"{page['tenure'][at]:,.0f}"
    sentences = {
        ("gain", True): phrase(
            "above all since its month is worth {income} to it, and {outside} elsewhere.", income=income, outside=outside
        ),
        ("gain", False): phrase(
            "above all since its month is worth {income} to it, against {outside} elsewhere.", income=income, outside=outside
        ),
        ("loyalty", True): phrase(
            "above all since its loyalty is low, {loyal} against {usual} on average.", loyal=loyal, usual=usual
        ),
        ("loyalty", False): phrase(
            "above all since its loyalty is high, {loyal} against {usual} on average.", loyal=loyal, usual=usual
        ),
        ("tenure", True): phrase("above all since it has been there for only {tenure} months.", tenure=tenure),
        ("tenure", False): phrase("above all since it has been there for {tenure} months.", tenure=tenure),
    }
    return sentences[most, left]


def _smalls(people: People, who: int, same: bool) -> Markup:
    """Its values by month, side by side."""
    key = [(VENDOR, phrase("with the change")), (TODAY, phrase("if nothing changes"))]
    return tag(
        "div",
        legend(key) if not same else None,
        tag("div", [small_chart(people, who, column, same) for column in FOLLOWED], class_="smalls"),
    )


def small_chart(people: People, who: int, column: str, same: bool) -> Markup:
    """One of its values by month under both policies."""
    names = {
        "income": phrase("Pay per month"),
        "trust": phrase("Trust"),
        "satisfaction": phrase("Satisfaction"),
        "customers": phrase("Customers"),
    }
    then, now = people.candidate.of(who, column), people.today.of(who, column)
    over = list(range(1, len(then) + 1))
    scaled = column in ("trust", "satisfaction")
    x, y = (1.0, len(then) + 1e-9), (0.0, 1.0) if scaled else scale_of(np.concatenate([then, now]), with_zero=True)
    marks = [] if same else [line(over, now.tolist(), x, y, TODAY, stroke_dasharray="5 4")]
    marks.append(line(over, then.tolist(), x, y, VENDOR))
    say = (lambda v: plain(v, 2)) if scaled or column == "customers" else lambda v: brief_money(v, people.scenario.currency)
    return chart(
        marks, x, y, lambda v: f"{v:.0f}", say, phrase("{what} by month", what=names[column]), phrase("month"), names[column]
    )


def events(people: People, months: Months, who: int) -> Markup:
    """Its story in lines: the months in which something moved."""
    trust, content, customers = (months.of(who, name) for name in ("trust", "satisfaction", "customers"))
    lines = [_first(people, months, who)]
    for month in range(1, len(trust)):
        said = _month(trust, content, customers, month)
        if said:
            lines.append(tag("li", tag("b", phrase("Month {month}", month=month + 1)), " ", said))
    left = months.left(who)
    end = phrase("Leaves.") if left is not None else phrase("Still there.")
    lines.append(tag("li", tag("b", phrase("Month {month}", month=(left if left is not None else len(trust) - 1) + 1)), " ", end))
    return tag("ol", lines, class_="story")


def _first(people: People, months: Months, who: int) -> Markup:
    income = money(float(months.of(who, "income")[0]), people.scenario.currency)
    return tag("li", tag("b", phrase("Month {month}", month=1)), " ", phrase("Is paid {income}.", income=income))


def _month(trust: np.ndarray, content: np.ndarray, customers: np.ndarray, month: int) -> str:
    """What moved in a month; empty if nothing did."""
    said = []
    moved, felt, won = (float(v[month] - v[month - 1]) for v in (trust, content, customers))
    if abs(moved) >= FELL:
        sentence = (
            phrase("Trust rises to {value}.", value=plain(trust[month], 2))
            if moved > 0
            else phrase("Trust falls to {value}.", value=plain(trust[month], 2))
        )
        said.append(sentence)
    if abs(felt) >= FELL:
        sentence = (
            phrase("Satisfaction rises to {value}.", value=plain(content[month], 2))
            if felt > 0
            else phrase("Satisfaction falls to {value}.", value=plain(content[month], 2))
        )
        said.append(sentence)
    if np.isfinite(won) and abs(won) >= max(3.0, 0.15 * customers[month - 1]):
        number = round(abs(won))
        said.append(
            phrase_for(number, "Gains {number} customer.", "Gains {number} customers.")
            if won > 0
            else phrase_for(number, "Loses {number} customer.", "Loses {number} customers.")
        )
    return " ".join(said)
