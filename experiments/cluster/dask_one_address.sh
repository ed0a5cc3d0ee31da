#!/bin/sh
# A study on the workers of a Dask scheduler: dask_one_address.sh QUESTION FOLDER tcp://scheduler:8786
# Start `dask scheduler` on one machine and `dask worker tcp://scheduler:8786 --nworkers -1 --nthreads 1` on the others, in the
# same environment as here. All see FOLDER. Workers may come and go.
set -eu
partnerscape study "$1" --out "$2" --dask "$3"
