# SPDX-License-Identifier: Apache-2.0
"""OpenSSH's ProxyCommand for a guest of plain QEMU: proxy.py SOCKET READY connects to the channel, waits until the guest's SSH server is
behind it, notes the moment in the file READY, and carries bytes both ways."""
import os
import select
import socket
import sys
import time

REQUEST = b"strait-channel/1 connect request" + b"0123456789abcdef"
GRANTED = b"strait-channel/1 connect granted0123456789abcdef"
LIMIT = 600


def connect(path):
    deadline = time.monotonic() + LIMIT
    while True:
        channel = socket.socket(socket.AF_UNIX)
        try:
            channel.connect(path)
            return channel
        except OSError:
            channel.close()
            if time.monotonic() > deadline:
                sys.exit(f"{path}: nothing listens there")
            time.sleep(0.005)


def handshake(channel):
    """What came after the guest's answer."""
    channel.settimeout(LIMIT)
    channel.sendall(REQUEST)
    seen = b""
    while GRANTED not in seen:
        more = channel.recv(65536)
        if not more:
            sys.exit("the guest ended")
        seen += more
    channel.settimeout(None)
    return seen[seen.index(GRANTED) + len(GRANTED):]


def main():
    channel = connect(sys.argv[1])
    rest = handshake(channel)
    with open(sys.argv[2], "w") as ready:
        ready.write(repr(time.monotonic()))
    os.write(1, rest) if rest else None
    while True:
        for source in select.select([0, channel], [], [])[0]:
            data = os.read(0, 65536) if source == 0 else channel.recv(65536)
            if not data:
                return
            if source == 0:
                channel.sendall(data)
            else:
                view = memoryview(data)
                while view:
                    view = view[os.write(1, view):]


if __name__ == "__main__":
    main()
