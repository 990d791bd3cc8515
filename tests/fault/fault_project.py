"""A small project in a folder of its own, and a reader of dumps/ that knows
nothing of the program: it follows HEAD, checks every hash and unpacks.

Every row of every template carries the generation of the database, so that a
snapshot made of two states would be seen.
"""
import contextlib
import gzip
import hashlib
import http.client
import itertools
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = (TOP / os.environ.get("RECKONER_BUILD", "build")).resolve()
RECKONER = BUILD / "reckoner"
# How much longer than usual: 1 is what `make test` does.
SCALE = float(os.environ.get("RECKONER_FAULT_SCALE", "1"))


def find_place():
    """Where projects are put. A run syncs its file system, so that a busy disk
    would decide how long the tests take: memory is preferred. What a killed
    process leaves is the same on both."""
    chosen = os.environ.get("RECKONER_FAULT_DIR")
    memory = pathlib.Path("/dev/shm")
    if chosen or not os.access(memory, os.W_OK | os.X_OK):
        return chosen
    return memory if shutil.disk_usage(memory).free > 256 << 20 else None


CONFIG = """\
name: Fault
sources: {{db: sqlite:var/data.db}}
server: {{port: 0, snapshot_poll_ms: 10}}
limits: {{busy_timeout_ms: {busy_ms}}}
refresh: {{workers: {workers}, keep_snapshots: {keep}, retries: {retries},
           retry_wait: {retry_wait}}}
log: {{level: warning}}
"""

TEMPLATE = """\
/*---
title: Counted things number {n}
questions: What are the counted things of number {n}?
columns:
  word: {{role: dimension, entity: word}}
  generation: {{role: measure, aggregate: max, format: integer}}
---*/
SELECT t.name || ' of ' || g.n || '.{n}' AS word, g.n AS generation,
       t.value * g.n AS product
FROM things t, generation g
ORDER BY t.id
"""


class Damaged(Exception):
    """What the reader refuses."""


def make_library(test):
    """What is preloaded to let calls fail: the path of inject.c, compiled."""
    if str(BUILD).endswith(("-san", "-tsan")):
        raise unittest.SkipTest("a sanitizer wants to be loaded first")
    folder = tempfile.TemporaryDirectory(prefix="reckoner-inject-")
    test.addClassCleanup(folder.cleanup)
    library = pathlib.Path(folder.name) / "inject.so"
    try:
        subprocess.run(
            ["cc", "-std=c17", "-D_GNU_SOURCE", "-O1", "-Wall", "-Wextra",
             "-Werror", "-fPIC", "-shared", "-o", library,
             TOP / "tests/fault/inject.c", "-ldl"], check=True)
    except FileNotFoundError as missing:
        raise unittest.SkipTest("there is no C compiler") from missing
    return library


class Project:
    def __init__(self, templates=3, rows=5, **settings):
        settings = {"keep": 3, "workers": 2, "retries": 0, "retry_wait": "0s",
                    "busy_ms": 5000} | settings
        self.path = pathlib.Path(
            tempfile.mkdtemp(prefix="reckoner-fault-", dir=find_place()))
        self.path.chmod(0o755)
        self.dumps = self.path / "dumps"
        self.ids = [f"c/t{n:03d}" for n in range(templates)]
        for folder in ("config", "queries/c", "var"):
            (self.path / folder).mkdir(parents=True)
        (self.path / "config/reckoner.yaml").write_text(
            CONFIG.format(**settings))
        for n, name in enumerate(self.ids):
            (self.path / f"queries/{name}.sql").write_text(
                TEMPLATE.format(n=n))
        self.make_database(rows)

    def make_database(self, rows):
        with self.database() as db:
            db.execute("CREATE TABLE things(id INTEGER PRIMARY KEY, "
                       "name TEXT, value REAL)")
            db.executemany("INSERT INTO things VALUES(?, ?, ?)",
                           [(i, f"thing {i}", i / 7) for i in range(rows)])
            db.execute("CREATE TABLE generation(n INTEGER)")
            db.execute("INSERT INTO generation VALUES(0)")

    @contextlib.contextmanager
    def database(self):
        with contextlib.closing(
                sqlite3.connect(self.path / "var/data.db")) as db, db:
            yield db

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)

    def set_generation(self, n):
        with self.database() as db:
            db.execute("UPDATE generation SET n = ?", (n,))

    def start(self, *words, env=None, **more):
        return subprocess.Popen(
            [RECKONER, *words], cwd=self.path, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
            env={**os.environ, **(env or {})}, **more)

    def run(self, *words, env=None, **more):
        """Runs a command to its end: exit code, stdout, stderr."""
        with self.start(*words, env=env, **more) as process:
            out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def regenerate(self):
        code, out, err = self.run("regenerate")
        assert code == 0, (code, out, err)

    def publish(self, n):
        self.set_generation(n)
        self.regenerate()

    def verify(self):
        """Exit code, and what it found."""
        code, out, err = self.run("verify", "--json")
        return code, json.loads(out) if out else {"error": err}

    def shown(self):
        """The generation that `reckoner show` shows, and its complaint."""
        code, out, err = self.run("show", "--json", self.ids[-1])
        assert code == 0, (code, out, err)
        return json.loads(out)["data"][0]["generation"], err

    # ---- reading without the program ----

    def head(self):
        number, checksum = (self.dumps / "HEAD").read_text().split()
        return int(number), checksum

    def manifest(self, number):
        return json.loads(self.manifest_path(number).read_bytes())

    def manifest_path(self, number):
        return self.dumps / f"manifests/{number:06d}.json"

    def object_path(self, digest, suffix):
        return self.dumps / f"objects/{digest[:2]}/{digest[2:]}{suffix}"

    def named(self, manifest):
        """The files that a manifest names: kind -> paths."""
        paths = {"dump": [], "columns": [], "index": [
            self.object_path(manifest["index"]["hash"], ".idx")]}
        for dump in manifest["dumps"]:
            paths["dump"].append(
                self.object_path(dump["object"]["hash"], ".json.gz"))
            paths["columns"].append(
                self.object_path(dump["columns"]["hash"], ".cols"))
        return paths

    def read(self, passes_over_failed=False):
        """The whole snapshot that HEAD names: its number and generation; of
        the dumps that are not marked as failed, if so wished."""
        number, checksum = self.head()
        text = self.manifest_path(number).read_bytes()
        check(digest(text) == checksum, "HEAD and its manifest differ")
        manifest = json.loads(text)
        check(manifest["number"] == number, "the manifest has another number")
        generations = set()
        failed = [dump["error"] is not None for dump in manifest["dumps"]]
        for kind, paths in self.named(manifest).items():
            for at, path in enumerate(paths):
                body = path.read_bytes()
                name = path.parent.name + path.name.split(".")[0]
                check(digest(body) == name, f"{path} has other bytes")
                if kind == "dump" and not (passes_over_failed and failed[at]):
                    rows = json.loads(gzip.decompress(body))["data"]
                    generations |= {row["generation"] for row in rows}
        ids = [dump["id"] for dump in manifest["dumps"]]
        check(ids == self.ids, f"not all dumps are there: {ids}")
        passes_over_failed = passes_over_failed and all(failed)
        check(len(generations) == 1 or passes_over_failed, f"mixed generations: {generations}")
        return number, generations.pop() if generations else None

    def leftovers(self):
        """Files in dumps/ that no published snapshot accounts for."""
        number, _ = self.head()
        expected = {self.dumps / "HEAD", self.dumps / ".lock"}
        stamp = self.dumps / ".latest"  # not there while links are made
        for path in (self.dumps / "manifests").iterdir():
            if int(path.stem) <= number:
                expected.add(path)
                for paths in self.named(json.loads(path.read_bytes())).values():
                    expected.update(paths)
        expected |= {self.dumps / f"latest/{name}.json.gz" for name in self.ids}
        found = {path for path in self.dumps.rglob("*") if path.is_file()}
        found.discard(stamp)
        return sorted(str(path) for path in found ^ expected)


def digest(body):
    return hashlib.sha256(body).hexdigest()


def check(is_so, what):
    if not is_so:
        raise Damaged(what)


class Server:
    """`reckoner serve` of a project, on a port of its own."""

    def __init__(self, project):
        self.process = project.start("serve", "--port", "0")
        line = self.process.stdout.readline()
        found = re.search(r":(\d+)$", line.strip())
        if not found:
            self.stop()
            raise RuntimeError(f"the server did not start: {line}")
        self.port = int(found.group(1))

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port,
                                                timeout=30)
        with contextlib.closing(connection):
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, json.loads(response.read())

    def status(self):
        return self.get("/api/status")[1]

    def wait_for(self, is_so, seconds=20):
        """Asks for the status until it is as wanted; that status."""
        deadline, pause = time.monotonic() + seconds, threading.Event()
        while True:
            status = self.status()
            if is_so(status):
                return status
            if time.monotonic() > deadline:
                raise AssertionError(f"the server stays at {status}")
            pause.wait(0.01)

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate(timeout=30)


class Reader(threading.Thread):
    """Reads without a pause until it is stopped, and keeps what was wrong.

    `look` gives the number of a snapshot and the generation in it; what it
    raises is wrong. So is a number or a generation that goes backwards, and a
    number that has two generations."""

    def __init__(self, look):
        super().__init__(daemon=True)
        self.look = look
        self.reads, self.wrong, self.seen = 0, [], {}
        self.ending = threading.Event()

    def run(self):
        last = (0, 0)
        while not self.ending.is_set() and len(self.wrong) < 10:
            try:
                number, generation = self.look()
                check((number, generation) >= last and generation >= last[1],
                      f"backwards: {last}, then {(number, generation)}")
                check(self.seen.setdefault(number, generation) == generation,
                      f"mixed: {number} is {self.seen[number]}, {generation}")
                last = number, generation
            except Exception as error:  # pylint: disable=broad-except
                self.wrong.append(repr(error))
            self.reads += 1

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.join()


def look_at_files(project):
    """A reader of files is late when two newer snapshots were published while
    it read, and only then may find that its own is gone."""
    def look():
        while True:
            before = project.head()[0]
            try:
                return project.read()
            except FileNotFoundError:
                if project.head()[0] < before + 2:
                    raise
    return look


def look_over_http(project, server):
    """One dump after the other, as the server answers them."""
    names = itertools.cycle(project.ids)

    def look():
        status, answer = server.get(f"/api/dumps/{next(names)}")
        check(status == 200, f"the server said {status}: {answer}")
        generations = {row["generation"] for row in answer["result"]["data"]}
        check(len(generations) == 1, f"mixed generations: {generations}")
        return answer["receipt"]["snapshot"], generations.pop()
    return look


class FaultTest(unittest.TestCase):
    def make_project(self, **options):
        project = Project(**options)
        self.addCleanup(project.remove)
        return project

    def assert_clean(self, project):
        """Whole, nothing left behind, and nothing to remark."""
        code, found = project.verify()
        self.assertEqual((code, found.get("damaged"), found.get("findings")),
                         (0, 0, []))
        self.assertEqual(project.leftovers(), [])
