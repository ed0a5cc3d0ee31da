"""The order of a month, stated once. Both drivers read it: the engine compiles it, Mesa's agents walk it.

``each`` rule is a loop of its own over the active partners (so that it vectorises), ``signed`` rules loop over
those who have signed and not yet started, ``newcomer`` rules over those who sign this month, ``vendor`` rules see the
whole pool.
"""

from __future__ import annotations

from dataclasses import dataclass

from partnerscape.rules.shared.records import TIERS


@dataclass(frozen=True)
class Replacement:
    """A function that stands in for a rule: where it is, and a hash of the texts that decide what it does.

    Without a module the rule is turned off.
    """

    rule: str
    module: str
    function: str
    digest: str


@dataclass(frozen=True)
class Rulebook:
    """The package's rules but for those that are ``replaced``; ``fields`` are columns that these add to a partner.

    ``one | other`` holds the replacements of both, the other's where both have one.
    """

    replaced: tuple[Replacement, ...] = ()
    fields: tuple[str, ...] = ()
    plan_size: int = 0  # columns that a plan of components keeps per partner; 0: there is none

    def __or__(self, other: Rulebook) -> Rulebook:
        by_rule = {new.rule: new for new in (*self.replaced, *other.replaced)}
        return Rulebook(
            tuple(by_rule[rule] for rule in sorted(by_rule)),
            tuple(dict.fromkeys((*self.fields, *other.fields))),
            max(self.plan_size, other.plan_size),
        )

    def replaces(self, rule: str) -> bool:
        """Whether a rule has a replacement."""
        return any(new.rule == rule for new in self.replaced)

    def __str__(self) -> str:
        return ", ".join(new.rule if new.module else f"{new.rule} (off)" for new in self.replaced)


AS_SHIPPED = Rulebook()


@dataclass(frozen=True)
class Phase:
    """One rule's place in the month: who does it, which rule, and the world's number without which it has nothing to do.

    In several ``rounds`` everybody has done one before anybody begins the next; ``world.round`` counts them
    from 0. A loop over rounds within a rule would keep the loop over partners from vectorising.
    """

    who: str
    rule: str
    only_if: str = ""
    rounds: int = 1


MONTH = (
    Phase("vendor", "meet_events"),
    Phase("vendor", "drift_demand", only_if="own_demand_sd"),
    Phase("vendor", "roll_out"),
    Phase("vendor", "announce"),
    Phase("vendor", "rank_partners"),
    Phase("each", "take_up"),
    Phase("each", "brief"),
    Phase("each", "choose_offers"),
    Phase("vendor", "spread_word"),
    Phase("each", "decide_effort"),
    Phase("each", "weigh_rates", only_if="kinked", rounds=TIERS + 1),
    Phase("each", "aim_at_thresholds", only_if="kinked", rounds=TIERS + 1),
    Phase("each", "aim_at_cap", only_if="kinked"),
    Phase("each", "find_leads"),
    Phase("vendor", "queue_support"),
    Phase("each", "close_deals"),
    Phase("each", "add_noise", only_if="additive_noise_sd"),
    Phase("each", "serve_customers"),
    Phase("each", "expect_pay", only_if="kinked"),
    Phase("each", "meet_targets", only_if="kinked"),
    Phase("each", "settle"),
    Phase("each", "appraise"),
    Phase("vendor", "pay_overrides"),
    Phase("each", "learn"),
    Phase("each", "feel"),
    Phase("each", "invest"),
    Phase("each", "stay_or_leave"),
    Phase("signed", "activate"),
    Phase("each", "invite"),
    Phase("each", "take_stock"),
    Phase("vendor", "keep_journal"),
    Phase("vendor", "recruit"),
    Phase("newcomer", "introduce"),
    Phase("vendor", "renew_pool"),
    Phase("vendor", "build_brand"),
    Phase("vendor", "hold_survey"),
    Phase("vendor", "review"),
)
OF_PLANS = {  # rules that only a plan of components needs, by the rule that they follow
    "drift_demand": (Phase("vendor", "weigh_plans"),),
    "announce": (Phase("vendor", "announce_plan"),),
    "aim_at_cap": (Phase("each", "plan_ahead"),),
    "meet_targets": (Phase("each", "expect_plan"), Phase("each", "count_sales"), Phase("vendor", "share_among")),
    "settle": (Phase("each", "pay_plan"),),
    "pay_overrides": (Phase("vendor", "pass_up"),),
    "take_stock": (Phase("each", "owe_plan"),),
}


def month_of(rules: Rulebook) -> tuple[Phase, ...]:
    """The month's rules in their order; those of plans only where there is one."""
    if not rules.plan_size:
        return MONTH
    return tuple(phase for known in MONTH for phase in (known, *OF_PLANS.get(known.rule, ())))


EVERY_RULE = month_of(Rulebook(plan_size=1))  # in the order of the month, those of plans too
OUTSIDE_THE_MONTH = {
    "found": "recruit",
    "start_all": "renew_pool",
    "dismiss": "renew_pool",
    "close_books": "accounts",
}  # rule: its file
NEEDED = (  # none can be turned off: they keep the books, or others divide by what they write
    "roll_out",
    "announce",
    "take_up",
    "keep_journal",
    "introduce",
    "renew_pool",
)
OF_THE_JOURNAL = "value_network"  # after all months, of their journal
