#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A server for the tests of `strait publish`, in place of KCIDB and Patchwork.

usage: publish-server.py LOG TROUBLE...

It prints its port and writes a line of JSON for each request into LOG. Each TROUBLE is what it does with one further POST, before it
takes all: a status such as 502 or 429, `hang`, `drop` (it takes the request and breaks the connection), `echo` (a 400 that repeats the
authorization).
"""
import http.server
import json
import sys
import time

LOG, TROUBLE = sys.argv[1], sys.argv[2:]
CHECKS = []


class Handler(http.server.BaseHTTPRequestHandler):
    """Takes submissions, and knows one patch: 77, whose mail is p7@example.org."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Standard error is for faults."""

    def note(self, body):
        """One line for each request, whatever becomes of it."""
        with open(LOG, "a", encoding="utf-8") as log:
            log.write(json.dumps({"method": self.command, "path": self.path, "body": body,
                                  "authorization": self.headers.get("Authorization")}) + "\n")

    def answer(self, status, value, **headers):
        """Sends JSON."""
        data = json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):  # pylint: disable=invalid-name
        """The patches of a Message-ID, or the checks of the patch."""
        self.note("")
        if self.path.startswith("/api/patches/?"):
            self.answer(200, [{"id": 77}] if "p7@example.org" in self.path else [])
        else:
            self.answer(200, CHECKS)

    def do_POST(self):  # pylint: disable=invalid-name
        """Takes it, after its troubles."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.note(body)
        trouble = TROUBLE.pop(0) if TROUBLE else ""
        if trouble == "hang":
            time.sleep(600)
        elif trouble == "echo":
            self.answer(400, {"detail": "." * 200 + "bad token " + str(self.headers.get("Authorization"))})
        elif trouble == "redirect":
            self.answer(302, {}, Location="http://127.0.0.1:1/elsewhere")
        elif trouble.isdigit():
            self.answer(int(trouble), {"detail": "trouble"}, **({"Retry_After": "7"} if trouble == "429" else {}))
        else:
            if self.path.startswith("/api/patches/"):
                CHECKS.append(json.loads(body))
            if trouble == "drop":
                self.close_connection = True
                return
            self.answer(201, {"status": "ok"})


SERVER = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(SERVER.server_port, flush=True)
SERVER.serve_forever()
