"""Which kind of file a table is: a scenario, a policy, a question or a claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import Misfit, Shown
from ..levers import LEVERS

SIGNS: dict[str, set[str]] = {  # keys that no other kind has
    "a scenario": {"market", "catalogue", "assumptions", "policies", "by_hand", "today", "uncertain", "goals"},
    "a policy": {*LEVERS, "tiers", "referral_rates", "pay", "payout", "up_or_out", "registration"},
    "a question": {"question", "levers", "choices", "design", "analyses", "uncertainties", "certificate", "frontier"},
    "a claim": {"cells", "effects", "sweeps", "regions", "built_in"},
}
USES = {
    "a scenario": "use it with `partnerscape run` or `partnerscape compare`",
    "a policy": "use it as a candidate: `partnerscape compare SCENARIO FILE`",
    "a question": "use it with `partnerscape study`",
    "a claim": "use it with `partnerscape claim`",
}


def wrong_kind(table: Mapping[str, Any], wanted: str) -> Misfit | None:
    """What is wrong with a table that is clearly not of the ``wanted`` kind; None if it may be."""
    signs = {kind: len(keys.intersection(table)) for kind, keys in SIGNS.items()}
    kind = max(signs, key=lambda name: (signs[name], name == wanted))
    if signs[wanted] or not signs[kind]:
        return None
    return Misfit("", wanted, Shown(kind), advice=USES[kind])
