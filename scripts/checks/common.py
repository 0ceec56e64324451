# SPDX-License-Identifier: Apache-2.0
"""What the checks share: a small matrix, calling strait, and comparing runs but for their times."""
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
STRAIT = os.environ.get("STRAIT", str(ROOT / ".build/release/strait"))
# Layouts that are the same in every run: a drawn one would differ, and be no fault.
CONFIG = """name: check
kernels: { stock: [debian:trixie-backports, debian:forky] }
defaults: { memory: 1GiB, kernel: stock }
matrix:
  - { arch: x86_64, physBits: [32, 36, 40], kaslr: off }
  - { arch: aarch64, cpu: [cortex-a53, cortex-a57], kaslr: "seed:7" }
  - { arch: aarch64, cpu: neoverse-n1, kaslr: off }
  - { arch: x86_64, search: physBits, physBits: [36, 37, 38], deviceMemory: 32GiB, kaslr: off }
workload: { selftests: none }
"""
TIMES = {"started", "finished", "seconds", "phases", "time", "timestamp"}


def command(*arguments):
    return [STRAIT, *map(str, arguments)]


def alone(run):
    """An environment in which a run has a history of its own: what was known of its cells before is part of its results."""
    return {**os.environ, "XDG_STATE_HOME": f"{run}.state"}


def strait(*arguments, check=True, **options):
    """Runs strait to its end; its exit code and everything that it said."""
    done = subprocess.run(command(*arguments), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if check and done.returncode != 0:
        sys.exit(f"strait {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stdout}")
    return done.returncode, done.stdout


def timeless(value):
    """A value of JSON without times."""
    if isinstance(value, dict):
        return {key: timeless(inner) for key, inner in value.items() if key not in TIMES}
    return [timeless(inner) for inner in value] if isinstance(value, list) else value


def results(run):
    """results.json of a run as text, without times and without the run's id, which has its start in it."""
    content = timeless(json.loads(pathlib.Path(run, "results.json").read_text()))
    content.pop("id")
    return json.dumps(content, indent=1, sort_keys=True)


def orphans():
    """Command lines of QEMUs whose strait is gone: a strait that lives has its directory, and removes those of dead ones."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        initramfs = re.search(r" -initrd (\S+)", text)
        if "guest=strait-" in text and initramfs and not pathlib.Path(initramfs[1]).parent.exists():
            found.append(text)
    return found


def same(one, other, what):
    """Ends the check where two runs differ, with the first difference."""
    left, right = results(one).splitlines(), results(other).splitlines()
    for number, (mine, yours) in enumerate(zip(left, right)):
        if mine != yours:
            sys.exit(f"{what}: they differ at line {number + 1}:\n  {mine}\n  {yours}")
    if len(left) != len(right):
        sys.exit(f"{what}: one has {len(left)} lines, the other {len(right)}")
    print(f"{what}: the same, {len(left)} lines, but for times")
