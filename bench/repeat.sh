#!/usr/bin/env bash
# repeat.sh [--all] [--events] [N] [EXERCISE[/PROGRAM]…]: grades N times, half of them under load. ./dev repeat builds first; README.md says more.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
exec "${IPCLAB_BUILD:-$root/build/release}/bench/ipclab_repeat" "$@"
