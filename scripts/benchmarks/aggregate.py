# SPDX-License-Identifier: Apache-2.0
"""(e) 10,000 results aggregated: a run of as many cells, each with a real cell's result, is summed up from its directory."""
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

from .common import Row, cell, configuration, record, run

# 20 widths and window sizes, 500 command lines.
ROWS = ("{ arch: x86_64, physBits: [36, 37, 38, 39, 40], memory: [1GiB, 2GiB], kaslr: [off, random], cmdline: [%s] }"
        % ", ".join(f"strait.bench={number}" for number in range(500)))


def measure(options):
    with tempfile.TemporaryDirectory(prefix="strait-bench-") as scratch:
        one = configuration(scratch, "{ arch: x86_64, physBits: 40, kaslr: off }")
        run(options, one, f"{scratch}/one")
        result, _ = cell(f"{scratch}/one")
        whole = pathlib.Path(scratch, "whole")
        config = configuration(scratch, ROWS)
        fill(options, config, whole, record(f"{scratch}/one"), result)
        # Nothing is left to boot: it reads every result and writes results.json and all reports.
        start = time.monotonic()
        subprocess.run([options.strait, "run", config, "--output", whole, "--quiet"], check=True)
        closing = time.monotonic() - start
        count = len(json.loads((whole / "results.json").read_text())["cells"])
        times = []
        for _ in range(options.pairs):
            start = time.monotonic()
            subprocess.run([options.strait, "report", whole, "--summary"], check=True, stdout=subprocess.DEVNULL)
            times.append(time.monotonic() - start)
        yield Row(f"(e) {count} results read and summed up", statistics.median(times), " s", 2)
        yield Row("    the same run gone on with: results.json and every report", closing, " s")


def fill(options, config, whole, request, result):
    """A run's directory as strait would have left it, with the one result under every id."""
    listed = subprocess.run([options.strait, "run", config, "--dry-run", "--json"], check=True, capture_output=True)
    cells = json.loads(listed.stdout)
    request.update(name="bench", configuration=pathlib.Path(config).read_text(), cells=[each["id"] for each in cells])
    (whole / "cells").mkdir(parents=True)
    (whole / "run.json").write_text(json.dumps(request))
    for each in cells:
        directory = whole / "cells" / each["id"]
        directory.mkdir()
        content = {**result, "id": each["id"], "requested": each["requested"]}
        (directory / "result.json").write_text(json.dumps(content, indent=2, sort_keys=True) + "\n")
