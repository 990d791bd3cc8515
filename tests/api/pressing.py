"""build/bench/press, which asks a server and checks every answer, and a project
whose rows say of which snapshot they are."""
import json
import os
import subprocess
import threading
import unittest
import urllib.parse

import reckoner

PROGRAM = reckoner.BUILD / "bench/press"
SQL = """
CREATE TABLE sales(place INTEGER, city TEXT, edition INTEGER);
WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 300)
INSERT INTO sales
SELECT i, CASE i % 3 WHEN 0 THEN 'Lyon' WHEN 1 THEN 'Paris' ELSE 'Nice' END, 1
FROM c;
"""
CONFIG = reckoner.CONFIG + "log: {requests: problems}\n"
BATCH = {"queries": ["Which sales are there?", "Which sales are there in Lyon?",
                     "Who won the cup?"]}


def ask(question):
    return "/api/query?" + urllib.parse.urlencode({"q": question})


# How many rows the answer has in all, method, path, body.
REQUESTS = (
    (300, "GET", "/api/dumps/s/all", ""),
    (100, "GET", "/api/dumps/s/all?where.city=Lyon", ""),
    (7, "GET", "/api/dumps/s/all?where.city=Paris&limit=7", ""),
    (300, "GET", ask("Which sales are there?"), ""),
    (100, "GET", ask("Which sales are there in Nice?"), ""),
    (0, "GET", ask("Who won the cup?"), ""),
    (100, "POST", "/api/query", '{"query": "Which sales are there in Paris?"}'),
    (400, "POST", "/api/batch", json.dumps(BATCH)),
)


class Press:
    """press at work, until the block ends."""

    def __init__(self, folder, port, connections, count, rate=0):
        path = folder / "requests"
        path.write_text("".join("%d %s %s %s\n" % line for line in REQUESTS))
        self.answered, self.result = 0, None
        self.process = subprocess.Popen(
            [PROGRAM, str(port), path, str(connections), str(count), str(rate)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            if line.startswith("answered "):
                self.answered = int(line.split()[1])
            else:
                self.result = json.loads(line)

    def is_over(self):
        return self.process.poll() is not None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(600)
        finally:
            self.process.kill()
            self.reader.join()
            self.process.stdout.close()


@unittest.skipUnless(PROGRAM.exists(), f"{PROGRAM} has not been built")
class Case(reckoner.Case):
    def pressed_project(self, config=CONFIG):
        made = self.project(SQL, config)
        made.template(
            "s/all", "SELECT place, city, edition FROM sales ORDER BY place",
            ["Which sales are there?"],
            "columns: {edition: {role: measure}, city: {role: dimension},"
            " place: {role: identifier}}",
        )
        return made

    def is_clean(self, result, least):
        """Every answer was right."""
        for name in ("wrong", "mixed", "backwards"):
            self.assertEqual(result[name], 0, result)
        self.assertGreaterEqual(result["answered"], least)
        self.assertGreater(result["not_modified"], 0)

    def say(self, text):
        """For who measures: not in an ordinary run."""
        if os.environ.get("RECKONER_TELL"):
            print(f"{self.id().rsplit('.', 1)[1]}: {text}", flush=True)
