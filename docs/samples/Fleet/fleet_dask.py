#!/usr/bin/env python3
"""A baseline over many files on many machines, carried by Dask: `hvcpuid baseline --partial` on each file, `--merge` on the parts.

    fleet_dask.py [--hvcpuid COMMAND] [--workers N] [--scheduler ADDRESS] [--kill-one] FILE...

Without --scheduler it starts workers of its own here. --kill-one kills one of those in the middle: Dask gives its files to another worker, and what is
printed is the same, for a part that was made twice counts once.
"""
import argparse
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time

from distributed import Client, LocalCluster, as_completed


def part_of(command, path):
    """What one worker does: the part of one file, as text."""
    run = subprocess.run(shlex.split(command) + ["baseline", "--from-lines", path, "--partial"], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise RuntimeError(run.stderr.strip())
    return run.stdout


def kill_one(client):
    """Kills a worker while it works."""
    time.sleep(1)
    pids = list(client.run(os.getpid).values())
    print(f"killing worker {pids[0]}", file=sys.stderr)
    os.kill(pids[0], signal.SIGKILL)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--hvcpuid", default="hvcpuid")
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--scheduler")
    arguments.add_argument("--kill-one", action="store_true")
    arguments.add_argument("files", nargs="+", metavar="FILE")
    chosen = arguments.parse_args()
    own = None if chosen.scheduler else LocalCluster(n_workers=chosen.workers, threads_per_worker=1, processes=True, dashboard_address=None)
    with Client(chosen.scheduler or own) as client, tempfile.TemporaryDirectory() as folder:
        if chosen.kill_one:
            threading.Thread(target=kill_one, args=(client,), daemon=True).start()
        parts = []
        for future in as_completed([client.submit(part_of, chosen.hvcpuid, os.path.abspath(path), retries=2) for path in chosen.files]):
            parts.append(os.path.join(folder, f"{len(parts)}.json"))
            with open(parts[-1], "w", encoding="utf-8") as file:
                file.write(future.result())
        merged = subprocess.run(shlex.split(chosen.hvcpuid) + ["baseline", "--merge", *parts, "--format", "json"], check=False).returncode
    if own:
        own.close()
    return merged


if __name__ == "__main__":
    sys.exit(main())
