"""Many requests while many snapshots come: nothing fails, nothing is mixed,
nothing grows.

RECKONER_SWAPS says how many snapshots (12 if it is not set; 200 for a long
look). Each is taken up under load before the next is made.
"""
import os
import pathlib
import re
import threading

import reckoner

SWAPS = int(os.environ.get("RECKONER_SWAPS", "12"))
CITIES = ("Lyon", "Paris", "Nice")
SQL = """
CREATE TABLE sales(place INTEGER, city TEXT, version INTEGER);
WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 300)
INSERT INTO sales
SELECT i, CASE i % 3 WHEN 0 THEN 'Lyon' WHEN 1 THEN 'Paris' ELSE 'Nice' END, 1
FROM c;
"""
PATHS = (
    ("/api/dumps/s/all", 300),
    ("/api/dumps/s/all?where.city=Lyon", 100),
    ("/api/dumps/s/all?where.city=Paris&limit=7", 7),
    ("/api/query?q=Which+sales+are+there%3F", 300),
    ("/api/query?q=Which+sales+are+there+in+Nice%3F", 100),
)
BATCH = {"queries": ["Which sales are there?", "Which sales are there in Lyon?",
                     "Who won the cup?"]}


class Client(threading.Thread):
    """Asks everything, over and over, on one connection."""

    def __init__(self, server, number, stop):
        super().__init__()
        self.server, self.number, self.stop = server, number, stop
        self.headers = {"Accept-Encoding": "gzip"} if number % 3 else {}
        self.asked, self.wrong, self.last = 0, [], 0

    def read(self, connection, method, path, body=None, headers=None):
        connection.request(method, path, body=body,
                           headers={**self.headers, **(headers or {})})
        response = connection.getresponse()
        content = response.read()
        if response.getheader("Content-Encoding") == "gzip":
            content = reckoner.gunzip(content)
        self.asked += 1
        return reckoner.Reply(response, content)

    def check(self, tree, rows):
        versions = {row["version"] for row in tree["result"]["data"]}
        number = tree["receipt"]["snapshot"]
        if len(tree["result"]["data"]) != rows or versions != {number}:
            self.wrong.append(f"{rows} rows of {versions} in snapshot {number}")
        if number < self.last:
            self.wrong.append(f"snapshot {number} after {self.last}")
        self.last = number

    def ask_all(self, connection):
        for path, rows in PATHS:
            reply = self.read(connection, "GET", path)
            if reply.status != 200:
                self.wrong.append(f"{path}: {reply.status}")
                continue
            self.check(reply.json, rows)
            again = self.read(connection, "GET", path,
                              headers={"If-None-Match": reply.headers["etag"]})
            if again.status == 200:
                self.check(again.json, rows)
            elif again.status != 304 or again.body:
                self.wrong.append(f"{path}: {again.status} instead of 304")
        reply = self.read(connection, "POST", "/api/batch",
                          reckoner.json.dumps(BATCH),
                          {"Content-Type": "application/json"})
        whole, part, miss = reply.json["answers"]
        self.check(whole, 300)
        self.check(part, 100)
        if miss["status"] == "hit":
            self.wrong.append("a question about a cup was a hit")

    def run(self):
        connection = self.server.connect()
        try:
            while not self.stop.is_set():
                self.ask_all(connection)
        except Exception as error:  # pylint: disable=broad-except
            self.wrong.append(repr(error))
        connection.close()


class Load(reckoner.Case):
    def resources(self, server):
        """Resident kilobytes and open files of the server."""
        folder = pathlib.Path(f"/proc/{server.process.pid}")
        status = (folder / "status").read_text("utf-8")
        resident = int(re.search(r"VmRSS:\s+(\d+)", status)[1])
        return resident, len(list((folder / "fd").iterdir()))

    def publish(self, made, version):
        made.sql("UPDATE sales SET version = ?", version)
        return self.run_ok(made, "regenerate", "--json").json["snapshot"]

    def follow(self, made, server, clients, version):
        """Publishes, and waits until everyone has seen it."""
        number = self.publish(made, version)
        reckoner.until(
            lambda: all(c.last >= number or c.wrong for c in clients),
            f"snapshot {number}",
        )
        return self.resources(server)

    def test_snapshots_come_and_go_under_load(self):
        made = self.project(SQL)
        made.template(
            "s/all", "SELECT place, city, version FROM sales ORDER BY place",
            ["Which sales are there?"],
            "columns: {version: {role: measure}, city: {role: dimension},"
            " place: {role: identifier}}",
        )
        self.publish(made, 1)
        stop = threading.Event()
        with made.serve() as server:
            clients = [Client(server, i, stop) for i in range(4)]
            for client in clients:
                client.start()
            try:
                used = [self.follow(made, server, clients, version)
                        for version in range(2, SWAPS + 2)]
            finally:
                stop.set()
                for client in clients:
                    client.join(60)
        for client in clients:
            self.assertEqual(client.wrong, [])
        warm, last = used[len(used) // 2], used[-1]
        self.assertLessEqual(last[1], warm[1] + 2, used)
        # A sanitizer holds on to what was freed.
        if not os.environ.get("RECKONER_BUILD", "build").endswith(("-san", "-tsan")):
            self.assertLess(last[0], warm[0] * 1.3 + 4096, used)
