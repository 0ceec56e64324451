# SPDX-License-Identifier: Apache-2.0
"""(b) The throughput of two cells at a time against one at a time; beside it what two guests of plain QEMU at a time bring on this host,
since nobody can be faster than its processors."""
import concurrent.futures
import statistics
import tempfile
import time

from . import qemu
from .common import Row, configuration, run

# Enough cells that the last one of all, which has the host for itself, does not count for much: of twenty cells it is one part in thirty.
ROWS = """{ arch: x86_64, physBits: [36..51], kaslr: [off, random] },
  { arch: aarch64, cpu: [cortex-a53, cortex-a57, cortex-a72, neoverse-n1], kaslr: [off, random] }"""
ONE = "{ arch: x86_64, physBits: 40, kaslr: off }"
# Boots of plain QEMU, so many as share out evenly.
BOOTS = 6


def seconds(body, *arguments):
    start = time.monotonic()
    body(*arguments)
    return time.monotonic() - start


def plain(machines, jobs):
    """Boots of plain QEMU, `jobs` at a time: each worker has a machine of its own."""
    def work(machine):
        for _ in range(BOOTS // jobs):
            qemu.boot(*machine, tests=False)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        list(pool.map(work, machines[:jobs]))


def measure(options):
    with tempfile.TemporaryDirectory(prefix="strait-bench-") as scratch:
        run(options, configuration(scratch, ONE), f"{scratch}/one")
        machines = [qemu.machine(f"{scratch}/one", f"{scratch}/plain-{number}") for number in (1, 2)]
        config = configuration(scratch, ROWS)
        run(options, config, f"{scratch}/warm-up", jobs=2)
        ours, theirs = [], []
        for pair in range(options.pairs):
            ours.append([seconds(run, options, config, f"{scratch}/{pair}-{jobs}", jobs) for jobs in (1, 2)])
            theirs.append([seconds(plain, machines, jobs) for jobs in (1, 2)])
        for what, times, bound in [("(b) throughput of --jobs 2 / --jobs 1", ours, 1.8),
                                   ("    two guests of plain QEMU at a time / one", theirs, None)]:
            one, two = (statistics.median(side) for side in zip(*times))
            yield Row(what, statistics.median(first / second for first, second in times), bound=bound, least=True,
                      detail=f"{one:.1f} s and {two:.1f} s, {options.pairs} pairs")
