#!/usr/bin/env bash
# Runs once, when Gradescope makes the image. The archive that is uploaded holds setup.sh, run_autograder, ipclab's package,
# and a folder exercise/ where the exercise is your own.
set -euo pipefail
autograder=${AUTOGRADER:-/autograder}
apt-get update
apt-get install -y --no-install-recommends "$autograder"/source/ipclab_*.deb
