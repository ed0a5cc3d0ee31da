"""Members change places within their block. Shared by the vendor's rules that keep the active contiguous."""

from __future__ import annotations

from .compile import vendor_rule
from .records import CAPACITY


@vendor_rule
def move(p, source, target):
    """A member's row moves; its seat learns the new place."""
    for f in range(p.columns.shape[0]):
        p.columns[f, target] = p.columns[f, source]
    p.slot_of_seat[p.seat[target] % CAPACITY] = target


@vendor_rule
def swap(p, i, j):
    """Two members change places."""
    for f in range(p.columns.shape[0]):
        held = p.columns[f, i]
        p.columns[f, i] = p.columns[f, j]
        p.columns[f, j] = held
    p.slot_of_seat[p.seat[i] % CAPACITY] = i
    p.slot_of_seat[p.seat[j] % CAPACITY] = j
