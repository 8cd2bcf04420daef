#!/usr/bin/env bash
# Random inputs to the readers of strangers' bytes, with libFuzzer: each target for the given number of seconds. What makes one fail
# is kept in build/fuzz/TARGET/. The first inputs are the exercises and a few records of the repository.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-30}
out=build/fuzz
mkdir -p "$out"

flags=(-std=gnu++20 -I. -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -DNDEBUG -DIPCLAB_KEEPER_BUILT='""')
generated=build/release/harness/report/finding_programs.cc
cmake --preset release >/dev/null # writes it
mapfile -t sources < <(ls "$generated" harness/exercise/*.cc harness/submission/*.cc harness/model/*.cc harness/checks/*.cc harness/report/*.cc \
  harness/run/record.cc sandbox/event.cc sandbox/decoder.cc sandbox/vocabulary.cc sandbox/untraced_calls.cc sandbox/memory.cc \
  sandbox/check.cc sandbox/fd.cc)
mapfile -t libraries < <(pkg-config --libs --cflags tomlplusplus fmt libarchive libseccomp pugixml | tr ' ' '\n')
objects=()
for source in "${sources[@]}"; do
  object="$out/$(tr / _ <<<"${source%.cc}").o"
  [ "$object" -nt "$source" ] || echo "$source $object"
  objects+=("$object")
done | xargs -r -P2 -L1 bash -c 'clang++ '"${flags[*]/fuzzer,/fuzzer-no-link,}"' -c "$0" -o "$1"'
objects=("$out"/build_*.o "$out"/harness_*.o "$out"/sandbox_*.o)

for target in tests/fuzz/*.cc; do
  name=$(basename "$target" .cc)
  mkdir -p "$out/$name"
  clang++ "${flags[@]}" "$target" "${objects[@]}" -o "$out/fuzz_$name" "${libraries[@]}" -lcrypto
  case $name in
    exercise_toml) for file in exercises/*/exercise.toml; do cp "$file" "$out/$name/$(basename "$(dirname "$file")").toml"; done ;;
    formats) printf '::error::\033[31m\xe2\x80\xae<b>&=cmd|\xff' >"$out/$name/words" ;;
    csv) printf 'id;name\r\n1;"a;""b"""\r\n2;=1+1\n' >"$out/$name/table" ;;
    archive) tar -C exercises/copy -cf "$out/$name/starter.tar" starter && tar -C exercises/copy -czf "$out/$name/starter.tar.gz" starter ;;
    record) cp tests/fuzz/seeds/*.jsonl "$out/$name/" ;;
  esac
  echo "== $name, $seconds seconds"
  status=0
  "$out/fuzz_$name" -max_total_time="$seconds" -artifact_prefix="$out/$name/" -print_final_stats=1 -rss_limit_mb=4096 "$out/$name" \
    >"$out/$name.log" 2>&1 || status=$?
  grep -E "^(stat::number_of_executed_units|==|SUMMARY|Test unit)" "$out/$name.log" || true
  [ "$status" -eq 0 ] || { echo "$name failed: $out/$name.log"; exit 1; }
done
