from __future__ import annotations

from ..shared.compile import vendor_rule


@vendor_rule
def qualified(s, i, w, o, ladder):
    """The highest level of which a partner meets everything at once."""
    level = 0
    for k in range(1, w.ladder_levels[o, ladder]):
        met = True
        for c in range(w.ladder_needs[o, ladder]):
            value, per = s[w.meter_row[o, w.need_meter[o, ladder, c]], i], w.need_per[o, ladder, c]
            size = s[w.meter_row[o, per], i] if per >= 0 else 1.0
            threshold = w.need_threshold[o, ladder, c, k] * size
            if w.need_below[o, ladder, c] == 1:
                met = met and value < threshold
            else:
                met = met and value >= threshold
        if met:
            level = k
    return level


@vendor_rule
def climb(s, i, w, o, t):
    """Levels: up at once; down at a review, once a partner has fallen short for longer than the grace time."""
    for ladder in range(w.ladders[o]):
        row, now = w.ladder_row[o, ladder], qualified(s, i, w, o, ladder)
        held = int(s[row, i])
        if now >= held:
            s[row, i], s[row + 1, i] = now, 0.0
        else:
            s[row + 1, i] += 1.0
            if s[row + 1, i] > w.ladder_grace[o, ladder] and t % w.ladder_down[o, ladder] == 0:
                s[row, i], s[row + 1, i] = now, 0.0
