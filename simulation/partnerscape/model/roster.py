"""The agents of a model's members: made when they are first asked for, gone when their member is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from .agents import Block, Partner

AT_ONCE = 2  # a member's ``leaving``: it goes between two months


class Roster:
    """Who stands for which member.

    Parameters
    ----------
    make : callable
        Makes the agent of a member, given its id and its seat.

    Attributes
    ----------
    by_id : dict of Partner
    admitting : int, optional
        The member that an agent is being made for.
    dismissed : list of Partner
        Those who go at the end of the month that is being played.
    """

    def __init__(self, make: Callable[[int, int], Partner]) -> None:
        self._make = make
        self.by_id: dict[int, Partner] = {}
        self.admitting: int | None = None
        self.dismissed: list[Partner] = []

    def at(self, block: Block, i: int) -> Partner:
        """The agent of a block's member."""
        member, seat = block.columns["id"].item(i), block.columns["seat"].item(i)
        if member not in self.by_id:
            self.admitting = member
            self.by_id[member] = self._make(member, seat)
            self.admitting = None
        return self.by_id[member]

    def of(self, block: Block, places: range) -> list[Partner]:
        """The agents of some of a block's members, in storage order."""
        members = block.columns["id"][places.start : places.stop].tolist()
        return [self.by_id.get(member) or self.at(block, i) for i, member in zip(places, members, strict=True)]

    def all_of(self, blocks: Iterable[Block]) -> Iterator[Partner]:
        """The agents of all members, active and signed, in storage order."""
        return (partner for block in blocks for partner in self.of(block, range(block.slice["members"][0])))

    def match(self, blocks: Iterable[Block]) -> None:
        """Agents enter and leave as members do."""
        here = set()
        for block in blocks:
            identities = block.columns["id"][: block.slice["members"][0]].tolist()
            here.update(identities)
            for i in [i for i, member in enumerate(identities) if member not in self.by_id]:
                self.at(block, i)
        for member in [member for member in self.by_id if member not in here]:
            partner = self.by_id.pop(member)
            (partner.deregister if partner in self.dismissed else partner.remove)()

    def mark_dismissed(self) -> None:
        """The month that is being played lets them go."""
        for partner in self.dismissed:
            partner.leaving = 1

    def strike(self, partners: list[Partner]) -> None:
        """Partners whose members have just gone are agents no more."""
        for partner in partners:
            self.by_id.pop(partner.unique_id).deregister()
