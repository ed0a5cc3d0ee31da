#!/bin/sh
# A study on a Slurm cluster: planned here, played by an array of one task per node, answered here.
# slurm_array.sh QUESTION FOLDER [TASKS] — FOLDER is on a file system that all nodes see. Repeat it to resume, whatever happened.
set -eu
question=$1 folder=$2 tasks=${3:-4}

partnerscape study "$question" --out "$folder" --plan-only
sbatch --wait --array="1-$tasks" --time=01:00:00 --output="$folder/task-%a.log" <<EOF || echo "some tasks ended early; what they left is played here"
#!/bin/sh
exec partnerscape play "$folder" --shard "\$SLURM_ARRAY_TASK_ID/$tasks" --processes "\${SLURM_CPUS_ON_NODE:-1}" --until-seconds 3480
EOF
partnerscape study "$question" --out "$folder"
