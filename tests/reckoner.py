"""What the tests from outside share: a project in a folder of its own, the
program run in it, and a server that is asked over HTTP.

    class Stock(reckoner.Case):
        def test_...(self):
            project = self.project(sql="CREATE TABLE t(a); ...")
            project.template("stock/cars", "SELECT ...", questions=[...])
            self.run_ok(project, "regenerate")
            with project.serve() as server:
                reply = server.get("/api/query", q="How many cars?")

Only the standard library. RECKONER_BUILD names the folder with the program.
"""
import contextlib
import http.client
import json
import os
import pathlib
import select
import socket
import sqlite3
import subprocess
import tempfile
import time
import unittest
import urllib.parse
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / os.environ.get("RECKONER_BUILD", "build")
PROGRAM = BUILD / "reckoner"
DEMO_PROGRAM = BUILD / "demo-warehouse"

DONE, FAILED, USAGE, NO_ANSWER = 0, 1, 2, 3

CONFIG = """\
name: Test
sources:
  main: sqlite:data.db
server:
  snapshot_poll_ms: 10
"""


def until(condition, what, seconds=20):
    """Waits until the condition is true; its value."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        select.select([], [], [], 0.01)
    raise AssertionError(f"{what}: not within {seconds} s")


def gunzip(packed):
    """The content of exactly one gzip member, with nothing behind it."""
    reader = zlib.decompressobj(wbits=31)
    content = reader.decompress(packed) + reader.flush()
    if not reader.eof or reader.unused_data or reader.unconsumed_tail:
        raise AssertionError("not one whole gzip member")
    return content


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


class Result:
    """What a command said, and how it ended."""

    def __init__(self, done):
        self.code = done.returncode
        self.raw = done.stdout
        self.out = done.stdout.decode("utf-8", "replace")
        self.err = done.stderr.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.raw)

    def __repr__(self):
        return f"exit {self.code}\n{self.out[:3000]}\n{self.err[:3000]}"


def run(*args, cwd=None, timeout=120, stdin=None, env=None):
    return Result(
        subprocess.run(
            [PROGRAM, *map(str, args)],
            cwd=cwd,
            stdin=stdin or subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            check=False,
            env={**os.environ, **(env or {})},
        )
    )


class Reply:
    """A response: status, headers (names in small letters), body."""

    def __init__(self, response, body):
        self.status = response.status
        self.headers = {k.lower(): v for k, v in response.getheaders()}
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.headers}\n{self.body[:2000]!r}"


class Server:
    """`reckoner serve` on a port of its own, until the block ends.

    `under` is what a shell does before; `listening` is a socket to serve on,
    which is passed on as systemd does it."""

    def __init__(self, folder, *args, command="serve", under="", listening=None):
        self.said = ""  # before it listened
        self.log_path = folder / "serve.log"
        words = [PROGRAM, command, "--port", "0", *args]
        if listening:
            under += ("export LISTEN_FDS=1 LISTEN_PID=$$;"
                      f"exec 3<&{listening.fileno()};")
            self.log_path = folder / f"serve-{time.monotonic_ns()}.log"
        if under:
            words = ["sh", "-c", under + 'exec "$@"', "sh", *words]
        with self.log_path.open("wb") as log:
            # The pipe outlives this call: stop() closes it.
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                words,
                cwd=folder,
                pass_fds=[listening.fileno()] if listening else [],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                bufsize=0,  # select() sees what was not read
            )
        try:
            self.port = self._read_port()
        except BaseException:
            self.kill()
            raise

    def _read_port(self):
        deadline = time.monotonic() + 60
        while True:
            left = max(0, deadline - time.monotonic())
            ready, _, _ = select.select([self.process.stdout], [], [], left)
            line = self.process.stdout.readline().decode() if ready else ""
            if not line:
                raise AssertionError(f"it said {self.said!r}; {self.log()}")
            if line.startswith("listening on http://"):
                return int(line.rsplit(":", 1)[1])
            self.said += line

    def log(self):
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        code = self.stop()
        if code != 0:
            raise AssertionError(f"serve ended with {code}: {self.log()[-3000:]}")

    def is_alive(self):
        return self.process.poll() is None

    def stop(self):
        """Asks it to end; its exit code."""
        if self.is_alive():
            self.process.terminate()
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        finally:
            self.process.stdout.close()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask_raw(self, sent, shut=False):
        """The bytes that come back for these bytes, until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), 30) as wire:
            got = b""
            # It may close the connection before all is sent.
            with contextlib.suppress(OSError):
                wire.sendall(sent)
                if shut:
                    wire.shutdown(socket.SHUT_WR)
            with contextlib.suppress(ConnectionResetError):
                while chunk := wire.recv(65536):
                    got += chunk
        return got

    def request(self, method, path, body=None, headers=None, **query):
        if query:
            path += "?" + urllib.parse.urlencode(query, doseq=True)
        with contextlib.closing(self.connect()) as connection:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Reply(response, response.read())

    def get(self, path, headers=None, **query):
        return self.request("GET", path, None, headers, **query)

    def post(self, path, body, headers=None):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        return self.request(
            "POST", path, body, {"Content-Type": "application/json", **(headers or {})}
        )

    def ask(self, question, **more):
        """The answer to a question, as a tree."""
        reply = self.get("/api/query", q=question, **more)
        if reply.status != 200:
            raise AssertionError(f"{question!r}: {reply}")
        return reply.json


class Project:
    """config/, queries/ and a database, in one folder."""

    def __init__(self, folder, config=CONFIG):
        self.folder = pathlib.Path(folder)
        self.write("config/reckoner.yaml", config)
        (self.folder / "queries").mkdir(exist_ok=True)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def remove(self, template):
        (self.folder / "queries" / f"{template}.sql").unlink()

    def template(self, name, sql, questions=None, header=""):
        """A template; without questions, its name is one."""
        title = name.split("/")[1].replace("_", " ")
        asked = questions or [f"Show {title}"]
        lines = [f"title: {quoted(title)}", "questions:"]
        lines += [f"  - {quoted(question)}" for question in asked]
        text = "/*---\n" + "\n".join(lines) + "\n" + header.strip("\n")
        return self.write(
            f"queries/{name}.sql", text.rstrip("\n") + f"\n---*/\n{sql}\n"
        )

    def sql(self, script, *args):
        """Runs a script, or one statement with values; what it returns."""
        with contextlib.closing(sqlite3.connect(self.folder / "data.db")) as db:
            if not args:
                db.executescript(script)
                return None
            with db:
                return db.execute(script, args).fetchall()

    def rows(self, statement, *args):
        """The rows as SQLite itself gives them, each by column."""
        return rows_of(self.folder / "data.db", statement, args)

    def run(self, *args, **more):
        return run(*args, cwd=self.folder, **more)

    def serve(self, *args, **more):
        return Server(self.folder, *args, **more)

    def manifest(self):
        number = int((self.folder / "dumps/HEAD").read_text().split()[0])
        path = self.folder / f"dumps/manifests/{number:06}.json"
        return json.loads(path.read_bytes())

    def dump(self, name):
        """The stored dump."""
        result = self.run("show", name, "--json")
        if result.code != 0:
            raise AssertionError(repr(result))
        return result.json


def rows_of(path, statement, args=()):
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        cursor = db.execute(statement, args)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor]


@unittest.skipUnless(PROGRAM.exists(), f"{PROGRAM} has not been built")
class Case(unittest.TestCase):
    """A test whose projects are gone when it ends."""

    def folder(self):
        temp = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        self.addCleanup(temp.cleanup)
        return pathlib.Path(temp.name)

    def project(self, sql=None, config=CONFIG):
        project = Project(self.folder(), config)
        if sql is not None:
            project.sql(sql)
        return project

    def ends_with(self, code, result):
        self.assertEqual(result.code, code, result)
        return result

    def run_ok(self, project, *args):
        return self.ends_with(DONE, project.run(*args))

    def is_problem(self, reply, status, code=None):
        """The reply is problem+json of that status; the tree."""
        self.assertEqual(reply.status, status, reply)
        self.assertEqual(
            reply.headers["content-type"], "application/problem+json", reply
        )
        problem = reply.json
        self.assertEqual(problem["status"], status)
        self.assertIsInstance(problem["title"], str)
        self.assertRegex(problem["code"], "^[a-z_]+$")
        if code:
            self.assertEqual(problem["code"], code)
        return problem
