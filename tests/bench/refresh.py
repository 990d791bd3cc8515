"""What a run costs by itself, besides the database's work and compression.

    refresh.py [TEMPLATES ...]          10000 and 100000 if none are named

Every template is a statement that reads one row, so that one in a hundred can
change. Shown is the CPU of `reckoner regenerate`, user and system, for each
template of the project; and what is left of it without the statements that ran
and the dumps that were packed, as bench/refresh_floor measures those. Of a run
with refresh_key in which 1 % changed it is shown how much goes to each template
that changed, and how much to each of the project: the latter is what a run
costs in which nothing changed. The least of REPEATS runs counts.
"""
import contextlib
import gzip
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = (TOP / os.environ.get("RECKONER_BUILD", "build")).resolve()
PER_FOLDER = 1000
REPEATS = 3
CONFIG = """\
name: Bench
sources: {db: sqlite:var/data.db}
refresh: {keep_snapshots: 2}
log: {level: error}
"""
TEMPLATE = """\
/*---
title: The number of {n}
questions: What is the number of {n}?
refresh_key: SELECT x FROM t WHERE id = {n}
---*/
SELECT x FROM t WHERE id = {n}
"""


def template_id(n):
    return f"c{n // PER_FOLDER:03d}/t{n:06d}"


def make_project(folder, count, has_key):
    for name in ("config", "var"):
        (folder / name).mkdir()
    (folder / "config/reckoner.yaml").write_text(CONFIG)
    for n in range(count):
        path = folder / f"queries/{template_id(n)}.sql"
        if n % PER_FOLDER == 0:
            path.parent.mkdir(parents=True)
        text = TEMPLATE.format(n=n)
        if not has_key:
            text = text.replace(f"refresh_key: SELECT x FROM t WHERE id = {n}\n", "")
        path.write_text(text)
    with database(folder) as db:
        db.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, x INTEGER)")
        db.executemany("INSERT INTO t VALUES(?, 1)", ((n,) for n in range(count)))


@contextlib.contextmanager
def database(folder):
    with contextlib.closing(sqlite3.connect(folder / "var/data.db")) as db, db:
        yield db


def cpu_of(folder, *command):
    """Seconds of CPU, user and system, and seconds by the clock."""
    started = time.monotonic()
    process = subprocess.Popen(  # pylint: disable=consider-using-with
        [str(word) for word in command], cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command} ended with {status}")
    return usage.ru_utime, usage.ru_stime, time.monotonic() - started


class Project:
    def __init__(self, folder, count, has_key):
        self.folder, self.count, self.has_key = folder, count, has_key
        make_project(folder, count, has_key)
        self.floor = None

    def measure_floor(self):
        """Microseconds of one statement, and of packing one dump."""
        dump = self.folder / f"dumps/latest/{template_id(0)}.json.gz"
        body = self.folder / "body.json"
        body.write_bytes(gzip.decompress(dump.read_bytes()))
        out = subprocess.check_output(
            [BUILD / "bench/refresh_floor", "var/data.db", "10000", body],
            cwd=self.folder, text=True)
        self.floor = [float(word) for word in out.split()]

    def run(self, what, statements, packed, *words):
        times = cpu_of(self.folder, BUILD / "reckoner", "regenerate", *words)
        if self.floor is None:
            self.measure_floor()
        user, system, wall = times
        total = 1e6 * (user + system) / self.count
        query, pack = self.floor
        own = total - (statements * query + packed * pack) / self.count
        print(f"{self.count:>8}  {what:<24}{total:7.1f} us, {own:7.1f} its own;"
              f" {wall:6.1f} s by the clock")
        sys.stdout.flush()
        return own

    def split(self, nothing, changed):
        """Shows the parts of a run: microseconds of its own for each template,
        when nothing changed, and when one in a hundred did."""
        print(f"{self.count:>8}  {'  of which':<24}{nothing:7.1f} us for each "
              f"template, {100 * (changed - nothing):7.1f} us for each that "
              "changed")
        sys.stdout.flush()

    def change(self):
        with database(self.folder) as db:
            db.execute("UPDATE t SET x = x + 1 WHERE id % 100 = 0")


def measure(count, has_key):
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = pathlib.Path(tempfile.mkdtemp(prefix="reckoner-bench-", dir=place))
    try:
        project = Project(folder, count, has_key)
        each = 2 if has_key else 1
        project.run("first run", each * count, count)
        left = 0 if has_key else count
        nothing, changed = [], []
        for _ in range(REPEATS if has_key else 1):
            nothing.append(project.run("nothing changed", count, left))
            project.change()
            changed.append(
                project.run("1 % changed",
                            count + (count // 100 if has_key else 0),
                            left or count // 100))
        if has_key:
            project.split(min(nothing), min(changed))
        project.run("one template", each, 1, "--template", template_id(7))
    finally:
        shutil.rmtree(folder)


def main(words):
    for count in map(int, words or ("10000", "100000")):
        for has_key in (False, True):
            print("with refresh_key" if has_key else "without refresh_key",
                  "(CPU for each template of the project)")
            measure(count, has_key)


if __name__ == "__main__":
    main(sys.argv[1:])
