"""A Dask scheduler at an address, as an executor: an optional extra."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Executor, InvalidStateError
from contextlib import contextmanager

from partnerscape.scenario import InputError
from partnerscape.scenario.errors import Shown

TIMEOUT = 30  # seconds until an address that does not answer is given up


@contextmanager
def dask_executor(address: str) -> Iterator[Executor]:
    """An executor whose workers are those of the scheduler at an address (a file that a scheduler wrote, too).

    Raises
    ------
    InputError
        Without the extra ``cluster``, or where no scheduler answers.
    """
    try:
        from distributed import Client
    except ImportError:
        extra = "the extra 'cluster': pip install 'partnerscape[cluster]'"
        raise InputError("command line", (), "--dask", extra, Shown("no dask.distributed")) from None
    where = {"scheduler_file": address} if address.endswith(".json") else {"address": address}
    try:
        client = Client(**where, timeout=TIMEOUT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        found = Shown(" ".join(str(error).split())[:200] or type(error).__name__)
        raise InputError("command line", (), "--dask", f"the address of a Dask scheduler, not {address!r}", found) from None
    tornado = logging.getLogger("tornado.application")
    tornado.addFilter(_is_news)
    try:
        with client:
            yield client.get_executor()
    finally:
        tornado.removeFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a logged error says anything: that a block failed which was cancelled meanwhile does not."""
    return not (record.exc_info and isinstance(record.exc_info[1], InvalidStateError))
