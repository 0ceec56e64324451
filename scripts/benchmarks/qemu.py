# SPDX-License-Identifier: Apache-2.0
"""A guest of plain QEMU, with the arguments that libvirt gave strait's, and an SSH client of OpenSSH's behind the same channel."""
import base64
import pathlib
import shlex
import shutil
import subprocess
import sys
import time

from .common import cell, record

PROXY = pathlib.Path(__file__).with_name("proxy.py")
# What strait asks its guest, by the same means, in one session: what it is, the probe's rungs, the kernel's tests, unloading, the log.
WORKLOAD = """strait-guest sections version show /proc/version cmdline show /proc/cmdline cpuinfo show /proc/cpuinfo \\
meminfo show /proc/meminfo page run 'grep -m 1 KernelPageSize /proc/self/smaps' iomem show /proc/iomem \\
text run "grep -m 1 ' _text\\$' /proc/kallsyms" kmsg kmsg 0
strait-guest sections load load /strait/strait_probe.ko probe ask info probe ask largest probe ask 'reserve 256MiB' probe ask 'init 256MiB'
{tests}
strait-guest sections probe unload strait_probe iomem show /proc/iomem kmsg kmsg 0
"""
TESTS = """strait-guest sections meminfo show /proc/meminfo load load /strait/test_hmm.ko \\
tests run '/strait/hmm-tests -T benchmark_thp_migration >/tmp/ktap 2>&1' ktap show /tmp/ktap tests unload test_hmm"""


def arguments(text, scratch, initramfs):
    """libvirt's command line, with the sockets and files that were libvirt's own put into a directory of ours."""
    words = shlex.split(text)
    result, skip = [], False
    for index, word in enumerate(words):
        if skip:
            skip = False
            continue
        following = words[index + 1] if index + 1 < len(words) else ""
        if word == "-object" and '"secret"' in following or word in ("-mon", "-sandbox", "-name") or (
                word == "-chardev" and "charmonitor" in following):
            skip = True
            continue
        if word in ("-S", "-no-shutdown"):
            continue
        if word == "-initrd":
            result += [word, initramfs]
            skip = True
            continue
        if word.startswith("pty,id=charserial0"):
            word = f"file,id=charserial0,path={scratch}/console"
        if word.startswith("socket,id=charchannel0"):
            word = f"socket,id=charchannel0,path={scratch}/channel,server=on,wait=off"
        result.append(word)
    return result + ["-no-reboot"]


def openssh_key(scratch, name):
    """A new ed25519 key in a file, in OpenSSH's format and without a passphrase."""
    path = pathlib.Path(scratch, name)
    path.unlink(missing_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
    return path


def dropbear_key(path):
    """The same key as dropbear reads it, as strait writes it: the type and the 64 bytes, each with its length before it."""
    lines = path.read_text().split("\n")
    rest = base64.b64decode("".join(line for line in lines if not line.startswith("-----")))

    def take(count):
        nonlocal rest
        taken, rest = rest[:count], rest[count:]
        return taken

    def field():
        return take(int.from_bytes(take(4), "big"))

    # PROTOCOL.key of OpenSSH: magic, cipher, key derivation with its options, the number of keys, the public key, the private section.
    magic, cipher = take(15), field()
    if magic != b"openssh-key-v1\0" or cipher != b"none":
        sys.exit(f"bench: {path} is no private key that can be read")
    field(), field(), take(4), field()
    rest = field()
    # Two check numbers, then the type, the public key, and the key itself.
    take(8)
    kind, _, key = field(), field(), field()
    return b"".join(len(part).to_bytes(4, "big") + part for part in (kind, key))


def keys(scratch):
    """A run's archive, as strait appends it, and the client's private key."""
    tree = pathlib.Path(scratch, "keys")
    shutil.rmtree(tree, ignore_errors=True)
    (tree / "etc/dropbear").mkdir(parents=True)
    (tree / "root/.ssh").mkdir(parents=True)
    host = tree / "etc/dropbear/dropbear_ed25519_host_key"
    host.write_bytes(dropbear_key(openssh_key(scratch, "host")))
    client = openssh_key(scratch, "client")
    (tree / "root/.ssh/authorized_keys").write_text(pathlib.Path(f"{client}.pub").read_text())
    for path in [tree / "root", tree / "root/.ssh"]:
        path.chmod(0o700)
    (tree / "root/.ssh/authorized_keys").chmod(0o600)
    names = "etc\netc/dropbear\netc/dropbear/dropbear_ed25519_host_key\nroot\nroot/.ssh\nroot/.ssh/authorized_keys\n"
    archive = subprocess.run(
        ["cpio", "--quiet", "-o", "-H", "newc", "-R", "0:0"], cwd=tree, input=names.encode(), check=True,
        capture_output=True).stdout
    return archive, str(client)


def machine(run, directory):
    """What the one cell of a run was booted with, to be booted again with its files in `directory`: QEMU's arguments, the directory, and
    the client's key."""
    pathlib.Path(directory).mkdir(exist_ok=True)
    _, text = cell(run)
    archive, client = keys(directory)
    initramfs = pathlib.Path(directory, "initramfs")
    initramfs.write_bytes(pathlib.Path(record(run)["images"][0]["initramfsPath"]).read_bytes() + archive)
    return arguments(text, directory, str(initramfs)), directory, client


def boot(words, scratch, client, tests=True, limit=600):
    """Seconds from the start of QEMU to the guest's readiness, and to the end of the workload with QEMU gone."""
    for name in ("console", "channel", "ready"):
        pathlib.Path(scratch, name).unlink(missing_ok=True)
    start = time.monotonic()
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        done = subprocess.run(
            ["ssh", "-F", "none", "-i", client, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
             "-o", "LogLevel=ERROR", "-o", f"ProxyCommand={sys.executable} {PROXY} {scratch}/channel {scratch}/ready",
             "-o", f"ConnectTimeout={limit}", "-o", "BatchMode=yes", "root@guest", "sh"],
            input=WORKLOAD.format(tests=TESTS if tests else "").encode(), capture_output=True, timeout=limit)
    finally:
        process.kill()
        process.wait()
    end = time.monotonic() - start
    if b"strait_probe" not in done.stdout and b"reserve" not in done.stdout:
        sys.exit(f"bench: the workload did not run: {done.stdout[-300:]!r} {done.stderr.decode()[-300:]} "
                 f"{process.stderr.read().decode()[-300:]}")
    return float(pathlib.Path(scratch, "ready").read_text()) - start, end
