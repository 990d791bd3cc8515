"""An answer is put together from compressed pieces; whoever unpacks it gets the
same bytes: zlib, gunzip, curl, Node and Chromium, for small answers and for 2 MB.
"""
import functools
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import urllib.parse

import reckoner

TABLES = """
CREATE TABLE sales(place INTEGER, city TEXT, note TEXT, amount REAL);
WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 9000)
INSERT INTO sales SELECT i,
    CASE i % 3 WHEN 0 THEN 'Lyon' WHEN 1 THEN 'Genève' ELSE '東京 "x" </script>' END,
    'note ' || (i * 7919 % 10007) || ' ' || hex(i * 2654435761 % 4294967296)
        || ' ' || replace(hex(zeroblob(45)), '00', 'ab' || char(10)),
    i * 1.25 FROM c;
"""
COLUMNS = ("columns: {place: {role: identifier}, city: {role: dimension},"
           " note: {role: label}, amount: {role: measure}}")
SMALL, LARGE = "Which sales are few?", "Which sales are many?"


def ask(question):
    return "/api/query?" + urllib.parse.urlencode({"q": question})


BATCH = {"queries": [SMALL, LARGE, "Who won the cup?", {"query": SMALL},
                     "Which sales are few in Lyon?", {"query": ""}, LARGE]}
# Method, path, body, and the coding for who takes gzip: what holds nothing of a
# stored dump as it was stored is sent plain to everyone.
REQUESTS = (
    ("GET", "/api/dumps/s/small", None, "gzip"),
    ("GET", "/api/dumps/s/large", None, "gzip"),
    ("GET", "/api/dumps/s/large?where.city=Lyon", None, None),
    ("GET", ask(SMALL), None, "gzip"),
    ("GET", ask(SMALL), None, "gzip"),  # kept from the first time
    ("GET", ask(LARGE), None, "gzip"),
    ("GET", ask("Which sales are few in Lyon?"), None, None),
    ("GET", ask("Who won the cup?"), None, None),
    ("GET", "/api/dumps", None, None),
    ("POST", "/api/query", json.dumps({"query": LARGE}), "gzip"),
    ("POST", "/api/batch", json.dumps(BATCH), "gzip"),
)
CODINGS = [coding for *_, coding in REQUESTS]

NODE = """
const http = require("http"), zlib = require("zlib"), crypto = require("crypto");
const [base, requests] = [process.argv[1], JSON.parse(process.argv[2])];
const json = {"Content-Type": "application/json"};
const sum = (bytes) => crypto.createHash("sha256").update(bytes).digest("hex");
const raw = ([method, path, body]) => new Promise((done, fail) => {
  const headers = {"Accept-Encoding": "gzip", ...(body ? json : {})};
  const request = http.request(base + path, {method, headers}, (response) => {
    const parts = [];
    response.on("data", (part) => parts.push(part));
    response.on("end", () => done([response.headers["content-encoding"],
                                   Buffer.concat(parts)]));
  }).on("error", fail);
  request.end(body || undefined);
});
(async () => {
  const sums = [];
  for (const [method, path, body] of requests) {
    const [coding = null, packed] = await raw([method, path, body]);
    const fetched = await fetch(base + path, {method, headers: body ? json : {},
                                              body: body || undefined});
    sums.push([coding, sum(coding ? zlib.gunzipSync(packed) : packed),
               fetched.headers.get("content-encoding"),
               sum(Buffer.from(await fetched.arrayBuffer()))]);
  }
  console.log(JSON.stringify(sums));
})();
"""

PAGE = """
(async () => {
  const sums = [];
  for (const [method, path, body] of %s) {
    const reply = await fetch(path, {method, body: body || undefined, cache: "no-store",
      headers: body ? {"Content-Type": "application/json"} : {}});
    const sum = await crypto.subtle.digest("SHA-256", await reply.arrayBuffer());
    sums.push([reply.headers.get("content-encoding"),
      Array.from(new Uint8Array(sum), (b) => b.toString(16).padStart(2, "0")).join("")]);
  }
  return JSON.stringify(sums);
})()
"""


class Chromium:
    """A headless Chromium, told what to do through its debugging pipe."""

    FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-background-networking", "--disable-component-update",
             "--disable-dev-shm-usage", "--remote-debugging-pipe",
             "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")

    def __init__(self, program, folder):
        theirs_in, self.out = os.pipe()
        self.inward, theirs_out = os.pipe()
        # It reads its orders from descriptor 3 and answers on 4.
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            ["sh", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "sh", program,
             *self.FLAGS, f"--user-data-dir={folder}", "about:blank"],
            pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self.number, self.session, self.left = 0, None, b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.out)
        os.close(self.inward)
        self.process.terminate()
        self.process.wait(30)

    def read(self):
        while b"\0" not in self.left:
            got = os.read(self.inward, 1 << 16)
            if not got:
                raise AssertionError("Chromium ended")
            self.left += got
        message, self.left = self.left.split(b"\0", 1)
        return json.loads(message)

    def do(self, method, **params):
        self.number += 1
        order = {"id": self.number, "method": method, "params": params}
        if self.session:
            order["sessionId"] = self.session
        os.write(self.out, json.dumps(order).encode() + b"\0")
        while (reply := self.read()).get("id") != self.number:
            pass
        if "error" in reply:
            raise AssertionError(f"{method}: {reply['error']}")
        return reply["result"]

    def open(self, url):
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.do("Target.attachToTarget", targetId=target,
                               flatten=True)["sessionId"]
        self.do("Page.enable")
        self.do("Page.setBypassCSP", enabled=True)
        self.do("Page.navigate", url=url)
        while self.read().get("method") != "Page.loadEventFired":
            pass

    def run(self, script):
        result = self.do("Runtime.evaluate", expression=script, awaitPromise=True)
        if "exceptionDetails" in result:
            raise AssertionError(result["exceptionDetails"])
        return result["result"]["value"]


def needs(program):
    """The path of a program; skips the test that has not got it."""
    path = shutil.which(program)
    if not path:
        raise unittest.SkipTest(f"{program} is not installed")
    return path


def sum_of(content):
    return hashlib.sha256(content).hexdigest()


class Clients(reckoner.Case):
    @classmethod
    def setUpClass(cls):
        # pylint: disable=consider-using-with
        temp = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temp.cleanup)
        cls.made = reckoner.Project(temp.name)
        cls.made.sql(TABLES)
        for name, question, limit in (("small", SMALL, 20), ("large", LARGE, 9000)):
            cls.made.template(
                f"s/{name}", f"SELECT * FROM sales ORDER BY place LIMIT {limit}",
                [question], COLUMNS)
        done = cls.made.run("regenerate")
        if done.code != 0:
            raise AssertionError(repr(done))
        cls.server = cls.made.serve()
        cls.addClassCleanup(cls.server.stop)

    def request(self, request, headers):
        method, path, body, _ = request
        more = {"Content-Type": "application/json"} if body else {}
        reply = self.server.request(method, path, body, {**headers, **more})
        self.assertEqual(reply.status, 200, path)
        return reply

    @functools.cached_property
    def plain(self):
        """What is sent to who takes no gzip; the truth for the others."""
        replies = [self.request(request, {}) for request in REQUESTS]
        for reply in replies:
            self.assertNotIn("content-encoding", reply.headers)
        self.assertGreater(len(replies[1].body), 2000000)
        self.assertEqual(len(replies[-1].json["answers"]), len(BATCH["queries"]))
        return [reply.body for reply in replies]

    @functools.cached_property
    def sums(self):
        return [sum_of(body) for body in self.plain]

    def test_zlib_unpacks_what_others_get_plain(self):
        for request, body in zip(REQUESTS, self.plain):
            reply = self.request(request, {"Accept-Encoding": "gzip"})
            coding = reply.headers.get("content-encoding")
            self.assertEqual(coding, request[3], request)
            got = reckoner.gunzip(reply.body) if coding else reply.body
            self.assertEqual(got, body, request)

    def test_gunzip_unpacks_what_others_get_plain(self):
        gunzip = needs("gunzip")
        for request, body in zip(REQUESTS, self.plain):
            if not request[3]:
                continue
            packed = self.request(request, {"Accept-Encoding": "gzip"}).body
            path = self.folder() / "answer.gz"
            path.write_bytes(packed)
            subprocess.run([gunzip, "-t", path], check=True, timeout=30)
            done = subprocess.run([gunzip, "-c", path], check=True, timeout=30,
                                  capture_output=True)
            self.assertEqual(done.stdout, body, request)
            self.assertEqual(done.stderr, b"")

    def test_curl_unpacks_what_others_get_plain(self):
        curl = needs("curl")
        head = self.folder() / "head"
        for (method, path, data, coding), body in zip(REQUESTS, self.plain):
            sent = ["-H", "Content-Type: application/json", "-d", data] if data else []
            done = subprocess.run(
                [curl, "-sS", "--compressed", "-D", head, "-X", method, *sent,
                 f"http://127.0.0.1:{self.server.port}{path}"],
                check=True, timeout=30, capture_output=True)
            self.assertEqual("Content-Encoding: gzip" in head.read_text(),
                             coding == "gzip", path)
            self.assertEqual(done.stdout, body, path)

    def test_node_unpacks_what_others_get_plain(self):
        done = subprocess.run(
            [needs("node"), "-e", NODE, f"http://127.0.0.1:{self.server.port}",
             json.dumps(REQUESTS)],
            check=True, timeout=60, capture_output=True)
        self.assertEqual(json.loads(done.stdout),
                         [[c, s, c, s] for c, s in zip(CODINGS, self.sums)])

    def test_chromium_unpacks_what_others_get_plain(self):
        program = needs("chromium")
        folder = pathlib.Path(tempfile.mkdtemp())
        # Its helpers still write for a moment after it ended.
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        with Chromium(program, folder) as browser:
            browser.open(f"http://127.0.0.1:{self.server.port}/health")
            got = json.loads(browser.run(PAGE % json.dumps(REQUESTS)))
        self.assertEqual(got, [[c, s] for c, s in zip(CODINGS, self.sums)])
