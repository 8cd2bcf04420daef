#!/usr/bin/env bash
# run.sh: the tests of the pages, with the ipclab in $IPCLAB_BUILD. Exit code 77 (skipped) without Chromium, Node.js or npm's packages.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
IPCLAB=${IPCLAB_BUILD:-../../build/release}/ipclab
IPCLAB=$(readlink -f "$IPCLAB")
CHROMIUM=${CHROMIUM:-$(command -v chromium || true)}
export IPCLAB CHROMIUM
[ -n "$CHROMIUM" ] || { echo "skipped: Chromium is not installed; ./dev browser-test installs it"; exit 77; }
[ -d node_modules/playwright-core ] || { echo "skipped: playwright-core is not installed; ./dev browser-test installs it"; exit 77; }
exec node --test pages.test.mjs
