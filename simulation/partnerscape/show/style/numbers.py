"""Numbers as one would say them: money, shares, signs, intervals; separators and sides by the language spoken."""

from __future__ import annotations

import math

from partnerscape.language import language, phrase, phrase_for, term
from partnerscape.language.numbers import in_digits, with_currency
from partnerscape.scenario.units import Unit

SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
DASH = "–"
MINUS = "−"


def unknown() -> str:
    """What stands for a number that is none."""
    return phrase("not known")


def digits_of(english: str) -> str:
    """A number's English text as the language spoken writes it."""
    return in_digits(english, language())


def whole(number: int) -> str:
    """A whole number with thousands separators."""
    return digits_of(f"{number:,}")


def plain(value: float, digits: int = 3, places: int = 8) -> str:
    """A number with at most ``digits`` significant ones and ``places`` after the point, never in powers of ten."""
    if not math.isfinite(value):
        return unknown()
    size = abs(value)
    if size == 0.0:
        return "0"
    after = max(0, digits - 1 - math.floor(math.log10(size)))
    text = f"{size:,.{min(after, places)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return digits_of(f"{MINUS}{text}" if value < 0 and text != "0" else text)


def percent(share: float, digits: int = 0) -> str:
    """A share as ``92 %``."""
    return f"{bare_percent(share, digits)} %" if math.isfinite(share) else unknown()


def bare_percent(share: float, digits: int = 0) -> str:
    """A share as ``92``, for intervals."""
    text = f"{abs(100.0 * share):.{digits}f}"
    return digits_of(f"{MINUS}{text}" if share < 0 and float(text) != 0.0 else text)


def share_with(share: float, low: float, high: float) -> str:
    """A share and its interval: ``92 % (82–99)``."""
    return f"{percent(share)} ({bare_percent(low)}{DASH}{bare_percent(high)})"


def from_to(low: str, high: str) -> str:
    """An interval or a range in words: a dash would hide the signs of ``−11 to +5``."""
    return phrase("{low} to {high}", low=low, high=high)


def money_from_to(low: float, high: float, currency: str) -> str:
    """An interval of money, with signs."""
    return from_to(*(signed(rough_money(end, currency)) for end in (low, high)))


def signed(text: str) -> str:
    """A number's text with its sign; nothing before a zero."""
    return text if text.startswith(MINUS) or not any(c in "123456789" for c in text) else f"+{text}"


def money(value: float, currency: str) -> str:
    """Money with thousands separators; millions and more in words: ``€5.23 million``."""
    if not math.isfinite(value):
        return unknown()
    size = abs(value)
    if size >= 1e9:
        text = phrase("{number} billion", number=plain(size / 1e9))
    elif size >= 1e6:
        text = phrase("{number} million", number=plain(size / 1e6))
    elif size >= 10.0 or size == round(size):
        text = digits_of(f"{size:,.0f}")
    else:
        text = digits_of(f"{size:.2f}")
    return _amount(value, text, currency)


def _amount(value: float, text: str, currency: str) -> str:
    """An amount's text with its currency, and its sign unless it is shown as zero."""
    sign = MINUS if value < 0 and any(c in "123456789" for c in text) else ""
    return f"{sign}{with_currency(text, currency, language())}"


def rough_money(value: float, currency: str) -> str:
    """Money to three significant digits, for sentences and axes."""
    if not math.isfinite(value) or abs(value) < 1000.0:
        return money(value, currency)
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 2)
    return money(round(value / step) * step, currency)


def brief_money(value: float, currency: str) -> str:
    """Money for axes and narrow tables: ``€5.26m``, ``€158k``, ``€90``."""
    if not math.isfinite(value):
        return unknown()
    size = abs(value)
    if size >= 0.9995e9:
        text = phrase("{number}bn", number=plain(size / 1e9))
    elif size >= 0.9995e6:
        text = phrase("{number}m", number=plain(size / 1e6))
    elif size >= 0.9995e3:
        text = phrase("{number}k", number=plain(size / 1e3))
    else:
        return money(value, currency)
    return _amount(value, text, currency)


def money_with(value: float, low: float, high: float, currency: str) -> str:
    """Money with its sign and interval: ``+€245,000 (190,000–299,000)``; one future has no interval."""
    amount = signed(rough_money(value, currency))
    if not (math.isfinite(low) and math.isfinite(high)):
        return amount
    ends = (signed(rough_money(end, currency)) for end in (low, high))
    return phrase("{amount} (95 %: {low} to {high})", amount=amount, low=next(ends), high=next(ends))


def in_unit(value: float, unit: str, currency: str) -> str:
    """A value by the unit that a lever, an assumption or a metric declares."""
    counted = Unit.read(unit)
    if counted.kind == "currency":
        return f"{money(value, currency)} {term(counted.rate)}".rstrip()
    if counted.is_share:
        return f"{plain(100.0 * value)} %"
    return plain(value, places=4) if counted.is_scale or unit == "count" else f"{plain(value, places=4)} {term(unit)}"


def difference_in_unit(value: float, unit: str, currency: str) -> str:
    """A difference, with its sign; shares differ by points, not by %."""
    if Unit.read(unit).is_share:
        return phrase("{number} points", number=signed(plain(100.0 * value, places=2)))
    return signed(in_unit(value, unit, currency))


def futures_of(number: int) -> str:
    """``1 future``, ``8 futures``."""
    return phrase_for(number, "{number} future", "{number} futures")


def months_of(number: int) -> str:
    """``1 month``, ``36 months``."""
    return phrase_for(number, "{number} month", "{number} months")


def policies_of(number: int) -> str:
    """``1 policy``, ``8 policies``."""
    return phrase_for(number, "{number} policy", "{number} policies")


def runs_of(number: int) -> str:
    """``1 run``, ``8 runs``."""
    return phrase_for(number, "{number} run", "{number} runs")


def spelled(number: int) -> str:
    """``three``, ``24``; other languages, in which the word would have to agree, write digits."""
    return SMALL_NUMBERS[number] if language() == "en" and 0 <= number < len(SMALL_NUMBERS) else whole(number)


def source_with_runs(stamp: str, runs: int) -> str:
    """What a figure comes from: the stamp of its scenario, and how many runs."""
    return phrase_for(runs, "{stamp}; {number} run.", "{stamp}; {number} runs.", stamp=f"{stamp[:1].upper()}{stamp[1:]}")


def count_of(number: int, one: str, many: str | None = None) -> str:
    """``1 policy``, ``8 policies``, in English alone; what a manager reads is a ``phrase_for``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
