"""What a department does when a lever moves: one sentence for up, one for down."""

from __future__ import annotations

from partnerscape.language import phrase
from partnerscape.scenario import declared
from partnerscape.scenario.pay.numbers import is_path

from ...style.lever_words import split_lever
from .case import Change
from .changes import named
from .owners import Owner


def task(change: Change, owner: Owner) -> str:
    """What to do about a change."""
    lever = split_lever(change.lever)[1]
    known = declared(lever)
    if (
        is_path(change.lever)
        or lever in ("tiers", "referral_rates", "pay", "levels", "payout")
        or (known is not None and known.pay)
    ):
        return _of_pay(owner, change)
    if owner is Owner.FINANCE:
        return phrase("Budget for the change of {lever}, from the month in which it begins.", lever=named(change))
    return _tasks(change.way > 0).get(lever) or phrase("Name who changes {lever}, and from when.", lever=named(change))


def _of_pay(owner: Owner, change: Change) -> str:
    lever = named(change)
    if owner is Owner.FINANCE:
        return phrase(
            "Change {lever} in contracts and in the pay run; settle one month under both terms before the first payment.",
            lever=lever,
        )
    return phrase(
        "Show every partner in writing what the change of {lever} means for its own income, before it applies.", lever=lever
    )


def _tasks(up: bool) -> dict[str, str]:
    """By lever."""
    return _tasks_up() if up else _tasks_down()


def _tasks_up() -> dict[str, str]:
    return {
        "joint_marketing": phrase("Say how partners claim the larger marketing budget, and publish what they did with it."),
        "offers": phrase("Prepare the additional offers, each with its material, before partners see them."),
        "curation": phrase("Choose for each partner which offers it is shown; name who does it and by which criteria."),
        "community": phrase("Plan meetings and a platform on which partners help each other."),
        "communication": phrase("Contact partners more often, with something they can use each time."),
        "transparency": phrase("Publish pay and rules in one place, and let partners see their own figures."),
        "survey_every": phrase("Ask partners less often, and report what was done about their answers."),
        "status_share": phrase("Give the status to more partners, and say by which figures they earn it."),
        "alignment": phrase("Agree with the other departments on one text for partners before anybody sends it."),
        "discount": phrase("Say up to where partners may lower the price, and check that they stay within it."),
        "deal_protection": phrase("Leave more contested deals to the partner who registered them, and say so."),
        "priority_share": phrase("Serve more of the best partners first, and watch how long the others wait."),
        "review_every": phrase("Review the terms less often, on a date that partners know."),
        "notice_months": phrase("Announce the new terms earlier; until they apply, the old ones do."),
        "grandfather_months": phrase("Let today's partners keep today's pay for longer, and give newcomers the new one at once."),
        "support_agents": phrase("Hire and train the additional agents before the new terms bring in more requests."),
        "frozen_desk": phrase("Keep the number of agents per partner as it is, however many requests come in."),
        "target_occupancy": phrase("Plan shifts for a busier desk, and watch the wait."),
        "target_wait": phrase("Plan shifts for a longer wait, and tell partners what to expect."),
        "training_hours": phrase("Offer more hours of training, first on what partners ask most about."),
        "onboarding_hours": phrase("Spend more time with every partner who has just signed, until its first sale."),
    }


def _tasks_down() -> dict[str, str]:
    return {
        "joint_marketing": phrase("Say which campaigns still get money, before partners plan theirs."),
        "offers": phrase("Withdraw the offers that sell least, and tell the partners who sell them."),
        "curation": phrase("Say which offers partners now choose for themselves."),
        "community": phrase("Say which meetings end, and where partners can still ask each other."),
        "communication": phrase("Drop the messages that partners use least."),
        "transparency": phrase("Say which reports end, and where partners still find their own figures."),
        "survey_every": phrase("Ask partners more often, and report what was done about their answers."),
        "status_share": phrase("Tell those who lose the status before they hear it from others."),
        "alignment": phrase("Say who may now answer partners alone."),
        "discount": phrase("Tell partners from when on they may lower the price less."),
        "deal_protection": phrase("Say from when on contested deals are decided otherwise."),
        "priority_share": phrase("Tell those who are no longer served first."),
        "review_every": phrase("Review the terms more often, on dates that partners know."),
        "notice_months": phrase("Prepare everything beforehand: the new terms apply sooner."),
        "grandfather_months": phrase("Tell today's partners when their pay changes, each with an example of its own."),
        "support_agents": phrase("Reduce the desk only as fast as requests fall, and watch the wait every week."),
        "frozen_desk": phrase("Let the desk follow the number of requests."),
        "target_occupancy": phrase("Plan shifts for a desk with more room."),
        "target_wait": phrase("Plan shifts for a shorter wait."),
        "training_hours": phrase("Keep the hours of training that partners use, drop the rest."),
        "onboarding_hours": phrase("Replace part of the help at the start by material."),
    }
