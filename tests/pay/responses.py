"""How partners respond to each published contract, as a picture to look at: ``python tests/pay/responses.py FOLDER``.

Per contract four panels, the terms that it takes the place of in grey: hours per month since the rollout, how revenue per
partner and month is spread (thresholds dashed), the share of sellers who receive nothing, and income by segment.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

import partnerscape as ps
from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.rules.shared import records
from partnerscape.show.style.palette import FAINT, VENDOR, bare, styled

sys.path.insert(0, str(Path(__file__).parents[1]))
from pay.published import HERE, policy

AGAINST = {"c_after": "c_before", "e_after": "e_before", "h_after": "h_before"}
COLUMNS = ["id", "segment", "effort", "revenue", "income", "tenure"]
MONTHS, SEEDS = 24, range(2)


def watched(scenario: ps.Scenario, candidate: ps.Policy) -> pd.DataFrame:
    """One row per active partner and month after the rollout."""
    tables = []
    for seed in SEEDS:
        rows = encode.encode_policy(candidate, scenario)
        state = engine.burn_in(scenario, seed).planning(encode.plan_size_of(rows)).branched(8)
        encode.write_policy(state.world, rows, records.SEGMENTS)
        _, pages = engine.watch(state, MONTHS, COLUMNS)
        tables += [
            pd.DataFrame({name: page[name] for name in COLUMNS}).assign(month=t, seed=seed) for t, page in enumerate(pages, 1)
        ]
    return pd.concat(tables, ignore_index=True)


def thresholds(candidate: ps.Policy) -> list[float]:
    """Where brackets and conditions on revenue begin."""
    brackets = [b.start for c in candidate.pay.values() for b in (c.brackets or ())]
    needs = [n.at_least for c in candidate.pay.values() for n in (c.needs or ()) if n.measure == "revenue"]
    levels = [v for level in candidate.levels.values() for n in level.needs if n.measure == "revenue" for v in n.at_least]
    return sorted({float(v) for v in (*brackets, *needs, *levels) if isinstance(v, int | float) and v > 0})


def draw_row(axes: np.ndarray, name: str, before: pd.DataFrame, after: pd.DataFrame, edges: list[float]) -> None:
    effort, spread, unpaid, income = axes
    bins = np.logspace(1, 6, 51)
    for table, colour in ((before, FAINT), (after, VENDOR)):
        by_month = table.groupby("month")
        effort.plot(by_month["effort"].mean(), color=colour)
        spread.hist(table.loc[table["revenue"] > 0, "revenue"], bins=bins, color=colour, histtype="step", density=False)
        unpaid.plot(by_month["income"].apply(lambda paid: (paid <= 0.0).mean()), color=colour)
    spread.set_xscale("log")
    for edge in edges:
        spread.axvline(edge, color="black", linewidth=0.5, linestyle="--")
    means = [table.groupby("segment")["income"].mean() for table in (before, after)]
    for k, (mean, colour) in enumerate(zip(means, (FAINT, VENDOR), strict=True)):
        income.bar(mean.index + 0.4 * k, mean, width=0.4, color=colour)
    effort.set_ylabel(name)
    effort.set_ylim(bottom=0.0)
    unpaid.set_ylim(0.0, 1.0)
    for panel in axes:
        bare(panel, "lb")


def main(folder: Path) -> None:
    import matplotlib.pyplot as plt

    folder.mkdir(parents=True, exist_ok=True)
    scenario = ps.load_scenario(HERE / "programme.toml").changed(time={"horizon_months": MONTHS})
    names = sorted(path.stem for path in (HERE / "contracts").glob("*.toml"))
    rows = []
    with styled():
        figure, axes = plt.subplots(len(names), 4, figsize=(14, 2.1 * len(names)))
        for row, name in zip(axes, names, strict=True):
            other = AGAINST.get(name)
            start = scenario.changed(policies={**scenario.policies, other: policy(other)}, current=other) if other else scenario
            before, after = watched(start, start.current_policy), watched(start, policy(name))
            draw_row(row, name, before, after, thresholds(policy(name)))
            for kind, table in (("before", before), ("after", after)):
                unpaid = (table["income"] <= 0.0).mean()
                rows.append({"contract": name, "terms": kind, "hours": table["effort"].mean(), "revenue": table["revenue"].mean(),
                             "income": table["income"].mean(), "unpaid": unpaid})  # fmt: skip
        for panel, title in zip(
            axes[0], ("hours per month", "revenue per month", "share not paid", "income by segment"), strict=True
        ):
            panel.set_title(title)
        figure.tight_layout()
        figure.savefig(folder / "responses.png", dpi=80)
    table = pd.DataFrame(rows)
    table.to_csv(folder / "responses.csv", index=False)
    print(table.round(2).to_string(index=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
