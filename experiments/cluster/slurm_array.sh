#!/bin/sh
# A study on a Slurm cluster: planned here, played by a job array, answered here.
# slurm_array.sh QUESTION FOLDER [TASKS [CORES]] — all nodes see FOLDER. Repeat it to resume, whatever happened.
# --pbs, --lsf and --sge write the same array for other systems.
set -eu
partnerscape submit "$1" --out "$2" --slurm --tasks "${3:-4}" --cores "${4:-1}" --time 1:00 --option=--wait --yes ||
  echo "some tasks ended early: what they left is played here"
partnerscape study "$1" --out "$2"
