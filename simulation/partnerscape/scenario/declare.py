"""How a lever and an assumption are declared: once, as an annotation, from which all else derives.

Record layout, TOML checks, JSON schema, documentation, design bounds and sliders read these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator
from pydantic_core import core_schema

from .durations import in_months, with_texts
from .errors import InputError, Misfit, refuse
from .reading.complaints import misfits_of, per_cent

Number = float | int | bool
Numbers = TypeVar("Numbers", float, Any)  # a number, or an array of them
BELOW_1 = 1.0 - 2.0**-53


@dataclass(frozen=True)
class Lever:
    """What the vendor decides: unit, bounds, the cost that the ledger books, the meaning.

    ``at_end``: why its best value may lie at an end of its usual range; without a reason it does not.
    """

    unit: str
    low: float
    high: float
    cost: str
    meaning: str
    whole: bool = False
    vendor_wide: bool = False
    pay: bool = False  # a term of pay: incumbents may keep it after a change
    at_end: str = ""
    least: float | None = None  # accepted below ``low``; None: low is the end
    most: float | None = None
    smallest: float = 0.0  # where 0 is none: what is accepted besides it begins here

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """A lever in months takes a time with its unit, too: ``"90 days"``."""
        if self.unit != "months":
            return handler(source)
        least, most = self.bounds
        return core_schema.no_info_before_validator_function(lambda value: in_months(value, int(least), most), handler(source))

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        """Editors show meaning and unit, and mark what is out of bounds."""
        least, most = self.bounds
        description = f"{self.meaning} ({self.unit}; usually {self.low:g} to {self.high:g}). Cost: {self.cost}."
        limits = {} if self.unit == "yes/no" else {"minimum": least, "maximum": most}
        if self.unit == "months":
            return {**with_texts({**handler(core), **limits}), "description": description}
        return {**handler(core), "description": description, **limits}

    @property
    def bounds(self) -> tuple[float, float]:
        """Accepted values; ``low`` to ``high`` is the usual range."""
        return (self.low if self.least is None else self.least, self.high if self.most is None else self.most)

    @property
    def swept(self) -> tuple[float, float]:
        """What a range of values may span: all that is accepted, without a none that stands apart."""
        least, most = self.bounds
        return max(least, self.smallest) if self.smallest else least, most


@dataclass(frozen=True)
class Assumption:
    """What nobody decides: unit, the range that a study may sweep, meaning, source.

    ``by_hand``: set so that optima are not at an end, without a source; results are shown without it. A scenario may say
    otherwise of its own values. ``whole``: drawn as a whole number, each as often.
    """

    unit: str
    low: float
    high: float
    meaning: str
    source: str = ""
    by_hand: bool = False
    whole: bool = False
    bounds: tuple[float, float] = (0.0, 1e9)

    def misfit(self, low: float, high: float, stated: float | None = None) -> str:
        """What a range that a study sweeps should have been; empty if it can be swept and holds the ``stated`` value."""
        least, most = self.bounds
        if not least <= low < high <= most:
            return f"an increasing range [low, high] within {least:g} to {most:g}"
        if self.whole and not (float(low).is_integer() and float(high).is_integer()):
            return "a range between whole numbers"
        return "" if stated is None or low <= stated <= high else f"a range that holds the stated value {stated:g}"

    def range_around(self, stated: float) -> tuple[float, float]:
        """The declared range; in proportion to the ``stated`` value where that lies elsewhere, so that it always contains it."""
        low, high = self.low, self.high
        if low <= stated <= high:
            return low, high
        scale = 2.0 * stated / (low + high) if low + high else 0.0
        ends = sorted((scale * low, scale * high))
        if self.whole or ends[0] == ends[1]:
            ends = [low, high]
        least, most = self.bounds
        return max(least, min(*ends, stated)), min(most, max(*ends, stated))

    def at(self, share: Numbers, limits: tuple[float, float]) -> Numbers:
        """The value a ``share`` (0 to 1) of the way through a range; whole numbers have equal parts of the way."""
        low, high = limits
        return low + share * BELOW_1 * (high - low + 1.0) // 1.0 if self.whole else low + share * (high - low)

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        """Editors show meaning, unit and source, and mark what is out of bounds."""
        description = f"{self.meaning} ({self.unit}; swept from {self.low:g} to {self.high:g})"
        description += f". {self.source}" if self.source else ""
        description += ". Unsourced." if self.by_hand else ""
        return {**handler(core), "description": description, "minimum": self.bounds[0], "maximum": self.bounds[1]}


REAL = (-1e3, 1e3)
SHARE = (0.0, 1.0)


class Frozen(BaseModel):
    """Configuration is frozen data: no live generator, no open file, no unknown key; what does not fit is an InputError."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    if not TYPE_CHECKING:  # checkers know the fields by name

        def __init__(self, /, **data: Any) -> None:
            """All misfits at once."""
            try:
                super().__init__(**data)
            except ValidationError as error:
                raise _refused(error, type(self)) from None

        __init__.__pydantic_base_init__ = True  # as pydantic marks its own: what is nested is validated in one go

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """A value out of a table; all misfits are one InputError."""
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            raise _refused(error, cls) from None

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """A value out of JSON; all misfits are one InputError."""
        try:
            return super().model_validate_json(json_data, **options)
        except ValidationError as error:
            raise _refused(error, cls) from None

    __iter__ = None  # type: ignore[assignment]  # a value, not a series of pairs: Mesa would walk one that is a parameter

    def __hash__(self) -> int:
        return hash((type(self), _hashable(self.__dict__)))

    def __str__(self) -> str:
        return repr(self)

    def __lt__(self, other: object) -> bool:
        """Any fixed order will do: tables are sorted by what they are grouped by."""
        return repr(self) < repr(other) if isinstance(other, Frozen) else NotImplemented

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """What differs from the declared defaults."""
        for name, field in type(self).model_fields.items():
            if (value := getattr(self, name)) != field.get_default(call_default_factory=True):
                yield name, value

    def __setattr__(self, name: str, value: Any) -> None:
        """Refused: a value is frozen."""
        try:
            super().__setattr__(name, value)
        except ValidationError as error:
            raise _refused(error, type(self)) from None


def _refused(error: ValidationError, model: type[BaseModel]) -> InputError:
    return InputError.of(misfits_of(error, model), model.__name__)


class Declared(Frozen):
    """A table whose numbers are declared as levers or assumptions: each is checked against its bounds."""

    @field_validator("*")
    @classmethod
    def _within_bounds(cls, value: Any, info: ValidationInfo) -> Any:
        mark = _marks(cls).get(info.field_name or "")
        if mark is not None and (wrong := out_of_bounds(mark, value)):
            refuse([wrong])
        return value


@cache
def _marks(model: type[BaseModel]) -> dict[str, Any]:
    return declarations(model, Lever) | declarations(model, Assumption)


def _hashable(value: Any) -> Any:
    """Equal values in a form that can be hashed."""
    if isinstance(value, dict):
        return frozenset((key, _hashable(item)) for key, item in value.items())
    return tuple(map(_hashable, value)) if isinstance(value, list | tuple) else value


def declarations(model: type[BaseModel], kind: type) -> dict[str, Any]:
    """Fields of ``model`` annotated with a ``kind`` (Lever or Assumption), by name."""
    declared = {}
    for name, field in model.model_fields.items():
        for mark in field.metadata:
            if isinstance(mark, kind):
                declared[name] = mark
    return declared


def out_of_bounds(mark: Lever | Assumption, value: Any) -> Misfit | None:
    """What is wrong with the value of a declared number; None if it may be so."""
    low, high = mark.bounds
    smallest = mark.smallest if isinstance(mark, Lever) else 0.0
    if not low <= value <= high:
        return Misfit("", f"a number from {low:g} to {high:g} ({mark.unit})", value, advice=per_cent(value, low, high))
    if 0.0 < value < smallest:
        return Misfit("", f"0 (none) or a number from {smallest:g} to {high:g} ({mark.unit})", value)
    if mark.whole and not float(value).is_integer():
        return Misfit("", f"a whole number from {low:g} to {high:g} ({mark.unit})", value)
    return None


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Plain tables with others merged in: what is not named stays, a list or a value replaces, an empty table empties."""
    out = dict(base)
    for key, value in changes.items():
        if isinstance(value, Mapping) and value and isinstance(out.get(key), Mapping):
            out[key] = merged(out[key], value)
        else:
            out[key] = value
    return out


def merged_names(base: Mapping[str, Any], changes: Any) -> Any:
    """The same for a table of free names (ranges, policies, exceptions): None takes a name out."""
    if not isinstance(changes, Mapping):
        return changes  # for the model to refuse
    return {name: value for name, value in merged({"names": base}, {"names": changes})["names"].items() if value is not None}
