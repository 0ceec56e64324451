# SPDX-License-Identifier: Apache-2.0
"""(a) strait against plain QEMU, with the same arguments and the same workload, in pairs: the ratios of start to readiness and of the
whole cell, from the start of QEMU to its end."""
import statistics
import tempfile

from . import qemu
from .common import Row, cell, configuration, run


def measure(options):
    for arch in options.arch:
        with tempfile.TemporaryDirectory(prefix="strait-bench-") as scratch:
            yield from pairs(options, arch, scratch)


def pairs(options, arch, scratch):
    config = configuration(scratch, f"{{ arch: {arch}, kaslr: random }}" if arch != "ppc64le" else f"{{ arch: {arch} }}",
                           options.selftests)
    run(options, config, f"{scratch}/warm-up")
    machine = qemu.machine(f"{scratch}/warm-up", f"{scratch}/plain")
    ready, whole = [], []
    for pair in range(options.pairs):
        plain = qemu.boot(*machine, tests=options.selftests != "none")
        run(options, config, f"{scratch}/{pair}")
        phases = cell(f"{scratch}/{pair}")[0]["phases"]
        ready.append((phases["define"] + phases["boot"], plain[0]))
        whole.append((sum(phases.values()), plain[1]))
    for name, times, bound in [("start to readiness", ready, None), ("the whole cell", whole, 1.10)]:
        ours, theirs = (statistics.median(side) for side in zip(*times))
        yield Row(
            f"(a) {arch}: {name}, strait / plain QEMU", statistics.median(one / other for one, other in times),
            bound=bound, detail=f"{ours:.2f} s / {theirs:.2f} s, {options.pairs} pairs")
