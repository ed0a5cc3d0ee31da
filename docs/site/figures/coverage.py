"""What it means that 95 % intervals cover: forty studies of the same truth."""

import matplotlib.pyplot as plt
import numpy as np

from partnerscape.study.statistics.intervals import share_interval

TRUTH, FUTURES, STUDIES = 0.8, 64, 40
hits = np.random.default_rng(1).binomial(FUTURES, TRUTH, STUDIES)
intervals = np.array([share_interval(int(n), FUTURES) for n in hits])
covers = (intervals[:, 1] <= TRUTH) & (intervals[:, 2] >= TRUTH)
_, axes = plt.subplots(figsize=(7, 3))
for number, (share, low, high) in enumerate(intervals):
    colour = "0.35" if covers[number] else "C3"
    axes.plot([number, number], [low, high], color=colour)
    axes.plot(number, share, "o", ms=3, color=colour)
axes.axhline(TRUTH, ls=":", color="0.5")
axes.set(xlabel="study", ylabel="P(win-win)", title=f"{covers.sum()} of {STUDIES} intervals contain the true share, {TRUTH:.0%}")
axes.spines[["top", "right"]].set_visible(False)
plt.tight_layout()
