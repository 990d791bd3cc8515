"""make bench: what an answer costs the server, against nginx and a bare loop.

    bench.py [--seconds S] [--pairs N] [--templates 30,1000] [--without WORD]
             [WORD ...]

Reckoner, nginx (gzip_static; with and without sendfile) and tests/bench/floor.c
(a bare epoll loop) send the same bytes, in turn, pinned to one core; wrk asks
from another. The figure is the server's CPU time for one request, as the
scheduler counts it: what other programs do meanwhile does not count. It still
disturbs caches and clocks, so a pair runs the servers there and back again (A B
B A), a ratio is the median of the pairs', and the cores that others kept busy
meanwhile are told. Words choose lines. It asserts nothing.
"""
import argparse
import datetime
import gzip
import http.client
import os
import pathlib
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import lines
import synthetic

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / os.environ.get("RECKONER_BUILD", "build")
PORTS = {"sendfile": 18481, "nginx": 18482, "floor": 18483, "reckoner": 18484}

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
        self.folder = folder
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", *map(str, command)], cwd=folder,
            stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

    def cpu_ns(self):
        """Of all its threads, and of children (nginx's worker)."""
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
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended: is its port in use?")
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


class Others:
    """The cores that neither the server nor wrk kept busy, but somebody did."""

    def __init__(self):
        self.began, self.busy = time.monotonic(), self.busy_s()

    @staticmethod
    def busy_s():
        row = pathlib.Path("/proc/stat").read_text("ascii").splitlines()[0]
        user, nice, system, _, _, irq, soft, steal = map(int, row.split()[1:9])
        return (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK")

    def cores(self, ours_s):
        busy_s = self.busy_s() - self.busy - ours_s
        return max(0.0, busy_s / (time.monotonic() - self.began))


def fetch(port, path, headers=None, method="GET", body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body=body, headers=headers or {})
    response = connection.getresponse()
    response.content = response.read()
    connection.close()
    return response


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
        self.reckoner, self.seed, self.written = None, 0, {}
        self.both.wait("/ready")

    def stop(self):
        self.both.stop()
        self.floor.stop()

    def serve(self, project):
        began = time.monotonic()
        self.reckoner = Server("reckoner", reckoner_command(), project)
        self.reckoner.wait("/ready")
        return time.monotonic() - began

    def send(self, asked):
        method, path, body = asked
        headers = {"Accept-Encoding": "gzip"}
        if body:
            headers["Content-Type"] = "application/json"
        return fetch(PORTS["reckoner"], path, headers, method, body or None)

    def publish(self, line, asked):
        """Reckoner's answer, as a ready-made file of the others."""
        answer = self.send(asked)
        if answer.status != 200:
            raise RuntimeError(f"{line.name}: {answer.status} {asked}")
        # A new name each time: nginx keeps what it has opened.
        name = "".join(c if c.isalnum() else "_" for c in line.name)
        name += f"_{self.seed}.json"
        (self.docs / name).write_bytes(b"{}")
        (self.docs / (name + ".gz")).write_bytes(answer.content)
        return name, len(answer.content)

    def check(self, line, asked):
        """Every form of a question is understood as it should be."""
        for each in asked[:: max(1, len(asked) // 24)] if line.status else ():
            answer = self.send(each)
            body = answer.content
            if answer.getheader("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            if f'"status":"{line.status}"'.encode() not in body:
                raise RuntimeError(f"{line.name}: no {line.status}: {each}")

    def requests_file(self, line, server, asked, name):
        etag = ""
        peer = server in ("nginx", "sendfile", "floor")
        if line.not_modified:
            path = "/" + name if peer else asked[0][1]
            etag = fetch(PORTS[server], path,
                         {"Accept-Encoding": "gzip"}).getheader("ETag")
        with open(self.folder / f"{server}.asked", "w", encoding="utf-8") as out:
            for method, path, body in asked:
                if peer:
                    query = path.partition("?")[2]
                    path = f"/{name}?{query}" if query else f"/{name}"
                out.write(f"{method}\t{path}\t{body}\t{etag}\n")

    def wrk(self, line, server, limit):
        seconds = self.options.seconds
        port = PORTS.get(server, PORTS["reckoner"])
        return subprocess.run(
            ["taskset", "-c", "1", "wrk", "-t", "1", "-c", str(line.connections),
             "-d", f"{seconds}s", "-s", HERE / "ask.lua",
             f"http://127.0.0.1:{port}", "--",
             self.folder / f"{server}.asked", str(limit)],
            capture_output=True, text=True, check=True).stdout

    def slice(self, line, server, limit):
        process = {"nginx": self.both, "sendfile": self.both, "floor": self.floor
                   }.get(server, self.reckoner)
        for _ in range(3):  # a machine that stood still makes timeouts
            others, before = Others(), process.cpu_ns()
            asking = resource.getrusage(resource.RUSAGE_CHILDREN)
            said = self.wrk(line, server, limit)
            used = process.cpu_ns() - before
            asked = resource.getrusage(resource.RUSAGE_CHILDREN)
            ours_s = used / 1e9 + sum(asked[:2]) - sum(asking[:2])
            count, errors, p50, p99, _ = said.split("RESULT ")[1].split()
            if int(errors) == 0:
                break
        else:
            raise RuntimeError(f"{line.name}: {server} made {errors} errors")
        if limit and int(count) > limit + line.connections:
            raise RuntimeError(f"{line.name}: {count} requests, {limit} are new")
        return {"us": used / 1e3 / max(1, int(count)), "p50": float(p50),
                "p99": float(p99), "others": others.cores(ours_s)}

    def ask_first(self, line, asked):
        """Each request once, by a server that has just begun and has had the
        time to be ready."""
        self.reckoner.stop()
        self.serve(self.reckoner.folder)
        until_quiet(self.reckoner)
        path = self.folder / "reckoner.asked"
        path.write_text("".join(f"{m}\t{p}\t{b}\t\n" for m, p, b in asked), "utf-8")
        return self.slice(line, "reckoner", len(asked))

    def one(self, line, server, name):
        """One slice of one server."""
        asked, limit = line.asked, 0
        if server == "against":
            asked = line.against[1]
        if callable(asked):
            self.seed += 1
            asked = list(asked(self.seed))
            limit = len(asked)
        elif line.once and server == "reckoner":
            return self.ask_first(line, asked)
        if server not in ("nginx", "sendfile", "floor") or not self.is_asked(line, server):
            self.requests_file(line, server, asked, name)
        return self.slice(line, server, limit)

    def is_asked(self, line, server):
        """Whether the peer's file is of this line already."""
        key = (line.name, server)
        was, self.written[server] = self.written.get(server), key
        return was == key

    def names(self, line):
        names = ["reckoner"]
        if line.peers:
            names += ["nginx", "sendfile"] + ([] if line.not_modified else ["floor"])
        return names + (["against"] if line.against else [])

    def measure(self, line):
        asked = line.asked
        if callable(asked):
            self.seed += 1
            asked = list(asked(self.seed))
        self.check(line, asked)
        name, size = self.publish(line, asked[-1])
        order = self.names(line)
        pairs = []
        for _ in range(self.options.pairs):
            pair = {server: [] for server in order}
            for server in order + order[::-1]:
                pair[server].append(self.one(line, server, name))
            pairs.append({server: mean_of(found) for server, found in pair.items()})
        return size, pairs


def until_quiet(server):
    """Waits until it has nothing to do any more."""
    before = -1
    while server.cpu_ns() - before > 20e6:
        before = server.cpu_ns()
        time.sleep(0.5)


def mean_of(slices):
    return {key: statistics.mean(s[key] for s in slices) for key in slices[0]}


def ratio_to(pairs, name):
    """How many requests Reckoner answers in the CPU time of one of theirs."""
    return statistics.median(p[name]["us"] / p["reckoner"]["us"] for p in pairs)


def describe(line, size, pairs, templates):
    def median(key, server="reckoner"):
        return statistics.median(p[server][key] for p in pairs)

    us = median("us")
    nginx = floor = against = ""
    if "nginx" in pairs[0]:
        nginx = f"{min(ratio_to(pairs, n) for n in ('nginx', 'sendfile')):.2f}"
    if "floor" in pairs[0]:
        floor = f"{ratio_to(pairs, 'floor'):.2f}"
    if line.against:
        against = f"{1 / ratio_to(pairs, 'against'):.2f} of {line.against[0]}"
    others = statistics.mean(s["others"] for p in pairs for s in p.values())
    cells = [line.name, f"{templates:,}", str(size), f"{us:.1f}", f"{1e6 / us:,.0f}",
             nginx, floor, against, f"{median('p50'):.0f}", f"{median('p99'):.0f}",
             f"{others:.1f}"]
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
          f"{first_line('nginx', '-v')}, {' '.join(first_line('wrk', '-v').split()[:2])}; "
          f"{options.pairs} pairs, each twice {options.seconds} s\n")
    print("| request | templates | bytes sent | CPU us | requests per CPU second "
          "| to nginx | to the floor | CPU against | p50 us | p99 us | others' cores |")
    print("|---" * 11 + "|", flush=True)


def is_wanted(line, options):
    return (not any(word in line.name for word in options.without) and
            (not options.words or any(word in line.name for word in options.words)))


def run_project(bench, templates, options):
    rows = synthetic.SIZES["20k" if templates <= 1000 else "2k"]
    project = synthetic.make(options.projects / f"p{templates}",
                             BUILD / "reckoner", templates, rows)
    started_s = bench.serve(project)
    memory_kb = bench.reckoner.memory_kb()
    try:
        for line in lines.lines_of(templates):
            if not is_wanted(line, options):
                continue
            size, pairs = bench.measure(line)
            print(describe(line, size, pairs, templates), flush=True)
    finally:
        bench.reckoner.stop()
    return (f"{templates:,} templates: ready after {started_s:.2f} s, "
            f"{memory_kb / 1024:.0f} MiB resident")


def read_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--templates", default="30,1000,10000,100000")
    parser.add_argument("--projects", type=pathlib.Path,
                        default=BUILD / "bench" / "projects")
    parser.add_argument("--without", action="append", default=[])
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
