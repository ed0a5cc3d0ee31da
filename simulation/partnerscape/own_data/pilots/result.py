"""What a trial's data say: its effect with a test, and the decision that they lead to, as it was planned before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from partnerscape.scenario import InputError, Misfit, formats, refuse

from .trial import STATISTICS, Trial, change_of, statistics_of
from .value import model_of

NEW, OLD = "new terms", "today's terms"
NEEDED = ("partner", "arm", "month", "sales")
SHUFFLES = 9999
LIKE = 0.1  # of the draws: those whose trial looks most like the real one say what is now likely


@dataclass(frozen=True)
class PilotResult:
    """A trial's effect, and what follows.

    Attributes
    ----------
    effect, low, high : float
        Difference of the mean change in ln(sales + a quarter of the mean before), with its 95 % interval (Welch).
    p_value : float
        Of a randomisation test with the lots drawn anew.
    statistics : dict of str to float
        ``sales``, ``activity`` and ``staying``, the treated less the control group.
    gain : float
        Expected gain of the rollout given the trial, currency over the horizon; before it: ``gain_before``.
    p_win_win, p_before : float
        Chance that the rollout is win-win, after and before the trial.
    roll_out : bool
        Whether to roll out: a gain is expected and win-win is as likely as required.
    unlike : bool
        Whether hardly any draw shows what the trial showed; the model then says little about it.
    draws : DataFrame
        The draws of the assumptions with ``weight``: how likely each is now.
    """

    trial: Trial
    effect: float
    low: float
    high: float
    p_value: float
    statistics: dict[str, float]
    gain: float
    gain_before: float
    p_win_win: float
    p_before: float
    roll_out: bool
    unlike: bool
    draws: pd.DataFrame
    currency: str = ""


def pilot_result(folder: str | Path, data: str | Path | pd.DataFrame) -> PilotResult:
    """Analyse a trial as its plan says.

    Parameters
    ----------
    folder : str or Path
        Where the pilot was saved.
    data : str, Path or DataFrame
        One row per partner and month: ``partner``, ``arm`` ("new terms" or "today's terms"), ``month`` (1 is the trial's
        first, 0 and less before it), ``sales`` (currency). A month without a row has no sales.

    Returns
    -------
    PilotResult

    Raises
    ------
    InputError
        Names file, column, what was expected and what was found.

    Examples
    --------
    >>> import partnerscape as ps
    >>> result = ps.pilot_result("results/pilot", "trial.csv")  # doctest: +SKIP
    """
    plan, draws = _plan(Path(folder))
    trial = Trial(plan["segment"], int(plan["partners"]), int(plan["months"]))
    before, monthly, treated = _data(data, trial.months)
    shown = statistics_of(before, monthly, treated)
    change = change_of(before, monthly)
    test = stats.ttest_ind(change[treated], change[~treated], equal_var=False)
    low, high = test.confidence_interval(0.95)
    lots = stats.permutation_test(
        (change[treated], change[~treated]), _difference, n_resamples=SHUFFLES, vectorized=True, rng=np.random.default_rng(1)
    )
    outcomes, gains = draws[list(STATISTICS)].to_numpy(dtype=float), draws["gain"].to_numpy(dtype=float)
    weights, unlike = _weights(outcomes, shown)
    gain = float(model_of(outcomes, gains).predict(shown[None, :])[0])
    p_win_win = float(weights @ draws["win_win"])
    return PilotResult(
        trial=trial,
        effect=float(shown[0]),
        low=float(low),
        high=float(high),
        p_value=float(lots.pvalue),
        statistics=dict(zip(STATISTICS, shown.tolist(), strict=True)),
        gain=gain,
        gain_before=float(gains.mean()),
        p_win_win=p_win_win,
        p_before=float(draws["win_win"].mean()),
        roll_out=bool(gain > 0.0 and p_win_win >= plan["required"]),
        unlike=unlike,
        draws=draws.drop(columns=list(STATISTICS)).assign(weight=weights),
        currency=str(plan["currency"]),
    )


def _difference(new: np.ndarray, old: np.ndarray, axis: int) -> np.ndarray:
    return new.mean(axis=axis) - old.mean(axis=axis)


def _weights(outcomes: np.ndarray, shown: np.ndarray) -> tuple[np.ndarray, bool]:
    """How likely each draw is given what the trial showed, and whether that lies outside what the draws show.

    The weight falls with the distance (Epanechnikov's kernel, as in Beaumont et al. 2002) among the nearest tenth.
    """
    scale = np.maximum(outcomes.std(axis=0, ddof=1), 1e-9)
    distance = np.sqrt((((outcomes - shown) / scale) ** 2).sum(axis=1))
    reach = np.sort(distance)[max(int(LIKE * distance.size), min(20, distance.size)) - 1]
    weights = np.maximum(1.0 - (distance / max(reach * (1.0 + 1e-9), 1e-12)) ** 2, 0.0)
    weights = weights if weights.sum() > 0.0 else np.ones_like(weights)
    unlike = bool((np.abs(shown - outcomes.mean(axis=0)) > 3.0 * scale).any())
    return weights / weights.sum(), unlike


def _plan(folder: Path) -> tuple[dict[str, Any], pd.DataFrame]:
    path = folder / "pilot.json"
    try:
        plan = json.loads(path.read_bytes())
        formats.check_format(path, formats.PILOT, plan)
        draws = pd.read_parquet(folder / "draws.parquet")
        trial = plan["trial"]
        return {**trial, "required": float(plan["required_probability"]), "currency": plan["currency"]}, draws
    except InputError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(path, "", "", "a pilot saved by `partnerscape pilot --out`", str(error)) from None


def _data(data: str | Path | pd.DataFrame, months: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sales per month before, by month of the trial, and who was treated."""
    where = "data" if isinstance(data, pd.DataFrame) else str(data)
    if isinstance(data, pd.DataFrame):
        table = data
    else:
        try:
            table = pd.read_parquet(data) if str(data).endswith(".parquet") else pd.read_csv(data, dtype={"partner": str})
        except (OSError, ValueError) as error:
            raise InputError(where, "", "", "a CSV or Parquet table", str(error)) from None
    missing = [name for name in NEEDED if name not in table.columns]
    refuse([Misfit(name, f"columns {', '.join(NEEDED)}", list(map(str, table.columns))) for name in missing[:1]], where)
    table = table[list(NEEDED)].assign(arm=table["arm"].astype(str).str.strip().str.lower())
    arms = set(table["arm"])
    refuse([Misfit("arm", f"'{NEW}' and '{OLD}'", sorted(arms))] if arms != {NEW, OLD} else [], where)
    for name in ("month", "sales"):
        values = pd.to_numeric(table[name], errors="coerce")
        row = values.isna() | ~np.isfinite(values)
        if name == "month":
            row |= values % 1 != 0
        wrong = [Misfit(name, "a whole number" if name == "month" else "a number", str(v)) for v in table.loc[row, name].head(1)]
        refuse(wrong, where)
        table[name] = values
    both = table.groupby("partner")["arm"].nunique()
    refuse([Misfit("partner", "one arm per partner", str(both.idxmax()))] if both.max() > 1 else [], where)
    late = table["month"].max()
    refuse([Misfit("month", f"months up to {months}, the trial's length", int(late))] if late != months else [], where)
    refuse(
        [Misfit("month", "months before the trial too: 0, -1 …", int(table["month"].min()))] if table["month"].min() > 0 else [],
        where,
    )
    past = int(1 - table["month"].min())
    wide = table.pivot_table(index="partner", columns="month", values="sales", aggfunc="sum", fill_value=0.0)
    wide = wide.reindex(columns=range(1 - past, months + 1), fill_value=0.0)
    treated = table.drop_duplicates("partner").set_index("partner")["arm"].reindex(wide.index).eq(NEW).to_numpy()
    sizes = (int(treated.sum()), int((~treated).sum()))
    refuse([Misfit("partner", "at least 2 partners in each arm", list(sizes))] if min(sizes) < 2 else [], where)
    values = np.maximum(wide.to_numpy(dtype=float), 0.0)
    return values[:, :past].mean(axis=1), values[:, past:], treated
