"""The state as columns: blocks of partners, the month's journal, the incumbents' accounts.

``pool`` is an array of blocks; a block holds up to ``CAPACITY`` members, active partners first, then
the signed who have not yet started. Every column has 8 bytes per entry, and ``columns`` (as bits)
and ``numbers`` (as reals) are second names for all of them, so that a member moves as one row. More partners are more blocks, so
no scenario compiles again. ``world`` is one row: policies by segment, assumptions, market, desk.
"""

from __future__ import annotations

import numpy as np

CAPACITY = 1024  # members in a block: its columns fit the second-level cache
STRIDE = CAPACITY + 8  # a column's length: a power of two would put all columns into the same cache sets
SEGMENTS = 6
ROWS = 2 * SEGMENTS  # policy rows: today's terms, then the terms of the rollout
REGIONS = 8
CATEGORIES = 8
CATALOGUE = 64
TIERS = 4
EVENTS = 8
NEVER = 1e290  # thresholds, targets and caps beyond this do not exist
REFERRAL_LEVELS = 3

SIGNATURE = 5  # the first columns are written when a newcomer signs
WHOLE = {  # columns that hold whole numbers
    "id": "who this is: a hash of the world's key, month and arrival number",
    "recruiter": "id of the partner who recruited it, 0: nobody",
    "recruiter_seat": "that partner's seat",
    "seat": "a number that stays while the member stays",
    "segment": "index of the segment; at the signature -1: drawn by the segments' shares",
    "key": "the person's luck: a hash of the world's key and the id",
    "taste": "what it thinks of offers: a hash that stays with the person where its luck is another",
    "region": "index of the region",
    "speciality": "index of the category it knows best",
    "terms": "policy row of its pay: segment, + SEGMENTS once the new terms hold for it",
    "programme": "policy row of what it is offered otherwise",
    "incumbent": "account number, -1: joined after the rollout",
    "leaving": "1: leaves at the end of this month; 2: is taken out between two months",
    "starting": "1: starts to sell next month",
    "invited": "1: brings a newcomer this month",
}
HASHES = ("id", "recruiter", "key", "taste")  # of these, without a sign
REAL = {  # columns that hold real numbers, with units
    # traits
    "reach": "leads per month at one hour's effort and full focus",
    "hours": "hours per month it can give",
    "outside": "value of the outside option, currency per month",
    "risk": "relative risk aversion",
    "fairness": "weight on the vendor's margin on the same sale",
    "care": "quality by character, 0-1",
    "skill": "0-1",
    "growth": "capacity relative to the start",
    "own_order": "value of its orders relative to the mean order",
    "own_demand": "demand for what it sells relative to the market's, mean 1",
    # perceptions
    "perceived_rate": "commission it believes in, share of revenue",
    "expected_income": "currency per month",
    "expected_support": "0-1",
    "trust": "0-1",
    "satisfaction": "0-1",
    "loyalty": "0-1",
    # standing
    "tenure": "months since it started to sell; since signing for the signed",
    "since_signing": "months since it signed",
    "has_sold": "1: has made a first sale",
    "trailing_revenue": "moving mean of revenue, currency per month",
    "trailing_new_revenue": "the same of new customers' orders, which tiers count",
    "quarter_revenue": "new revenue of the period (a quarter, say) that tiers count, so far",
    "priority": "1: first class at the support desk",
    "status": "1: holds the status tier",
    "distinguished": "1: quality in the best fifth",
    # attention, kept until the programme or the skill changes
    "attention_skill": "skill when attention was last spread, -1: never",
    "focus": "share of its audience that it reaches",
    "looking": "hours per month spent looking at offers",
    "offer_price": "price of what it sells, relative to the mean order",
    "offer_margin": "margin of what it sells, relative to the mean margin",
    "offer_complexity": "complexity of what it sells, 1: mean",
    # the month
    "contradicted": "1: heard contradictory messages",
    "training": "hours of training that it takes",
    "contacts": "contacts that it reads",
    "understood": "share of its pay that it understands",
    "burden": "hours lost: looking, confusion, serving, training, reading",
    "effort": "hours of selling",
    "overload": "hours beyond capacity, relative to capacity",
    "audience": "leads at one hour to the power of gamma, before the month's shock",
    "yield_per_effort": "expected revenue at one hour to the power of gamma, currency",
    "felt_rate": "marginal pay after risk, share of revenue",
    "planned_revenue": "expected revenue of the month's effort",
    "plan_worth": "certainty equivalent of the best plan so far under tiers, a bonus or a cap, currency",
    "at_threshold": "1: the effort was chosen to just reach a threshold, the target or the cap",
    "risk_cost": "certainty given up to the risk of sales, currency",
    "opacity_cost": "certainty given up to pay that it does not understand, currency",
    "availability": "share of its market that is not yet a customer",
    "rumour": "leads by word of mouth, expected",
    "leads": "count",
    "conversion": "mean probability that a lead becomes a deal",
    "deals": "count, won by the partner",
    "lost_deals": "count, taken by the vendor's direct sales",
    "direct_deals": "these and what direct sales win of the leads that it lost, expected count",
    "expected_leads": "leads before the month's draws",
    "expected_new_revenue": "new revenue before the month's draws, currency",
    "expected_revenue": "revenue before the month's draws, currency",
    "paid_part": "share of its customers within the recurring months",
    "customer_surplus": "what its leads gain from being served, currency",
    "orders": "recurring orders, count",
    "revenue": "all orders, currency",
    "new_revenue": "orders of new customers, currency",
    "goods": "what the goods sold cost the vendor, currency",
    "support": "support quality received, 0-1",
    "customers": "count",
    "young_customers": "customers within the clawback months",
    "paid_customers": "customers within the recurring months",
    "stayed": "customers who stayed this month",
    "staying": "probability that a customer stays",
    "asked_to_stay": "customers before the month's departures",
    "cancelled": "early cancellations, count",
    "expected_cancelled": "the same before the month's draws",
    "quality": "of service, 0-1",
    "observed_quality": "as customers saw it",
    "reputation": "moving mean of observed quality",
    "complaints": "expected count",
    "lesson": "skill that an hour of practice adds",
    # pay, currency per month
    "average_rate": "commission at its usual revenue, after tiers and the cap",
    "commission": "on new revenue, after tiers and the cap",
    "recurring_pay": "on recurring orders",
    "bonus_pay": "target bonus",
    "retainer_pay": "fixed, may be negative",
    "clawback": "taken back for early cancellations",
    "quality_pay": "quality bonus",
    "override_pay": "on recruits' revenue of the month before",
    "override_due": "to be paid next month",
    "override_expected": "override_pay as it was expected before the draws of the month that earned it",
    "override_ahead": "override_due before the month's draws",
    "expected_commission": "commission and target bonus before the month's draws, under tiers, a bonus or a cap",
    "marketing_claim": "joint marketing paid by the vendor",
    "investment": "own money put into marketing and growth",
    "income": "all pay received less own marketing money",
    "certainty": "certainty equivalent of the month, currency",
    "receipts": "income before the month's draws, at the true terms, currency",
    "lumpiness": "variance of a month's sales by single orders, relative to the square of its mean",
    "worth": "certainty equivalent of the month at the true terms, before its draws, currency",
    "value": "worth with what staying is worth, currency",
    "attachment": "what staying is worth beyond money: it rationalises the exit hazard at the rollout, currency per month",
    "stake": "money that moves the choice to stay by a logit, currency per month",
    "hazard": "probability of leaving at the end of the month",
    "start_chance": "of the signed: probability of starting next month",
    "alternative": "the outside option this month, currency",
    "gain": "ln(max(certainty, .1 alternative) / alternative)",
    # what the journal sums beside the above
    "quality_served": "quality x customers",
    "conversion_led": "conversion x leads",
    "better_off": "1: the month was worth more than the outside option",
    "first_sale": "1: the first sale was made this month",
    "first_sale_wait": "months from signing to the first sale, in its month",
    "bunched": "1: planned at a threshold under terms that have one",
    "cells_reached": "share of all market cells in which it has customers",
    "diverted_revenue": "revenue of the deals that direct sales took",
    "diverted_goods": "what those goods cost",
    "liability": "owed to it at the month's end: recurring pay on its customers while it and they stay, overrides, less clawback; discounted, currency",
    "customer_value": "what its customers' further orders are worth to the vendor before pay, discounted, currency",
    "newcomer": "1: started after the rollout",
    "newcomer_surplus": "worth less the outside option before rivals answer, of newcomers",
    # sums since the rollout, discounted where money
    "sum_certainty": "worth with what staying is worth",
    "sum_earned": "worth",
    "sum_opacity": "what opacity took of it",
    "sum_income": "income",
    "sum_income_squared": "undiscounted, for volatility",
    "sum_plain_income": "undiscounted",
    "sum_hours": "hours of selling and burden",
    "sum_months": "months as an active partner",
}
SPREAD = {  # one column per category
    "category_share": "share of its selling in the category",
    "customers_in": "customers in the category",
}
ACCOUNT = {  # one row per incumbent, kept when it leaves
    "segment": "index of the segment",
    "size": "trailing revenue at the rollout, currency per month",
    "certainty": "the account: discounted worth with what staying is worth, the outside option after an exit, beyond the horizon what it still gains over it",
    "earned": "discounted worth, also beyond the horizon as long as it may stay, the outside option after an exit",
    "opacity": "discounted: what was given up to pay that it did not understand",
    "owed": "discounted: what it is owed at the horizon",
    "income": "discounted income as a partner",
    "plain_income": "income, undiscounted",
    "income_squared": "sum of squares of monthly income",
    "hours": "hours given",
    "months": "months as a partner",
    "left": "month of the exit since the rollout, -1: stayed",
    "revenue": "trailing revenue at the end, 0 after an exit",
    "outside": "outside option at the rollout level, currency per month",
}
JOURNAL_BY_PARTNER = (  # sums over the active partners of a segment, by the name of their column
    "revenue", "new_revenue", "orders", "leads", "deals", "lost_deals", "customers", "stayed", "asked_to_stay",
    "complaints", "income", "certainty", "alternative", "effort", "burden", "overload", "satisfaction", "trust",
    "loyalty", "skill", "reputation", "quality", "support", "planned_revenue",
    "commission", "recurring_pay", "bonus_pay", "retainer_pay", "clawback", "quality_pay", "override_pay",
    "marketing_claim", "investment", "contradicted", "growth", "goods", "gain", "reach",
    "quality_served", "conversion_led", "better_off", "cells_reached", "first_sale", "first_sale_wait", "bunched", "diverted_revenue", "diverted_goods", "liability", "customer_value",
    "worth", "risk_cost", "opacity_cost", "hazard", "training", "customer_surplus", "expected_leads", "expected_revenue",
    "newcomer", "newcomer_surplus",
)
JOURNAL_OF_VENDOR = (  # everything else that a month leaves; by segment where it can be
    "active", "signed", "arrived", "started", "gave_up", "left", "recruited", "top_revenue", "top_five_revenue", "direct_revenue", "direct_goods",
    "direct_cost", "direct_customers", "direct_value", "expected_starts", "agents", "support_cost", "training_cost", "onboarding_cost", "communication_cost",
    "community_cost", "curation_cost", "offer_cost", "transparency_cost", "alignment_cost", "priority_cost",
    "protection_cost", "status_cost", "survey_cost", "development_cost", "review_cost",
    "wait", "utilisation", "brand", "penetration", "voice",
)
JOURNAL = JOURNAL_BY_PARTNER + JOURNAL_OF_VENDOR
COLUMN = {name: number for number, name in enumerate((*WHOLE, *REAL))}
COUNTERS = ("active", "members", "next_seat", "newcomers", "opened")  # at the head of a block
VENDOR = SEGMENTS  # the journal's column for what belongs to no segment
LINE = {name: number for number, name in enumerate(JOURNAL)}


FIRST_TERM = len(WHOLE) + len(REAL)  # the terms' place among the columns
TIERED = {  # terms with one column a tier
    "tier_threshold": "currency a period, rising; unused ones lie beyond any revenue",
    "tier_rate": "share of revenue at and above the threshold",
}
DERIVED = {  # what follows from a policy row alone
    "clarity": "share of its pay that a partner understands who reads every contact",
    "insight": "curation that takes hold: as far as the vendor knows the partner",
    "correction": "share of a wrong belief about pay that a month corrects",
    "recurring_worth": "a new customer's pay with its recurring share, less foreseen clawback, relative to the first sale's",
    "recurring_on": "1: recurring orders earn commission",
    "paid_share": "customers within the recurring months: what a month leaves of them",
    "young_share": "customers within the clawback months: what a month leaves of them",
    "clawback_on": "1: early cancellations are taken back",
    "override_total": "referral rates of all levels",
}


def terms(levers: tuple[str, ...]) -> list[str]:
    """Whose name each of a partner's term columns bears, in their order: the order of the world's policy table."""
    return [*levers, *(name for name in TIERED for _ in range(TIERS)), *DERIVED]


def pool_type(levers: tuple[str, ...], extra: tuple[str, ...] = (), plan: int = 0) -> np.dtype:
    """Layout of a block: a partner's own terms (``levers`` and what follows from them) are columns too.

    ``extra`` names columns of real numbers that a researcher's rule adds; ``plan`` is the number of columns that a plan of
    components keeps, after all others.
    """
    names, formats = list(COUNTERS), [np.int64] * len(COUNTERS)
    offsets, start = [8 * k for k in range(len(COUNTERS))], 64
    at = start
    columns = [(n, np.int64 if n not in HASHES else np.uint64, 1) for n in WHOLE]
    columns += [(n, np.float64, 1) for n in (*REAL, *levers)]
    columns += [(n, np.float64, TIERS) for n in TIERED]
    columns += [(n, np.float64, 1) for n in (*DERIVED, *extra)]
    plan_columns = [("plan", np.float64, plan)] if plan else []
    columns += [(n, np.float64, CATEGORIES) for n in SPREAD]
    for name, kind, width in (*columns, *plan_columns):
        names.append(name)
        formats.append((kind, (STRIDE,) if width == 1 else (width, STRIDE)))
        offsets.append(at)
        at += 8 * width * STRIDE
    for name, kind in (("columns", np.int64), ("numbers", np.float64)):
        names.append(name)
        formats.append((kind, ((at - start) // (8 * STRIDE), STRIDE)))
        offsets.append(start)
    for name in ("slot_of_seat", *(f"account_{n}" for n in ACCOUNT)):
        names.append(name)
        formats.append((np.int64 if name == "slot_of_seat" else np.float64, (STRIDE,)))
        offsets.append(at)
        at += 8 * STRIDE
    return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": at})


def world_state() -> list[tuple]:
    """What the vendor's rules keep from month to month: the part of ``world`` that no scenario declares."""
    whole = ("month", "round", "rollout_month", "base_row", "stale", "full", "segments", "regions", "categories", "changed",
             "initial_partners")
    real = (
        "kinked", "varied", "has_referrals", "ranked", "brand", "product", "demand_level", "price_level",
        "discount_factor",
        "income_per_reach", "support_first", "support_second", "wait_hours", "agents",
        "utilisation", "penetration", "voice", "arrivals_now", "income_at_rollout", "load", "load_at_rollout",
    )
    by_segment = ("segment_until", "segment_ln_order", "segment_ln_reach", "segment_ln_reach_sd", "segment_skill", "segment_skill_sd", "segment_region", "segment_speciality",
                  "churn", "churn_at_rollout", "overload_now", "mean_new_revenue",
                  "attractiveness", "attractiveness_at_rollout", "rival_view", "outside_index", "outside_unanswered", "outside_sum")
    by_cell = ("potential", "cell_customers", "cell_weight", "cell_available", "cell_rumour", "cell_before", "direct_in_cell")
    by_offer = ("fit", "weight", "cover", "offer_rank", "offer_category", "offer_price", "offer_margin", "offer_complexity")
    by_event = ("event_kind", "event_month", "event_size", "event_months")
    return [
        ("key", np.uint64),
        *((n, np.int64) for n in whole),
        *((n, np.float64) for n in real),
        *((n, np.float64, (SEGMENTS,)) for n in by_segment),
        *((n, np.float64, (REGIONS * CATEGORIES,)) for n in by_cell),
        *((n, np.float64, (CATALOGUE,)) for n in by_offer),
        *((n, np.float64, (EVENTS,)) for n in by_event),
        *((f"today_{n}", np.float64, (SEGMENTS + 1,)) for n in JOURNAL),
    ]


def world_type(levers: tuple[str, ...], declared: list[tuple], plan: list[tuple] | None = None) -> np.dtype:
    """Layout of ``world``: levers by policy row, what a scenario ``declared``, the state.

    ``policy`` names all policy rows as one table, in the order of a partner's terms, and ``today``
    the journal's month; ``plan`` are the fields of plans of components, after all others.
    """
    rows = [(n, np.float64, (ROWS,)) for n in levers]
    rows += [(n, np.float64, (TIERS, ROWS)) for n in TIERED]
    rows += [(n, np.float64, (ROWS,)) for n in DERIVED]
    columns = len(terms(levers))
    plain = np.dtype([*rows, ("is_pay", np.float64, (columns,)), *declared, *world_state(), *(plan or [])])
    names, formats = list(plain.names), [plain.fields[n][0] for n in plain.names]
    offsets = [plain.fields[n][1] for n in plain.names]
    names += ["policy", "today"]
    formats += [np.dtype((np.float64, (columns, ROWS))), np.dtype((np.float64, (len(JOURNAL), SEGMENTS + 1)))]
    offsets += [0, plain.fields[f"today_{JOURNAL[0]}"][1]]
    titles = [None] * len(names)
    if plan:  # Numba takes a record for another one that it begins with
        titles[0] = "with plans"
    return np.dtype({"names": names, "formats": formats, "offsets": offsets, "titles": titles, "itemsize": plain.itemsize})
