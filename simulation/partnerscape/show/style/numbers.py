"""Numbers as one would say them: money, shares, signs, intervals."""

from __future__ import annotations

import math

from partnerscape.scenario.units import Unit

DASH = "–"
MINUS = "−"
UNKNOWN = "not known"


def plain(value: float, digits: int = 3, places: int = 8) -> str:
    """A number with at most ``digits`` significant ones and ``places`` after the point, never in powers of ten."""
    if not math.isfinite(value):
        return UNKNOWN
    size = abs(value)
    if size == 0.0:
        return "0"
    after = max(0, digits - 1 - math.floor(math.log10(size)))
    text = f"{size:,.{min(after, places)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{MINUS}{text}" if value < 0 and text != "0" else text


def percent(share: float, digits: int = 0) -> str:
    """A share as ``92 %``."""
    return f"{bare_percent(share, digits)} %" if math.isfinite(share) else UNKNOWN


def bare_percent(share: float, digits: int = 0) -> str:
    """A share as ``92``, for intervals."""
    text = f"{abs(100.0 * share):.{digits}f}"
    return f"{MINUS}{text}" if share < 0 and float(text) != 0.0 else text


def share_with(share: float, low: float, high: float) -> str:
    """A share and its interval: ``92 % (82–99)``."""
    return f"{percent(share)} ({bare_percent(low)}{DASH}{bare_percent(high)})"


def signed(text: str) -> str:
    """A number's text with its sign; nothing before a zero."""
    return text if text.startswith(MINUS) or not any(c in "123456789" for c in text) else f"+{text}"


def money(value: float, currency: str) -> str:
    """Money with thousands separators; millions and more in words: ``€5.23 million``."""
    if not math.isfinite(value):
        return UNKNOWN
    size = abs(value)
    if size >= 1e9:
        text = f"{plain(size / 1e9)} billion"
    elif size >= 1e6:
        text = f"{plain(size / 1e6)} million"
    elif size >= 10.0 or size == round(size):
        text = f"{size:,.0f}"
    else:
        text = f"{size:.2f}"
    sign = MINUS if value < 0 and any(c in "123456789" for c in text) else ""
    return f"{sign}{currency}{'' if len(currency) == 1 else ' '}{text}"


def rough_money(value: float, currency: str) -> str:
    """Money to three significant digits, for sentences and axes."""
    if not math.isfinite(value) or abs(value) < 1000.0:
        return money(value, currency)
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 2)
    return money(round(value / step) * step, currency)


def brief_money(value: float, currency: str) -> str:
    """Money for axes and narrow tables: ``€5.26m``, ``€158k``, ``€90``."""
    if not math.isfinite(value):
        return UNKNOWN
    size = abs(value)
    for unit, letter in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if size >= 0.9995 * unit:
            text = f"{plain(size / unit)}{letter}"
            break
    else:
        text = money(size, "").strip()
    sign = MINUS if value < 0 and any(c in "123456789" for c in text) else ""
    return f"{sign}{currency}{'' if len(currency) == 1 else ' '}{text}"


def money_with(value: float, low: float, high: float, currency: str) -> str:
    """Money with its sign and interval: ``+€245,000 (190,000–299,000)``; one future has no interval."""
    said = signed(rough_money(value, currency))
    if not (math.isfinite(low) and math.isfinite(high)):
        return said
    return f"{said} (95 %: {signed(rough_money(low, currency))} to {signed(rough_money(high, currency))})"


def in_unit(value: float, unit: str, currency: str) -> str:
    """A value by the unit that a lever, an assumption or a metric declares."""
    counted = Unit.read(unit)
    if counted.kind == "currency":
        return f"{money(value, currency)} {counted.rate}".rstrip()
    if counted.is_share:
        return f"{plain(100.0 * value)} %"
    return plain(value, places=4) if counted.is_scale or unit == "count" else f"{plain(value, places=4)} {unit}"


def difference_in_unit(value: float, unit: str, currency: str) -> str:
    """A difference, with its sign; shares differ by points, not by %."""
    if Unit.read(unit).is_share:
        return f"{signed(plain(100.0 * value, places=2))} points"
    return signed(in_unit(value, unit, currency))


def count_of(number: int, one: str, many: str | None = None) -> str:
    """``1 policy``, ``8 policies``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
