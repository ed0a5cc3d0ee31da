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


@vendor_rule
def fill(p, i):
    """The last member takes a place that is free."""
    if i < p.members - 1:
        move(p, p.members - 1, i)
    p.members -= 1


@vendor_rule
def remove(p, i):
    """A member goes; the last one takes its place."""
    p.slot_of_seat[p.seat[i] % CAPACITY] = -1
    fill(p, i)


@vendor_rule
def next_starter(p, i):
    """The first of the signed from ``i`` on who starts next month; the number of members if there is none."""
    while i < p.members and p.starting[i] == 0:
        i += 1
    return i


@vendor_rule
def replace(p, i, starter):
    """Who starts takes a leaver's place at once: two rows move instead of four."""
    p.slot_of_seat[p.seat[i] % CAPACITY] = -1
    move(p, starter, i)
    p.starting[i] = 0
    fill(p, starter)


@vendor_rule
def close_ranks(p, i):
    """A leaver that nobody replaces: the last of the active takes its place, the last of the signed theirs."""
    p.slot_of_seat[p.seat[i] % CAPACITY] = -1
    if i < p.active - 1:
        move(p, p.active - 1, i)
    p.active -= 1
    fill(p, p.active)
