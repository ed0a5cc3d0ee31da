from __future__ import annotations

from ..shared.compile import vendor_rule


@vendor_rule
def qualified(s, i, w, o, ladder):
    """The highest level of which a partner meets everything at once."""
    level = w.ladder_levels[o, ladder] - 1
    for c in range(w.ladder_needs[o, ladder]):
        level = min(level, reached_by(s, i, w, o, ladder, c)) if level > 0 else level
    return level


@vendor_rule
def reached_by(s, i, w, o, ladder, c):
    """The highest level of which one need is met; thresholds do not fall from level to level."""
    value, per = s[w.meter_row[o, w.need_meter[o, ladder, c]], i], w.need_per[o, ladder, c]
    size = max(s[w.meter_row[o, per], i], 1.0 * w.need_known[o, ladder, c]) if per >= 0 else 1.0
    below = w.need_below[o, ladder, c] == 1
    for level in range(1, w.ladder_levels[o, ladder]):
        threshold = w.need_threshold[o, ladder, c, level]
        if not (value < threshold * size if below else value >= threshold * size or threshold == 0.0):
            return level - 1
    return w.ladder_levels[o, ladder] - 1


@vendor_rule
def held_level(s, i, w, o, ladder):
    """The level that a partner brings into the month; another plan's ladder of the same name may have had more levels."""
    return min(int(s[w.ladder_row[o, ladder] + 2, i]), w.ladder_levels[o, ladder] - 1)


@vendor_rule
def climb(s, i, w, o, t):
    """Levels: up at once; down at a review, once a partner has fallen short for longer than the grace time.

    A ladder has three rows: the month's level, months of falling short, the level that the next month starts from.
    Reviews are at the end of their period and hold from the next month on; monthly ones at once.
    """
    for ladder in range(w.ladders[o]):
        row, down = w.ladder_row[o, ladder], w.ladder_down[o, ladder]
        now, held = qualified(s, i, w, o, ladder), held_level(s, i, w, o, ladder)
        short = 0.0 if now >= held else s[row + 1, i] + 1.0
        falls = short > w.ladder_grace[o, ladder] and (t + 1) % down == 0
        level = now if now >= held or (falls and down == 1) else held
        s[row, i] = level
        s[row + 1, i] = 0.0 if falls else short
        s[row + 2, i] = now if falls else level
