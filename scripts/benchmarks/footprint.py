# SPDX-License-Identifier: Apache-2.0
"""(d) What strait itself uses while two guests run: memory and processor, from /proc."""
import os
import pathlib
import subprocess
import tempfile
import time

from .common import Row, configuration

ROWS = "{ arch: x86_64, physBits: [36, 40], kaslr: off }, { arch: aarch64, cpu: [cortex-a53, cortex-a57], kaslr: off }"


def guests(parent):
    """QEMUs that a process has started."""
    count = 0
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = path.read_text().split("(", 1)[1].rsplit(")", 1)
        except OSError:
            continue
        count += name.startswith("qemu-system") and int(rest.split()[1]) in (parent, 1)
    return count


def used(process):
    """Resident MiB and seconds of processor so far."""
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return resident / 1024, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(options):
    with tempfile.TemporaryDirectory(prefix="strait-bench-") as scratch:
        config = configuration(scratch, ROWS, "hmm-tests")
        process = subprocess.Popen(
            [options.strait, "run", config, "--output", f"{scratch}/run", "--jobs", "2", "--quiet"])
        memory, busy, wall, before = 0.0, 0.0, 0.0, None
        while process.poll() is None:
            try:
                now = (time.monotonic(), *used(process.pid))
            except (OSError, StopIteration):
                break
            two = guests(process.pid) >= 2
            if two:
                memory = max(memory, now[1])
            if before and two:
                busy += now[2] - before[2]
                wall += now[0] - before[0]
            before = now if two else None
            time.sleep(0.25)
        process.wait()
        yield Row("(d) strait's own memory while 2 guests run", memory or None, " MB", 100)
        yield Row("(d) strait's own share of a core while 2 guests run", 100 * busy / wall if wall else None, " %", 5,
                  detail=f"over {wall:.0f} s")
