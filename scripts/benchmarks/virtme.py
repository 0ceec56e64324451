# SPDX-License-Identifier: Apache-2.0
"""(c) Boot to first command against virtme-ng (from PyPI, in an environment of its own), with the same kernel on x86_64, emulated."""
import contextlib
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from .common import Row, cell, configuration, record, run

ANSWER = "strait-bench"
WHAT = "(c) x86_64: boot to first command, strait / virtme-ng"


def measure(options):
    with tempfile.TemporaryDirectory(prefix="strait-bench-") as scratch:
        config = configuration(scratch, "{ arch: x86_64, kaslr: random }")
        run(options, config, f"{scratch}/warm-up")
        image = record(f"{scratch}/warm-up")["images"][0]
        environment = pathlib.Path(scratch, "venv")
        with modules(image, scratch) as problem:
            problem = problem or install(environment)
            pairs = []
            for number in range(0 if problem else options.pairs):
                theirs, said = first_answer(environment, image["release"])
                if theirs is None:
                    problem = f"virtme-ng does not boot it: {said.strip()[-160:]}"
                    break
                run(options, config, f"{scratch}/{number}")
                phases = cell(f"{scratch}/{number}")[0]["phases"]
                pairs.append((phases["define"] + phases["boot"] + phases["login"], theirs))
        if problem:
            yield Row(WHAT, None, bound=1 / 3, detail=problem)
            return
        mine, other = (statistics.median(side) for side in zip(*pairs))
        yield Row(WHAT, statistics.median(one / two for one, two in pairs), bound=1 / 3,
                  detail=f"{mine:.2f} s / {other:.2f} s, {options.pairs} pairs")


@contextlib.contextmanager
def modules(image, scratch):
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
    # Of a measurement that was killed: what it pointed to is gone.
    link.unlink(missing_ok=True)
    link.symlink_to(found)
    try:
        subprocess.run([depmod, release], check=True, stderr=subprocess.DEVNULL)
        yield None
    finally:
        link.unlink()


def install(environment):
    """Installs virtme-ng; what stood in the way, or None."""
    for words in ([sys.executable, "-m", "venv", environment],
                  [environment / "bin/pip", "install", "--quiet", "virtme-ng"]):
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode != 0:
            return f"virtme-ng cannot be installed: {done.stderr.strip()[-160:]}"
    return None


def first_answer(environment, kernel, limit=600):
    """Seconds until the guest's command has answered, or None, and the end of what was said instead. Read from the guest's console: where
    the kernel has the port for a script's output as a module, virtme-ng shows it nowhere else."""
    start = time.monotonic()
    process = subprocess.Popen(
        [environment / "bin/vng", "--verbose", "--disable-kvm", "--run", kernel, "--user", "root", "--cpus", "1", "--memory", "2G",
         "--exec", f"echo {ANSWER}"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        env={**os.environ, "PATH": f"{environment}/bin:{os.environ['PATH']}"})
    watchdog = threading.Timer(limit, os.killpg, (process.pid, signal.SIGKILL))
    watchdog.start()
    seconds, said = None, b""
    try:
        for line in process.stdout:
            said = (said + line)[-400:]
            if line.strip() == ANSWER.encode():
                seconds = time.monotonic() - start
                break
        # To its own end: it removes what it made for its guest.
        process.communicate()
    finally:
        watchdog.cancel()
        # It is in a session of its own, where no ctrl-C of ours comes.
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return seconds, said.decode(errors="replace")
