"""A server and the snapshots that come while it serves."""
import json
import threading

import reckoner

SQL = """
CREATE TABLE versions(place INTEGER, version INTEGER);
WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 500)
INSERT INTO versions SELECT i, 1 FROM c;
"""
ASK = "Which versions are there?"
PATH = "/api/dumps/v/all"


class Snapshots(reckoner.Case):
    """All rows of the table have one version; readers must never see two."""

    def setUp(self):
        self.made = self.project(SQL)
        self.made.template(
            "v/all",
            "SELECT 'place ' || place AS place, version FROM versions"
            " ORDER BY versions.place",
            [ASK],
            "columns: {version: {role: measure}, place: {role: dimension}}",
        )

    def publish(self, version):
        self.made.sql("UPDATE versions SET version = ?", version)
        return self.run_ok(self.made, "regenerate", "--json").json["snapshot"]

    def test_before_the_first_snapshot_the_server_says_that_it_is_not_ready(self):
        with self.made.serve() as server:
            ready = server.get("/ready")
            self.assertEqual((ready.status, ready.json["ready"]), (503, False))
            self.assertIn("retry-after", ready.headers)
            for path in ("/api/query?q=a", PATH, "/api/dumps"):
                reply = server.get(path)
                self.is_problem(reply, 503, "no_snapshot")
                self.assertIn("retry-after", reply.headers)
            self.assertEqual(server.get("/health").status, 200)
            self.assertEqual(server.get("/api/status").json["status"], "down")
            self.publish(1)
            reckoner.until(lambda: server.get("/ready").status == 200, "/ready")
            self.assertEqual(server.ask(ASK)["status"], "hit")

    def test_a_new_snapshot_is_taken_up_without_a_restart(self):
        self.publish(1)
        with self.made.serve() as server:
            first = server.get(PATH)
            number = self.publish(2)
            reckoner.until(
                lambda: server.get("/ready").json["snapshot"] == number, "the snapshot"
            )
            second = server.get(PATH)
            self.assertEqual({r["version"] for r in second.json["result"]["data"]}, {2})
            self.assertEqual(second.json["change"]["rows_changed"], 500)
            self.assertNotEqual(first.headers["etag"], second.headers["etag"])
            again = server.get(PATH, {"If-None-Match": first.headers["etag"]})
            self.assertEqual(again.status, 200)

    def test_a_new_template_can_be_asked_for_without_a_restart(self):
        self.publish(1)
        with self.made.serve() as server:
            self.assertNotEqual(server.ask("How many places?")["status"], "hit")
            self.made.template(
                "v/places", "SELECT COUNT(*) AS n FROM versions", ["How many places?"]
            )
            self.run_ok(self.made, "regenerate")
            reckoner.until(
                lambda: server.ask("How many places?")["status"] == "hit", "the answer"
            )
            self.assertEqual(
                server.ask("How many places?")["result"]["data"], [{"n": 500}]
            )

    def check(self, reply, seen):
        """One response: of one version throughout."""
        if reply.status != 200:
            return f"status {reply.status}"
        tree = reply.json
        versions = {row["version"] for row in tree["result"]["data"]}
        if len(versions) != 1 or len(tree["result"]["data"]) != 500:
            return f"rows of versions {versions}"
        number, (version,) = tree["receipt"]["snapshot"], versions
        seen.setdefault(number, set()).add((version, tree["receipt"]["content_hash"]))
        return None

    def ask_for_ever(self, server, stop, seen, wrong, headers):
        connection, last = server.connect(), 0
        while not stop.is_set():
            for path in (PATH, "/api/query?q=Which+versions+are+there%3F"):
                connection.request("GET", path, headers=headers)
                response = connection.getresponse()
                body = response.read()
                if headers:
                    body = reckoner.gunzip(body)
                reply = reckoner.Reply(response, body)
                problem = self.check(reply, seen)
                if problem:
                    wrong.append(problem)
                    continue
                number = json.loads(body)["receipt"]["snapshot"]
                if number < last:
                    wrong.append(f"snapshot {number} after {last}")
                last = number
        connection.close()

    def test_no_request_fails_or_sees_half_a_snapshot_while_others_come(self):
        self.publish(1)
        stop, seen, wrong = threading.Event(), {}, []
        with self.made.serve() as server:
            threads = [
                threading.Thread(
                    target=self.ask_for_ever, args=(server, stop, seen, wrong, headers)
                )
                for headers in ({}, {"Accept-Encoding": "gzip"}, {})
            ]
            for thread in threads:
                thread.start()
            try:
                for version in range(2, 9):
                    number = self.publish(version)
                    reckoner.until(
                        lambda number=number: server.get("/ready").json["snapshot"]
                        == number
                        and number in seen,
                        f"snapshot {number}",
                    )
            finally:
                stop.set()
                for thread in threads:
                    thread.join(30)
        self.assertEqual(wrong, [])
        self.assertEqual(set(seen), set(range(1, 9)))
        for number, what in seen.items():
            self.assertEqual({version for version, _ in what}, {number})
            self.assertEqual(len(what), 1)

    def test_a_damaged_snapshot_is_not_served_and_the_old_one_goes_on(self):
        self.publish(1)
        with self.made.serve() as server:
            self.made.sql("UPDATE versions SET version = 2")
            path = self.made.folder / "dumps/HEAD"
            good = path.read_text()
            path.write_text("7 " + "0" * 64 + "\n")
            reckoner.until(
                lambda: server.get("/ready").json["problem"], "the problem is told"
            )
            self.assertEqual(server.ask(ASK)["status"], "hit")
            self.assertEqual(server.get("/api/status").json["status"], "degraded")
            self.assertIn(
                b"\nreckoner_snapshot_refused 1", server.get("/metrics").body
            )
            path.write_text(good)
            reckoner.until(
                lambda: server.get("/ready").json["problem"] is None, "it is well again"
            )

    def test_a_server_started_on_a_damaged_snapshot_serves_the_one_before(self):
        self.publish(1)
        self.publish(2)
        manifest = self.made.folder / "dumps/manifests/000002.json"
        manifest.chmod(0o644)
        manifest.write_bytes(manifest.read_bytes()[:-40])
        with self.made.serve() as server:
            ready = server.get("/ready").json
            self.assertEqual((ready["ready"], ready["snapshot"]), (True, 1))
            self.assertTrue(ready["problem"])
            answer = server.ask(ASK)
            self.assertEqual({r["version"] for r in answer["result"]["data"]}, {1})

    def test_old_snapshots_go_and_the_served_one_stays(self):
        self.made.write(
            "config/reckoner.yaml",
            reckoner.CONFIG + "refresh:\n  keep_snapshots: 2\n",
        )
        self.publish(1)
        self.made.write(
            "config/reckoner.yaml",
            reckoner.CONFIG.replace("ms: 10", "ms: 3600000")
            + "refresh:\n  keep_snapshots: 2\n",
        )
        with self.made.serve() as server:
            for version in range(2, 7):
                self.publish(version)
            kept = sorted((self.made.folder / "dumps/manifests").iterdir())
            self.assertEqual([p.name for p in kept], ["000005.json", "000006.json"])
            # This server has not looked since, and still has all its bytes.
            reply = server.get(PATH).json
            self.assertEqual({r["version"] for r in reply["result"]["data"]}, {1})

    def test_requests_under_way_are_finished_when_the_server_stops(self):
        self.publish(1)
        server = self.made.serve()
        connection = server.connect()
        connection.request("GET", PATH)
        self.assertEqual(connection.getresponse().read()[:1], b"{")
        self.assertEqual(server.stop(), 0)
        connection.close()
