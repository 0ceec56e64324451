# SPDX-License-Identifier: Apache-2.0
"""What the measurements share: a row of the table, and calling strait."""
import dataclasses
import json
import pathlib
import subprocess

CONFIG = """name: bench
kernels: {{ stock: [debian:trixie-backports, debian:forky] }}
defaults: {{ memory: 2GiB, kernel: stock, deviceMemory: [256MiB] }}
matrix: [ {rows} ]
workload: {{ selftests: {selftests} }}
"""


@dataclasses.dataclass
class Row:
    """One figure, with the bound that it is held to; `bound` None: told, and held to nothing. `least`: the bound is the least."""
    what: str
    value: float | None
    unit: str = ""
    bound: float | None = None
    least: bool = False
    detail: str = ""

    @property
    def verdict(self):
        if self.value is None:
            return "not measured"
        if self.bound is None:
            return ""
        return "met" if (self.value >= self.bound if self.least else self.value <= self.bound) else "NOT MET"

    def __str__(self):
        value = "-" if self.value is None else f"{self.value:.2f}{self.unit}"
        bound = "" if self.bound is None else f"{'>=' if self.least else '<='} {self.bound:g}{self.unit}"
        return f"{self.what:58} {value:>10} {bound:>10}  {self.verdict:12} {self.detail}"


def configuration(scratch, rows, selftests="none"):
    path = pathlib.Path(scratch, "bench.yaml")
    path.write_text(CONFIG.format(rows=rows, selftests=selftests))
    return str(path)


def run(options, config, output, jobs=1):
    """A whole run; the results of its cells."""
    subprocess.run([options.strait, "run", config, "--output", output, "--jobs", str(jobs), "--quiet"], check=True)
    return json.loads(pathlib.Path(output, "results.json").read_text())["cells"]


def cell(output):
    """The one cell of a run: its result and QEMU's arguments."""
    found = next(path for path in pathlib.Path(output, "cells").iterdir() if (path / "qemu.args").exists())
    return json.loads((found / "result.json").read_text()), (found / "qemu.args").read_text()


def record(output):
    return json.loads(pathlib.Path(output, "run.json").read_text())
