"""A study on workers that dask-jobqueue submits to Slurm: ``python jobqueue.py QUESTION FOLDER``.

PBSCluster, LSFCluster and SGECluster take the same words. ``adapt`` replaces workers that the queue ends; ``scale`` does not.
"""

import os
import sys

from dask_jobqueue import SLURMCluster
from distributed import Client

import partnerscape as ps

question, folder = sys.argv[1:]
site = {"interface": "lo", "scheduler_options": {"host": "127.0.0.1"}} if os.environ.get("ONE_MACHINE") else {}
with SLURMCluster(cores=1, processes=1, memory="1GB", walltime="01:00:00", python=sys.executable, **site) as cluster:
    cluster.adapt(minimum=1, maximum=2)
    with Client(cluster) as client:
        findings = ps.study(question, folder, executor=client.get_executor())
print(findings.digest)
