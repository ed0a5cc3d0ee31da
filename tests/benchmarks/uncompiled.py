"""The package's own rules without the compiler, on the Mesa driver: run with NUMBA_DISABLE_JIT=1.

    uncompiled.py PARTNERS MONTHS JOURNAL

Prints nanoseconds of the processor and partner-months of the months after the first, in which everybody looks at
offers for the first time; writes their journal, which is to be the compiled engine's to the bit. Rows read
``p.trust[i]`` only under the compiler, so without it they are NumPy's records, which can do the same.
"""

import sys
import time
import warnings

import numpy as np

from partnerscape.engine import encode
from partnerscape.model import PartnerEcosystem
from partnerscape.rules.shared.records import LINE
from partnerscape.scenario import load_scenario


def readable(make):
    """``make`` with rows whose fields are attributes."""
    return lambda *arguments: make(*arguments).view(np.recarray)


def main(partners: int, months: int, path: str) -> None:
    scenario = load_scenario("marketplace")
    scenario = scenario.changed(time={**scenario.time.model_dump(), "initial_partners": partners})
    encode._aligned, encode.new_world = readable(encode._aligned), readable(encode.new_world)
    warnings.simplefilter("ignore", RuntimeWarning)  # hashes overflow: that is what they are
    model = PartnerEcosystem(scenario, rng=1, burn_in_months=0)
    model.step()
    begun = time.process_time_ns()
    for _ in range(months - 1):
        model.step()
    print(time.process_time_ns() - begun, model.journal[1:, LINE["active"]].sum())
    np.save(path, model.journal)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
