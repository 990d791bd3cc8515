"""make bench: what an answer costs the server, against nginx and a bare loop.

    bench.py [--seconds S] [--pairs N] [--templates 30,1000] [WORD ...]

Reckoner, nginx (gzip_static; with and without sendfile) and tests/bench/floor.c
(a bare epoll loop) send the same bytes, in turn, pinned to one core; wrk asks
from another. The figure is the server's CPU time for one request, as the
scheduler counts it: what other programs do meanwhile does not count. Each pair
runs the servers once there and once back, and a ratio is the median of the
pairs'. Words choose lines. It asserts nothing.
"""
import argparse
import datetime
import http.client
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

import synthetic

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / os.environ.get("RECKONER_BUILD", "build")
PORTS = {"sendfile": 18481, "nginx": 18482, "floor": 18483, "reckoner": 18484}
NEVER_SEEN = 150000

NGINX = """\
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2;
    fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4;
    scgi_temp_path {folder}/t5;
    types {{ application/json json; }}
    access_log off; etag on; gzip_static on; root {docs};
    keepalive_requests 100000000; keepalive_timeout 300;
    open_file_cache max=1000 inactive=1h; open_file_cache_valid 1h;
    server {{ listen 127.0.0.1:{sendfile}; sendfile on; tcp_nopush on; }}
    server {{ listen 127.0.0.1:{nginx}; sendfile off; tcp_nopush off;
              output_buffers 1 512k; }}
}}
"""


class Server:
    """A program on core 0, and what it has used of it."""

    def __init__(self, name, command, folder):
        self.name, self.port = name, PORTS[name if name != "both" else "nginx"]
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", *map(str, command)], cwd=folder,
            stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

    def cpu_ns(self):
        """Of all threads, and of children (nginx's worker)."""
        total, pids = 0, [self.process.pid]
        for pid in pids:
            for task in pathlib.Path(f"/proc/{pid}/task").glob("*"):
                total += int((task / "schedstat").read_text().split()[0])
                pids += map(int, (task / "children").read_text().split())
        return total

    def memory_kb(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status"
                                 ).read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1])
        return 0

    def wait(self, path):
        for _ in range(3000):
            try:
                if fetch(self.port, path).status < 500:
                    return
            except OSError:
                pass
            time.sleep(0.01)
        self.stop()
        raise RuntimeError(f"{self.name} does not answer")

    def stop(self):
        self.process.terminate()
        self.process.wait()


def fetch(port, path, headers=None, method="GET", body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body=body, headers=headers or {})
    response = connection.getresponse()
    response.content = response.read()
    connection.close()
    return response


class Line:
    """One line of the table: what is asked of Reckoner, and of the others."""

    def __init__(self, name, asked, connections=16, peers=True, not_modified=False):
        self.name, self.asked, self.connections = name, asked, connections
        self.peers, self.not_modified = peers, not_modified


def ask(question, **more):
    path = "/api/query?" + urllib.parse.urlencode({"q": question, **more})
    return ("GET", path, "")


def post(question):
    return ("POST", "/api/query", json.dumps({"query": question}))


def batch(questions):
    return ("POST", "/api/batch", json.dumps({"queries": questions}))


def variants(templates, seed):
    """Questions that hit and were never asked before: the asker's day is part
    of what a question means, and differs."""
    start = datetime.date(2027, 1, 1)
    forms = ("{}", "Show me all {}", "What do we know about {}?",
             "please show {}", "{} please", "list the {}")
    for i in range(NEVER_SEEN):
        j = i + seed * NEVER_SEEN
        text = forms[j % 6].format(synthetic.title(j // 6 % templates))
        day = start + datetime.timedelta(j // 6 // templates % 25000)
        yield ask(text, as_of=day)


def dump_lines():
    for size in ("2k", "20k", "200k", "2m"):
        asked = [("GET", f"/api/dumps/sizes/rows_{size}", "")]
        yield Line(f"dump of {size}", asked)
    asked = [("GET", "/api/dumps/sizes/rows_20k", "")]
    yield Line("dump of 20k, not modified", asked, not_modified=True)
    for count in (1, 64):
        yield Line(f"dump of 20k, {count} connections", asked,
                   connections=count)


def question_lines(templates):
    titles = [synthetic.title(i) for i in range(templates)]
    some = titles[:: max(1, templates // 30)][:30]
    size = {name: synthetic.title(synthetic.FIRST_SIZE + place)
            for place, name in enumerate(synthetic.SIZES)}
    yield Line("hit, never seen", lambda seed: variants(templates, seed))
    yield Line("hit, repeated", [ask(f"Show me all {t}") for t in some])
    yield Line("hit by POST, repeated", [post(f"Show me all {t}") for t in some],
               peers=False)
    yield Line("miss, repeated", [ask(f"How tall is a {t[:5]} giraffe?")
                                  for t in some])
    if templates > 30:
        return
    for name in ("2k", "200k", "2m"):
        yield Line(f"hit on {name}", [ask(f"Show me all {size[name]}")])
    where = "/api/dumps/sizes/rows_filtered?where.city="
    yield Line("dump, 20 of 1,000 rows",
               [("GET", where + city, "") for city in synthetic.CITIES])
    yield Line("hit, 20 of 1,000 rows",
               [ask(f"Show me all {size['filtered']} in {city}")
                for city in synthetic.CITIES])
    yield Line("batch of 10", [batch([f"Show me all {t}" for t in some[k:k + 10]])
                               for k in range(0, len(some) - 9, 10)],
               peers=False)
    for count in (1, 64):
        yield Line(f"hit, repeated, {count} connections",
                   [ask(f"Show me all {t}") for t in some], connections=count)


def reckoner_command():
    return [BUILD / "reckoner", "serve", "--port", PORTS["reckoner"]]


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.docs = folder / "docs"
        self.docs.mkdir()
        folder.chmod(0o755)  # nginx's worker is another user
        config = folder / "nginx.conf"
        config.write_text(NGINX.format(folder=folder, docs=self.docs, **PORTS))
        (self.docs / "ready").write_text("ready")
        (self.docs / "ready.gz").write_text("ready")
        self.both = Server("both", ["nginx", "-p", folder, "-e", "stderr",
                                    "-c", config], folder)
        self.floor = Server("floor", [BUILD / "bench" / "floor", PORTS["floor"],
                                      self.docs], folder)
        self.reckoner, self.seed = None, 0
        self.both.wait("/ready")

    def stop(self):
        self.both.stop()
        self.floor.stop()

    def serve(self, project):
        began = time.monotonic()
        self.reckoner = Server("reckoner", reckoner_command(), project)
        self.reckoner.wait("/ready")
        return time.monotonic() - began

    def publish(self, line, method, path, body):
        """Reckoner's answer, as a ready-made file of the others."""
        headers = {"Accept-Encoding": "gzip"}
        if body:
            headers["Content-Type"] = "application/json"
        answer = fetch(PORTS["reckoner"], path, headers, method, body or None)
        if answer.status != 200:
            raise RuntimeError(f"{line.name}: {answer.status} {path}")
        # A new name each time: nginx keeps what it has opened.
        name = "".join(c if c.isalnum() else "_" for c in line.name)
        name += f"_{self.seed}.json"
        (self.docs / name).write_bytes(b"{}")
        (self.docs / (name + ".gz")).write_bytes(answer.content)
        return name, len(answer.content), answer.getheader("ETag")

    def requests_file(self, line, server, asked, name):
        etag = ""
        if line.not_modified:
            path = asked[0][1] if server == "reckoner" else "/" + name
            etag = fetch(PORTS[server], path,
                         {"Accept-Encoding": "gzip"}).getheader("ETag")
        with open(self.folder / f"{server}.asked", "w", encoding="utf-8") as out:
            for method, path, body in asked:
                if server != "reckoner":
                    query = path.partition("?")[2]
                    path = f"/{name}?{query}" if query else f"/{name}"
                out.write(f"{method}\t{path}\t{body}\t{etag}\n")

    def slice(self, line, server, seconds):
        process = {"reckoner": self.reckoner, "floor": self.floor
                   }.get(server, self.both)
        before = process.cpu_ns()
        done = subprocess.run(
            ["taskset", "-c", "1", "wrk", "-t", "1", "-c", str(line.connections),
             "-d", f"{seconds}s", "-s", HERE / "ask.lua",
             f"http://127.0.0.1:{PORTS[server]}", "--",
             self.folder / f"{server}.asked"],
            capture_output=True, text=True, check=True)
        used = process.cpu_ns() - before
        count, errors, p50, p99, _ = done.stdout.split("RESULT ")[1].split()
        if int(errors):
            raise RuntimeError(f"{line.name}: {server} made {errors} errors")
        return {"us": used / 1e3 / max(1, int(count)), "p50": float(p50),
                "p99": float(p99)}

    def names(self, line):
        if not line.peers:
            return ["reckoner"]
        both = ["nginx", "sendfile"]
        return ["reckoner", *both] + ([] if line.not_modified else ["floor"])

    def measure(self, line):
        slices = {name: [] for name in self.names(line)}
        for pair in range(self.options.pairs):
            self.seed += 1
            asked = line.asked
            asked = list(asked(self.seed)) if callable(asked) else asked
            name, size, _ = self.publish(line, *asked[-1])
            for server in slices:
                self.requests_file(line, server, asked, name)
            order = list(slices)
            for server in order if pair % 2 == 0 else reversed(order):
                slices[server].append(
                    self.slice(line, server, self.options.seconds))
        return size, slices


def ratio_to(slices, name):
    """How many requests Reckoner answers in the CPU time of one of theirs."""
    pairs = zip(slices["reckoner"], slices[name])
    return statistics.median(theirs["us"] / ours["us"] for ours, theirs in pairs)


def describe(line, size, slices, templates):
    ours = slices["reckoner"]
    us = statistics.median(s["us"] for s in ours)
    cells = [line.name, f"{templates:,}", str(size), f"{us:.1f}",
             f"{1e6 / us:,.0f}"]
    if "nginx" in slices:
        cells.append(f"{min(ratio_to(slices, n) for n in ('nginx', 'sendfile')):.2f}")
    else:
        cells.append("")
    cells.append(f"{ratio_to(slices, 'floor'):.2f}" if "floor" in slices else "")
    for part in ("p50", "p99"):
        cells.append(f"{statistics.median(s[part] for s in ours):.0f}")
    return "| " + " | ".join(cells) + " |"


def first_line(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().splitlines()[0]


def machine():
    for row in pathlib.Path("/proc/cpuinfo").read_text("ascii").splitlines():
        if row.startswith("model name"):
            return f"{row.split(': ')[1]}, {os.cpu_count()} cores"
    return platform.machine()


def print_head(options):
    print(f"{datetime.date.today()}, {machine()}, Linux {platform.release()}, "
          f"{first_line(BUILD / 'reckoner', 'version')}, "
          f"{first_line('nginx', '-v')}, {first_line('wrk', '-v')[:10]}; "
          f"{options.pairs} pairs of {options.seconds} s\n")
    print("| request | templates | bytes sent | CPU us | requests per CPU second "
          "| to nginx | to the floor | p50 us | p99 us |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)


def run_project(bench, templates, options):
    rows = synthetic.SIZES["20k" if templates <= 1000 else "2k"]
    project = synthetic.make(options.projects / f"p{templates}",
                             BUILD / "reckoner", templates, rows)
    started_s = bench.serve(project)
    memory_kb = bench.reckoner.memory_kb()
    lines = list(question_lines(templates))
    if templates == 30:
        lines = list(dump_lines()) + lines
    try:
        for line in lines:
            if options.words and not any(w in line.name for w in options.words):
                continue
            size, slices = bench.measure(line)
            print(describe(line, size, slices, templates), flush=True)
    finally:
        bench.reckoner.stop()
    return (f"{templates:,} templates: ready after {started_s:.2f} s, "
            f"{memory_kb / 1024:.0f} MiB resident")


def read_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--pairs", type=int, default=4)
    parser.add_argument("--templates", default="30,1000,10000,100000")
    parser.add_argument("--projects", type=pathlib.Path,
                        default=BUILD / "bench" / "projects")
    parser.add_argument("words", nargs="*")
    return parser.parse_args()


def main():
    options = read_options()
    missing = [p for p in ("nginx", "wrk", "taskset") if not shutil.which(p)]
    if missing:
        sys.exit(f"bench: apt-get install nginx-light wrk util-linux (missing: "
                 f"{', '.join(missing)})")
    notes = []
    print_head(options)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, pathlib.Path(folder))
        try:
            for templates in map(int, options.templates.split(",")):
                notes.append(run_project(bench, templates, options))
        finally:
            bench.stop()
    print("\n" + "\n".join(notes))


if __name__ == "__main__":
    main()
