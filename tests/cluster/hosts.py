"""Hosts on one machine: network namespaces, each with its own address, joined by a bridge whose links can be taken down."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

BRIDGE, NET = "psb0", "10.213.77"


def ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr}"


def why_not() -> str:
    """Why there can be no hosts here; empty if there can."""
    if not shutil.which("ip") or os.geteuid() != 0:
        return "network namespaces need root and ip (Debian: iproute2)"
    try:
        ip("netns", "add", "ps-probe")
        ip("netns", "del", "ps-probe")
    except AssertionError as error:
        return f"network namespaces are not allowed here ({error})"
    return ""


@dataclass(frozen=True)
class Host:
    """One of them."""

    number: int

    @property
    def name(self) -> str:
        return f"ps-host{self.number}"

    @property
    def address(self) -> str:
        return f"{NET}.{self.number + 1}"

    def words(self, *words: str) -> list[str]:
        """A command, to be run on this host."""
        return ["ip", "netns", "exec", self.name, *words]

    def unplug(self) -> None:
        """Take its link down, for good."""
        ip("link", "set", f"psv{self.number}", "down")

    def plug_in(self) -> None:
        """For the next test."""
        ip("link", "set", f"psv{self.number}", "up")


@contextmanager
def joined(count: int) -> Iterator[list[Host]]:
    """So many hosts on one bridge, whose own address is ``NET.1``."""
    hosts = [Host(number) for number in range(1, count + 1)]
    try:
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("addr", "add", f"{NET}.1/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        for host in hosts:
            _join(host)
        yield hosts
    finally:
        for host in hosts:
            subprocess.run(["ip", "netns", "del", host.name], capture_output=True)
        subprocess.run(["ip", "link", "del", BRIDGE], capture_output=True)


def _join(host: Host) -> None:
    here, there = f"psv{host.number}", f"psw{host.number}"
    ip("netns", "add", host.name)
    ip("link", "add", here, "type", "veth", "peer", "name", there)
    ip("link", "set", there, "netns", host.name)
    ip("link", "set", here, "master", BRIDGE)
    ip("link", "set", here, "up")
    ip("-n", host.name, "addr", "add", f"{host.address}/24", "dev", there)
    ip("-n", host.name, "link", "set", there, "up")
    ip("-n", host.name, "link", "set", "lo", "up")
