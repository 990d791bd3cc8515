"""The configuration of nginx that README.md gives, with nginx itself."""
import json
import re
import shutil
import socket
import subprocess
import unittest

import reckoner

NAME = "numbers.example"
MAIN = """
daemon off; master_process off; pid nginx.pid; error_log error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy;
    fastcgi_temp_path fastcgi; scgi_temp_path scgi; uwsgi_temp_path uwsgi;
    {}
}}
"""
SQL = """
CREATE TABLE sales(a, note);
WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 3000)
INSERT INTO sales SELECT i, hex(i * 2654435761) FROM c;
"""
WHOLE = "/api/dumps/s/all"


def shown(language):
    """The block of README.md in that language."""
    text = (reckoner.ROOT / "README.md").read_text("utf-8")
    (block,) = re.findall(rf"```{language}\n(.*?)```", text.split("### Behind nginx")[1],
                          re.S)
    return block


def free_port():
    with socket.socket() as wire:
        wire.bind(("127.0.0.1", 0))
        return wire.getsockname()[1]


class BehindNginx(reckoner.Case):
    """`self.front` is nginx, `self.server` what stands behind it."""

    def setUp(self):
        program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
        if not program:
            raise unittest.SkipTest("nginx is not installed")
        config = reckoner.CONFIG.replace("server:\n", shown("yaml"))
        made = self.project(SQL, config)
        made.template("s/all", "SELECT a, note FROM sales ORDER BY a",
                      ["Which sales are there?"])
        self.run_ok(made, "regenerate")
        self.server = made.serve()
        self.addCleanup(self.server.stop)
        self.start(program)

    def start(self, program):
        port = free_port()
        config = shown("nginx").replace("listen 80;", f"listen 127.0.0.1:{port};")
        config = config.replace("127.0.0.1:8080", f"127.0.0.1:{self.server.port}")
        folder = self.folder()
        (folder / "nginx.conf").write_text(MAIN.format(config))
        # pylint: disable=consider-using-with
        process = subprocess.Popen([program, "-p", folder, "-c", "nginx.conf"],
                                   stdin=subprocess.DEVNULL)
        self.addCleanup(process.wait, 30)
        self.addCleanup(process.terminate)
        self.front = Front(port)
        reckoner.until(lambda: process.poll() is not None or self.front.is_open(),
                       "nginx")
        self.assertIsNone(process.poll())

    def test_answers_pass_through_as_they_are(self):
        host = {"Host": NAME}
        for headers in (host, {**host, "Accept-Encoding": "gzip"}):
            direct = self.server.get(WHOLE, headers)
            passed = self.front.get(WHOLE, headers)
            self.assertEqual(passed.status, 200)
            self.assertEqual(passed.body, direct.body)
            for name in ("etag", "content-encoding", "vary", "content-type"):
                self.assertEqual(passed.headers.get(name), direct.headers.get(name))
            again = self.front.get(WHOLE, {**headers,
                                           "If-None-Match": passed.headers["etag"]})
            self.assertEqual((again.status, again.body), (304, b""))
        asked = self.front.post("/api/query", {"query": "Which sales are there?"}, host)
        self.assertEqual(asked.json["status"], "hit")
        missing = self.front.get("/nothing", host)
        self.is_problem(missing, 404)
        self.assertRegex(missing.headers["x-request-id"], "^[0-9a-f]{32}$")
        reckoner.until(lambda: missing.headers["x-request-id"] in self.server.log(),
                       "the log line")

    def test_only_the_known_name_is_answered(self):
        self.assertEqual(self.front.get("/health", {"Host": "evil.example"}).status, 421)

    def test_a_body_in_chunks_is_passed_on_with_its_length(self):
        body = json.dumps({"query": "Which sales are there?"})
        head = (f"POST /api/query HTTP/1.1\r\nHost: {NAME}\r\n"
                "Content-Type: application/json\r\nConnection: close\r\n"
                "Transfer-Encoding: chunked\r\n\r\n")
        chunks = f"{len(body):x}\r\n{body}\r\n0\r\n\r\n"
        got = self.front.ask_raw((head + chunks).encode())
        self.assertTrue(got.startswith(b"HTTP/1.1 200 "), got[:300])

    def test_what_could_hide_a_request_is_refused_in_front(self):
        before = self.count()
        for lines in ("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                      "Content-Length: 4\r\nContent-Length: 5\r\n",
                      "Transfer-Encoding: chunked, identity\r\n",
                      "Content-Length: +4\r\n"):
            got = self.front.ask_raw(
                f"POST /api/query HTTP/1.1\r\nHost: {NAME}\r\n{lines}\r\n"
                f"0\r\n\r\nGET {WHOLE} HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
            self.assertRegex(got, rb"^HTTP/1\.1 [45]\d\d ")
            self.assertEqual(got.count(b"HTTP/1.1 "), 1)
        self.assertEqual(self.count(), before)

    def count(self):
        """How many requests for dumps and answers came through."""
        text = self.server.get("/metrics").body.decode()
        return sum(int(count) for route, count in re.findall(
            r'requests_total\{.*route="(.*?)".*\} (\d+)', text) if "/api/" in route)


class Front(reckoner.Server):
    """A server that others have started, to be asked in the same ways."""

    def __init__(self, port):  # pylint: disable=super-init-not-called
        self.port = port

    def is_open(self):
        with socket.socket() as wire:
            return wire.connect_ex(("127.0.0.1", self.port)) == 0
