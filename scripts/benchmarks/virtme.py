# SPDX-License-Identifier: Apache-2.0
"""(c) Boot to first command against virtme-ng (from PyPI, in an environment of its own), with the same kernel on x86_64, emulated."""
import contextlib
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from .common import Row, cell, configuration, record, run

WHAT = "(c) x86_64: boot to first command, strait / virtme-ng"


def measure(options):
    with tempfile.TemporaryDirectory(prefix="strait-bench-") as scratch:
        config = configuration(scratch, "{ arch: x86_64, kaslr: random }")
        ours = []
        for number in range(options.pairs + 1):
            run(options, config, f"{scratch}/{number}")
            phases = cell(f"{scratch}/{number}")[0]["phases"]
            ours.append(phases["define"] + phases["boot"] + phases["login"])
        image = record(f"{scratch}/0")["images"][0]
        with installed(image, scratch) as problem:
            theirs, reason = ([], problem) if problem else times(image["release"], scratch, options.pairs)
        if not theirs:
            yield Row(WHAT, None, bound=1 / 3, detail=reason)
            return
        mine, other = statistics.median(ours[1:]), statistics.median(theirs)
        yield Row(WHAT, mine / other, bound=1 / 3, detail=f"{mine:.2f} s / {other:.2f} s")


@contextlib.contextmanager
def installed(image, scratch):
    """The kernel with its modules where virtme-ng looks for them, for as long as it is measured: its guest's root file system is a module
    of a distribution's kernel. Gives what stood in the way."""
    release, suite = image["release"], image["source"].split(":")[1].split("=")[0].split("/")[0]
    link = pathlib.Path("/lib/modules", release)
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache"), "strait/apt")
    roots = [path for path in cache.glob(f"*,{suite},amd64/apt.conf")]
    if link.exists():
        yield None
        return
    depmod = shutil.which("depmod", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if depmod is None or shutil.which("busybox") is None:
        yield "virtme-ng needs depmod and busybox: apt-get install kmod busybox-static"
        return
    if os.geteuid() != 0 or not roots:
        yield f"the modules of {release} are not in /lib/modules"
        return
    tree = pathlib.Path(scratch, "modules")
    tree.mkdir()
    download = subprocess.run(
        ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", f"linux-modules-{release}:amd64"], cwd=tree,
        env={**os.environ, "APT_CONFIG": str(roots[0])}, capture_output=True, text=True)
    packages = list(tree.glob("*.deb"))
    if not packages:
        yield f"the modules of {release} cannot be had: {download.stderr.strip()[-120:]}"
        return
    subprocess.run(["dpkg-deb", "-x", packages[0], tree], check=True)
    found = next(tree.glob(f"**/modules/{release}"))
    shutil.copy(image["kernelPath"], found / "vmlinuz")
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(found)
    try:
        subprocess.run([depmod, release], check=True)
        yield None
    finally:
        link.unlink()


def times(kernel, scratch, count):
    """Seconds of each boot of virtme-ng's, or why there are none."""
    environment = pathlib.Path(scratch, "venv")
    for words in ([sys.executable, "-m", "venv", environment],
                  [environment / "bin/pip", "install", "--quiet", "virtme-ng"]):
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode != 0:
            return [], f"virtme-ng cannot be installed: {done.stderr.strip()[-160:]}"
    program = environment / "bin/vng"
    found = []
    for _ in range(count):
        start = time.monotonic()
        done = subprocess.run(
            [program, "--disable-kvm", "--run", kernel, "--user", "root", "--cpus", "1", "--memory", "2G", "--exec",
             "echo strait-bench"],
            capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL,
            env={**os.environ, "PATH": f"{environment}/bin:{os.environ['PATH']}"})
        if "strait-bench" not in done.stdout:
            return [], f"virtme-ng does not boot it: {(done.stderr or done.stdout).strip()[-160:]}"
        found.append(time.monotonic() - start)
    return found, ""
