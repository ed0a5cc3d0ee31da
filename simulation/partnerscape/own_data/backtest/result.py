"""What a backtest found: tables, targets, a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import tomlkit
from scipy.stats import t as student

from partnerscape.language import language, phrase, term
from partnerscape.language.numbers import in_digits
from partnerscape.own_data.fitting.provenance import passed
from partnerscape.scenario import InputError, Scenario, load_scenario
from partnerscape.scenario.fitted import Fitted
from partnerscape.study.jobs.files import write_whole

from .origin import AGAIN, BG_BB, LADDER, RECONCILED, SIMPLE

METHODS = (*SIMPLE, LADDER)
TOTALS = ("revenue", "active partners")
AS_GOOD, COVERED, LEAST_AUC, LEAST_ORIGINS = 1.05, (0.85, 0.95), 0.9, 3
Test = tuple[str, str, float, str, bool, bool]  # what it is about, name, value, target, whether it passed, is of a band
SCORED = ["about", "test", "value", "target", "passed", "band"]
STAYS = "who stays active"


@dataclass(frozen=True)
class Backtest:
    """Forecasts against what came.

    Attributes
    ----------
    scenario : Scenario
        As stated, before any fit.
    months : DataFrame
        One row per origin, quantity, method and month ahead: ``origin`` (months that were known), ``quantity``, ``method``,
        ``ahead``, ``forecast`` (median), ``low``, ``high`` (90 % band), ``truth``.
    partners : DataFrame
        One row per origin and method: ``partners``, ``crps`` and ``mae`` (currency per partner, revenue of all months ahead),
        ``auc`` (who has a sale in the last three months ahead), ``auc_attainable`` (what it would be if the forecast's own
        probabilities were right: more cannot be known), ``coverage`` and ``width`` of 90 % bands.
    data : str
        SHA-256 of the panel.
    ahead : int
        Months.
    """

    scenario: Scenario
    months: pd.DataFrame
    partners: pd.DataFrame
    data: str
    ahead: int

    @cached_property
    def totals(self) -> pd.DataFrame:
        """One row per quantity and method: ``mape``, ``bias`` (relative) with ``bias_error`` (95 %), ``coverage``, ``width``."""
        rows = [
            _scored(str(quantity), str(method), group)
            for (quantity, method), group in self.months.groupby(["quantity", "method"], sort=False)
        ]
        return pd.DataFrame(rows, columns=["quantity", "method", "mape", "bias", "bias_error", "coverage", "width"])

    @cached_property
    def per_partner(self) -> pd.DataFrame:
        """The same scores of partners as means over origins, one row per method."""
        return self.partners.drop(columns="origin").groupby("method", sort=False).mean().reset_index()

    def _total(self, quantity: str, method: str) -> pd.Series:
        totals = self.totals
        return totals[(totals["quantity"] == quantity) & (totals["method"] == method)].iloc[0]

    def best_simple(self, quantity: str) -> pd.Series:
        """The simple method with the smallest MAPE."""
        simple = self.totals[(self.totals["quantity"] == quantity) & self.totals["method"].isin(METHODS)]
        return simple.loc[simple["mape"].idxmin()]

    @property
    def tests(self) -> pd.DataFrame:
        """What "fitted to your data" needs: ``test``, ``value``, ``target``, ``passed``; ``about`` what, and if of a ``band``."""
        origins, least = self.months["origin"].nunique(), phrase("at least {number}", number=LEAST_ORIGINS)
        rows: list[Test] = [("origins", phrase("origins"), float(origins), least, origins >= LEAST_ORIGINS, False)]
        for quantity in TOTALS:
            rows += self._tests_of_total(quantity)
        of = self.per_partner.set_index("method")
        crps, simple = of.loc[RECONCILED, "crps"], of.loc[BG_BB, "crps"]
        error = phrase("error per partner over that of BG/BB, the usual method")
        rows.append(("partners", error, crps / simple, phrase("below 1"), crps < simple, False))
        rows.append(_covers("partners", phrase("bands of partners (90 %) cover"), float(of.loc[RECONCILED, "coverage"])))
        auc, most = float(of.loc[RECONCILED, "auc"]), float(of.loc[RECONCILED, "auc_attainable"])
        rows.append((STAYS, phrase("who stays active: pairs told apart"), auc, _least_auc(most), auc >= LEAST_AUC, False))
        return pd.DataFrame(rows, columns=SCORED)

    def _tests_of_total(self, quantity: str) -> list[Test]:
        own, best = self._total(quantity, RECONCILED), self.best_simple(quantity)
        ratio, bias, error = float(own["mape"] / best["mape"]), float(own["bias"]), float(own["bias_error"])
        return [
            (
                quantity,
                phrase(
                    "{total}: mean error over that of {method}, the best simple method",
                    total=term(quantity),
                    method=term(str(best["method"])),
                ),
                ratio,
                phrase("at most {number}", number=_digits(str(AS_GOOD))),
                ratio <= AS_GOOD,
                False,
            ),
            (
                quantity,
                phrase("{total}: bias", total=term(quantity)),
                bias,
                phrase("within {error} of 0, its error", error=_digits(f"{error:.3f}"))
                if np.isfinite(error)
                else phrase("within its error, which takes two origins"),
                abs(bias) <= error,
                False,
            ),
            _covers(quantity, phrase("bands of {total} (90 %) cover", total=term(quantity)), float(own["coverage"])),
        ]

    @property
    def passed(self) -> bool:
        """Whether every test does."""
        return bool(self.tests["passed"].all())

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing for "fitted to your data"."""
        off = self.tests[~self.tests["passed"].astype(bool)]
        return tuple(
            phrase(
                "{test} {value}, target {target}",
                test=row["test"],
                value=_digits(f"{row['value']:.3g}"),
                target=row["target"],
            )
            for row in off.to_dict("records")
        )

    @property
    def verdict(self) -> str:
        """Usable for what, not for what, in a line; a forecast whose bands cover too much is usable, and the line says so."""
        missed = self.tests[~self.tests["passed"].astype(bool)]
        too_wide = missed["band"].astype(bool) & (missed["value"] > COVERED[1])
        bad = set(missed[~too_wide]["about"])
        wide = [name for about, name in _uses().items() if about in set(missed[too_wide]["about"]) - bad]
        line = phrase(
            "Usable for {good}; not for {bad}.",
            good=_list([name for about, name in _uses().items() if about not in bad]) or phrase("nothing yet"),
            bad=_list([name for about, name in _uses().items() if about in bad])
            or phrase("responses to a policy that never changed in the data"),
        )
        return f"{line} {_too_wide(wide)}" if wide else line

    def stamped(self, fitted: Fitted) -> Fitted:
        """What a fit says of itself once this backtest is known."""
        return passed(fitted) if self.passed else fitted.model_copy(update={"state": "partly fitted", "missing": self.missing})

    def mark(self, path: str | Path) -> str:
        """Write the standing into the file of a scenario that was fitted to the same data; returns the standing.

        Raises
        ------
        InputError
            If the scenario was not fitted, or to other data.
        """
        path = Path(path)
        check_fitted(path, self.data)
        fitted = load_scenario(path).fitted
        assert fitted is not None
        stamped = self.stamped(fitted)
        document = tomlkit.parse(path.read_text(encoding="utf-8-sig"))
        document["fitted"]["state"], document["fitted"]["missing"] = stamped.state, list(stamped.missing)
        write_whole(path, tomlkit.dumps(document))
        return stamped.state


def check_fitted(path: Path, data: str) -> None:
    """Refuse a file whose scenario was not fitted to these data."""
    fitted = load_scenario(path).fitted
    found = "none" if fitted is None else f"data {fitted.data[:12]}"
    if fitted is None or fitted.data != data:
        raise InputError(path, (), "fitted", f"a scenario that `partnerscape fit` made of these data ({data[:12]})", found)


def _too_wide(uses: list[str]) -> str:
    return phrase("Bands wider than they need be: {uses}.", uses=_list(uses))


def _uses() -> dict[str, str]:
    """What a forecast is for, by what tests are about."""
    total_revenue, active_partners = TOTALS
    return {
        total_revenue: phrase("total revenue"),
        active_partners: phrase("the number of active partners"),
        "partners": phrase("each partner's revenue"),
        STAYS: phrase("who stays active"),
    }


def _scored(quantity: str, method: str, rows: pd.DataFrame) -> tuple[str, str, float, float, float, float, float]:
    seen = rows[rows["truth"] > 0.0]
    mape = float((seen["forecast"] / seen["truth"] - 1.0).abs().mean())
    sums = rows.groupby("origin")[["forecast", "truth"]].sum()
    off = (sums["forecast"] / sums["truth"] - 1.0).to_numpy()
    error = float(student.ppf(0.975, off.size - 1) * off.std(ddof=1) / np.sqrt(off.size)) if off.size > 1 else float("nan")
    covered = float(((rows["truth"] >= rows["low"]) & (rows["truth"] <= rows["high"])).mean())
    width = float((rows["high"] - rows["low"]).mean() / rows["truth"].mean())
    point = method == AGAIN
    return quantity, method, mape, float(off.mean()), error, float("nan") if point else covered, float("nan") if point else width


def _covers(about: str, name: str, share: float) -> Test:
    low, high = COVERED
    target = phrase("{low} to {high}", low=_digits(str(low)), high=_digits(str(high)))
    return about, name, share, target, low <= share <= high, True


def _least_auc(attainable: float) -> str:
    """What the AUC has to reach, and what it can reach with these data if that is less."""
    least, most = _digits(f"{LEAST_AUC:.2f}"), _digits(f"{attainable:.2f}")
    if attainable < LEAST_AUC:
        return phrase("at least {number} (with these data {most} can be reached)", number=least, most=most)
    return phrase("at least {number}", number=least)


def _digits(number: str) -> str:
    return in_digits(number, language())


def _list(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return phrase("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])
