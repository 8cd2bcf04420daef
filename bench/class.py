#!/usr/bin/env python3
"""class.py [N] [EXERCISE]: a class of N (300) that handed in EXERCISE (pipeline), references, right and wrong programs mixed.

Measures `ipclab batch`, two workers, against the bare time of the same commands, against a shell script that does what people do
today (pipeline only), with every third submission hanging, and the memory of its workers. README.md says more. IPCLAB_BUILD: the
folder with ipclab.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = pathlib.Path(os.environ.get("IPCLAB_BUILD", ROOT / "build/release"))
WORKERS = 2


def programs(exercise):
    """The folders of programs that end by themselves, and of those that hang: their first line says what is found in them."""
    end, hang = [ROOT / "reference" / exercise], []
    for folder in sorted((ROOT / "exercises" / exercise).glob("right/*")) + sorted((ROOT / "exercises" / exercise).glob("wrong/*")):
        expected = next(
            (line for source in sorted(folder.glob("*.[ch]")) for line in [source.read_text(errors="replace").split("\n")[0]]
             if "expect:" in line), "")
        if "hang.deadlock" in expected:
            hang.append(folder)
        elif not re.search(r"hang\.|cpu\.|limit\.|proc\.orphan", expected):
            end.append(folder)
    return end, hang


def make_class(folder, count, chosen):
    """`count` submissions, none like another: each source ends in a comment with its number."""
    for i in range(count):
        to = folder / f"student{i:05}"
        shutil.copytree(chosen(i), to, ignore=lambda _, names: [it for it in names if not it.endswith((".c", ".h"))])
        for source in to.glob("*.c"):
            with open(source, "a") as file:
                file.write(f"\n/* {i} */\n")


def resident(pid):
    """Bytes of the workers below the batch `pid`."""
    sizes = []
    for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            if b"batch-worker" in pathlib.Path(f"/proc/{child}/cmdline").read_bytes():
                status = pathlib.Path(f"/proc/{child}/status").read_text()
                sizes.append(int(re.search(r"VmRSS:\s+(\d+)", status)[1]) * 1024)
        except (OSError, TypeError):
            pass  # it has ended
    return sizes


def batch(exercise, folder, out, cache, *options):
    """Seconds, and the largest worker after a third of the submissions and when nearly all are done."""
    shutil.rmtree(cache / "ipclab/memory-checks", ignore_errors=True)
    count = len(list(folder.iterdir()))
    begin = time.monotonic()
    process = subprocess.Popen(
        [BUILD / "ipclab", "batch", ROOT / "exercises" / exercise, folder, "--out", out, "-j", str(WORKERS), *options],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=dict(os.environ, XDG_CACHE_HOME=str(cache)))
    memory = {}
    for line in process.stderr:
        done = re.match(r"(\d+)/\d+ ", line)
        if done and int(done[1]) in (min(100, count // 3), count - WORKERS):
            memory[int(done[1])] = max(resident(process.pid), default=0)
    if process.wait() != 0:
        raise SystemExit(f"the batch ended with {process.returncode}")
    return time.monotonic() - begin, memory


def bare(exercise, folder):
    ran = subprocess.run(
        [BUILD / "bench/ipclab_bench", "bare-class", ROOT / "exercises" / exercise, folder, str(WORKERS)],
        stdout=subprocess.PIPE, text=True, check=True)
    return float(ran.stdout) / 1000


def by_hand(folder):
    ran = subprocess.run([ROOT / "bench/by_hand.sh", str(WORKERS), folder], capture_output=True, text=True, check=True)
    begin, end = (float(line) for line in ran.stderr.splitlines() if re.fullmatch(r"\d+\.\d+", line))
    return end - begin


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    exercise = sys.argv[2] if len(sys.argv) > 2 else "pipeline"
    end, hang = programs(exercise)
    with tempfile.TemporaryDirectory(prefix="ipclab-bench-class-") as name:
        work = pathlib.Path(name)
        cache = work / "cache"
        make_class(work / "class", count, lambda i: end[i % len(end)])
        make_class(work / "hanging", count, lambda i: hang[i // 3 % len(hang)] if i % 3 == 0 else end[i % len(end)])
        make_class(work / "warm", 1, lambda _: end[0])
        batch(exercise, work / "warm", work / "out-warm", cache)  # builds the fixtures, which are kept
        print(f"{count} submissions of {exercise}, {len(end)} different programs, {WORKERS} at a time; "
              f"load average at the start {os.getloadavg()[0]:.2f}")
        plain = bare(exercise, work / "class")
        print(f"{'compiling and running, bare':<52}{plain:9.1f} s")
        seconds, memory = batch(exercise, work / "class", work / "out", cache)
        natural, _ = batch(exercise, work / "class", work / "out-natural", cache, "--quick")
        print(f"{'ipclab batch --quick':<52}{natural:9.1f} s{natural / plain:9.2f} of bare")
        print(f"{'ipclab batch':<52}{seconds:9.1f} s{seconds / plain:9.2f} of bare")
        for done, size in memory.items():
            print(f"{f'    largest worker after {done}':<52}{size / 2**20:9.1f} MiB")
        if exercise == "pipeline":
            hand = by_hand(work / "class")
            print(f"{'by hand: gcc, bwrap, strace, timeout, diff, ipcs':<52}{hand:9.1f} s{hand / plain:9.2f} of bare, "
                  f"ipclab {natural / hand:.2f} and {seconds / hand:.2f} of it")
        if hang:
            stuck, _ = batch(exercise, work / "hanging", work / "out-hanging", cache)
            print(f"{'ipclab batch, every third submission hangs':<52}{stuck:9.1f} s{stuck / seconds:9.2f} of the class without")


if __name__ == "__main__":
    main()
