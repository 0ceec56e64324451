# SPDX-License-Identifier: Apache-2.0
"""100,000 cells expanded: a matrix of as many is read, expanded and listed, and nothing is booted."""
import statistics
import subprocess
import tempfile
import time

from .common import Row, configuration

# 125 sizes of memory, 80 seeds, ten widths.
ROWS = "{ arch: x86_64, memory: [%s], kaslr: [%s], physBits: 36..45 }" % (
    ", ".join(f"{1024 + 8 * number}MiB" for number in range(125)), ", ".join(f'"seed:{number}"' for number in range(80)))


def measure(options):
    with tempfile.TemporaryDirectory(prefix="strait-bench-") as scratch:
        config = configuration(scratch, ROWS)
        times = []
        for _ in range(options.pairs):
            start = time.monotonic()
            listed = subprocess.run([options.strait, "run", config, "--dry-run", "--quiet"], check=True, capture_output=True)
            times.append(time.monotonic() - start)
        yield Row(f"(f) 100,000 cells expanded and listed, {len(listed.stdout)} bytes", statistics.median(times), " s", 1)
