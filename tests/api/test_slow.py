"""Connections that are slow on purpose: all are closed by their deadlines, and
whoever asks as others do is answered meanwhile.

RECKONER_SLOW says how many (80 if it is not set; make soak-serve: 5,000 with
the deadlines that servers have, and says how long the others waited).
"""
import os
import select
import socket
import time

import pressing
import reckoner

SLOW = int(os.environ.get("RECKONER_SLOW", "80"))
# Milliseconds for a head and for a request, and seconds between two bytes.
HEAD_MS, REQUEST_MS, PAUSE = (10000, 12000, 2) if SLOW > 1000 else (800, 1500, 0.2)
TURNS = 50  # they do not all send at the same moment
CONFIG = pressing.CONFIG.replace("server:\n", f"""server:
  max_connections: {SLOW + 100}
  max_connections_per_address: {SLOW + 100}
  max_sending_bytes: {1 << 31}
  header_timeout_ms: {HEAD_MS}
  request_timeout_ms: {REQUEST_MS}
""")
HEAD = b"GET /api/dumps/s/wide HTTP/1.1\r\nHost: localhost\r\n"
BODY = (b"POST /api/query HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/json\r\nContent-Length: 9000\r\n\r\n")
CHUNKS = BODY.replace(b"Content-Length: 9000", b"Transfer-Encoding: chunked") + b"999\r\n"
# What is sent at first, and what again and again.
KINDS = {
    "silent": (b"", b""),
    "head": (HEAD + b"X-A: ", b"a"),
    "first line": (b"", b"a"),
    "body": (BODY, b" "),
    "chunks": (CHUNKS, b" "),
    "reader": (HEAD + b"Accept-Encoding: gzip\r\n\r\n", b""),
}


class Slow:
    """One connection that takes its time."""

    def __init__(self, port, kind):
        self.kind, self.opened, self.closed = kind, time.monotonic(), None
        first, self.drip = KINDS[kind]
        self.wire = socket.socket()
        # What does not fit stays with the server.
        if kind == "reader":
            self.wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self.wire.connect(("127.0.0.1", port))
        self.wire.setblocking(False)
        self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.wire.send(first)

    def go_on(self):
        """Sends, or reads, one byte more."""
        try:
            if self.drip:
                self.wire.send(self.drip)
            if self.kind == "reader":
                self.wire.recv(1)
        except BlockingIOError:
            pass
        except OSError:
            self.end()

    def look(self):
        """Something came: an answer, or the end."""
        try:
            if self.kind != "reader" and not self.wire.recv(4096):
                self.end()
        except BlockingIOError:
            pass
        except OSError:
            self.end()

    def end(self):
        if self.closed is None:
            self.closed = time.monotonic()
            self.wire.close()


class Everyone:
    """All slow connections, watched until the last is closed."""

    def __init__(self, port):
        self.poll, self.open = select.epoll(), {}
        kinds = list(KINDS)
        self.all = [Slow(port, kinds[i % len(kinds)]) for i in range(SLOW)]
        for slow in self.all:
            # A reader does not wait for bytes, only for the end.
            wanted = select.EPOLLRDHUP | (
                0 if slow.kind == "reader" else select.EPOLLIN)
            self.open[slow.wire.fileno()] = slow
            self.poll.register(slow.wire.fileno(), wanted)

    def step(self, until):
        """Watches until that time, or the end of all."""
        while self.open and (left := until - time.monotonic()) > 0:
            for fd, event in self.poll.poll(left):
                slow = self.open[fd]
                if event & (select.EPOLLHUP | select.EPOLLERR | select.EPOLLRDHUP):
                    slow.end()
                else:
                    slow.look()
                self.forget(fd)

    def forget(self, fd):
        if self.open[fd].closed is not None:
            del self.open[fd]

    def wait(self):
        """Goes on slowly until all are closed, or long past the deadlines."""
        last = time.monotonic() + (HEAD_MS + REQUEST_MS) / 1000 + 20
        turn = 0
        while self.open and time.monotonic() < last:
            self.step(time.monotonic() + PAUSE / TURNS)
            turn = (turn + 1) % TURNS
            for fd in [fd for fd in self.open if fd % TURNS == turn]:
                self.open[fd].go_on()
                self.forget(fd)

    def close(self):
        self.poll.close()
        for slow in self.all:
            slow.wire.close()


class SlowConnections(pressing.Case):
    def test_slow_connections_are_closed_and_others_are_answered(self):
        made = self.pressed_project(CONFIG)
        made.template("s/wide",
                      "SELECT a.place, b.place AS other,"
                      " printf('%x', (a.place * 30 + b.place) * 2654435761) AS note"
                      " FROM sales a, sales b WHERE b.place <= 30"
                      " ORDER BY a.place, b.place")
        self.run_ok(made, "regenerate")
        with made.serve() as server:
            if SLOW > 1000:  # what others wait on this machine anyway
                with pressing.Press(made.folder, server.port, 4, 2400, 200) as press:
                    pass
                self.tell_waits("without slow connections", press.result)
            everyone = Everyone(server.port)
            with pressing.Press(made.folder, server.port, 4, 100, 200) as press:
                everyone.wait()
                left = [slow.kind for slow in everyone.open.values()]
            everyone.close()
            reckoner.until(lambda: self.connections(server) == 1, "all have left")
        self.assertEqual(left, [])
        self.is_clean(press.result, 100)
        for kind in KINDS:
            took = [s.closed - s.opened for s in everyone.all if s.kind == kind]
            self.say(f"{len(took)} {kind}: closed after at most {max(took):.2f} s")
        self.tell_waits("beside them", press.result)

    def tell_waits(self, when, result):
        self.say(f"{result['answered']} answers {when}: p50 {result['p50_us']} us,"
                 f" p99 {result['p99_us']} us")

    def connections(self, server):
        text = server.get("/metrics").body.decode()
        return int(float(text.split("\nreckoner_http_connections ")[1].split()[0]))
