"""A study on the workers of a Dask scheduler: ``python dask_one_address.py QUESTION FOLDER tcp://scheduler:8786``.

Workers see FOLDER and have the same version of partnerscape; they may come and go: ``dask worker tcp://scheduler:8786``.
"""

import sys

from distributed import Client

import partnerscape as ps

question, folder, address = sys.argv[1:]
with Client(address) as client:
    findings = ps.study(question, folder, executor=client.get_executor())
print(findings.digest)
