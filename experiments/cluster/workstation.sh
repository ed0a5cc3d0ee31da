#!/bin/sh
# A study on all cores of one machine, and of every other one that sees the folder: call it on each, at the same time or later.
# workstation.sh QUESTION FOLDER
set -eu
partnerscape study "$1" --out "$2" --processes "$(nproc)"
