# SPDX-License-Identifier: Apache-2.0
"""(b) The throughput of two cells at a time against one at a time."""
import tempfile
import time

from .common import Row, configuration, run

ROWS = "{ arch: x86_64, physBits: [36, 37, 38, 39, 40, 41], kaslr: off }, { arch: aarch64, cpu: [cortex-a53, neoverse-n1], kaslr: [off, random] }"


def measure(options):
    with tempfile.TemporaryDirectory(prefix="strait-bench-") as scratch:
        config = configuration(scratch, ROWS)
        run(options, config, f"{scratch}/warm-up", jobs=2)
        seconds = {}
        for jobs in (1, 2):
            start = time.monotonic()
            cells = run(options, config, f"{scratch}/{jobs}", jobs)
            seconds[jobs] = time.monotonic() - start
        yield Row("(b) throughput of --jobs 2 / --jobs 1", seconds[1] / seconds[2], bound=1.8, least=True,
                  detail=f"{len(cells)} cells in {seconds[1]:.1f} s and {seconds[2]:.1f} s")
