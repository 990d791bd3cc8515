"""The scheduler, seen from outside: requests over HTTP, one daemon at a time,
what happens when it is killed, and what operators are told."""
import hmac
import http.server
import json
import os
import random
import signal
import sqlite3
import subprocess
import threading
import unittest

import reckoner

SQL = """
CREATE TABLE stock(plant TEXT, on_hand INTEGER);
INSERT INTO stock VALUES ('North', 3), ('South', 5), ('West', 7);
"""
QUERY = "SELECT plant, on_hand FROM stock ORDER BY on_hand DESC, plant"
# How many times the scheduler is killed: 15 is what `make test` does.
KILLS = int(os.environ.get("RECKONER_SCHEDULE_KILLS", "15"))
HEADER = "key: [plant]\ncolumns: {on_hand: {aggregate: sum}}"


class Daemon:
    """`reckoner schedule`, until the block ends."""

    def __init__(self, folder, *args, **env):
        self.log_path = folder / "schedule.log"
        with self.log_path.open("ab") as log:
            # The process outlives this call: stop() ends it.
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                [reckoner.PROGRAM, "schedule", *args],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                env={**os.environ, **env},
            )
        self.folder = folder
        reckoner.until(self.beats, "the scheduler's heart beats")

    def beats(self):
        if self.process.poll() is not None:
            raise AssertionError(self.log_path.read_text(encoding="utf-8"))
        try:
            row = rows(self.folder, "SELECT pid FROM heartbeat WHERE beat_s > 0")
        except sqlite3.OperationalError:
            return False
        return row == [(self.process.pid,)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        if code != 0:
            raise AssertionError(f"exit {code}: {self.log_path.read_text()}")

    def kill(self):
        self.process.kill()
        self.process.wait(timeout=60)


class Listener:
    """A hook: keeps what it is sent; `statuses` are answered first."""

    def __enter__(self):
        self.got, self.statuses = [], []
        listener = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # pylint: disable=invalid-name
                body = self.rfile.read(int(self.headers["Content-Length"]))
                kept = {k: v for k, v in self.headers.items() if k.startswith("X-")}
                listener.got.append((kept, body))
                self.send_response(listener.statuses.pop(0) if listener.statuses else 204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def rows(folder, sql, *values):
    state = sqlite3.connect(folder / "var" / "state.db", timeout=20)
    try:
        return state.execute(sql, values).fetchall()
    finally:
        state.close()


def manifests(folder):
    return [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((folder / "dumps" / "manifests").glob("*.json"))
    ]


class Schedule(reckoner.Case):
    def make(self, config=reckoner.CONFIG):
        project = self.project(sql=SQL, config=config)
        project.template("stock/plants", QUERY, header=HEADER)
        return project

    def finished(self, server, location):
        def look():
            run = server.get(location).json
            return run if run["state"] not in ("queued", "running") else None

        return reckoner.until(look, f"{location} is over")

    def test_a_request_is_queued_done_and_told_template_by_template(self):
        project = self.make()
        with Daemon(project.folder), project.serve() as server:
            reply = server.post("/api/regenerate", {"template": "stock/plants"})
            self.assertEqual(reply.status, 202, reply)
            location = reply.headers["location"]
            self.assertEqual(location, f"/api/runs/{reply.json['id']}")
            run = self.finished(server, location)
            self.assertEqual(run["state"], "done")
            self.assertEqual(run["snapshot"], 1)
            self.assertEqual(
                [(t["template"], t["state"], t["rows"]) for t in run["templates"]],
                [("stock/plants", "made", 3)],
            )
            listed = server.get("/api/runs").json["runs"]
            self.assertEqual([r["id"] for r in listed], [run["id"]])
            events = server.get(location + "/events").body.decode()
            self.assertIn("event: template\ndata: {", events)
            self.assertIn('"state":"done"', events.split("event: run")[-1])
        log = project.folder / "var" / "logs" / "runs" / "000001.log"
        self.assertIn("stock/plants  3 rows", log.read_text(encoding="utf-8"))

    def test_a_template_that_was_added_since_may_be_asked_for(self):
        project = self.make()
        self.run_ok(project, "regenerate")
        with Daemon(project.folder), project.serve() as server:
            project.template("stock/few", QUERY + " LIMIT 1", header=HEADER)
            reply = server.post("/api/regenerate", {"template": "stock/few"})
            self.assertEqual(reply.status, 202, reply)
            run = self.finished(server, reply.headers["location"])
            self.assertEqual((run["state"], run["made"]), ("done", 1))
            reply = server.post("/api/regenerate", {"template": "stock/none"})
            self.assertEqual(reply.status, 404, reply)

    def test_a_request_while_no_scheduler_lives_is_refused(self):
        project = self.make()
        self.run_ok(project, "regenerate")
        with project.serve() as server:
            reply = server.post("/api/regenerate", {})
            self.assertEqual((reply.status, reply.json["code"]), (503, "no_scheduler"))
            self.assertIn("reckoner schedule", reply.json["hint"])
            with Daemon(project.folder):
                self.assertEqual(server.post("/api/regenerate", {}).status, 202)
            self.assertEqual(server.post("/api/regenerate", {}).status, 503)

    def test_what_makes_no_sense_is_refused(self):
        project = self.make()
        self.run_ok(project, "regenerate")
        cases = (
            ({"template": "stock/plant"}, 404, "did you mean"),
            ({"category": "shop"}, 404, "shop"),
            ({"cadence": "hourly"}, 404, "hourly"),
            ({"category": "stock", "cadence": "daily"}, 400, "exclude"),
            ({"as_of": "yesterday"}, 400, "2026-11-20"),
            ({"from": "2026-11-01"}, 400, "go together"),
            ({"from": "2026-11-03", "to": "2026-11-01"}, 400, "before"),
            ({"everything": True}, 400, "unknown member"),
            ([], 400, "object"),
        )
        with Daemon(project.folder), project.serve() as server:
            for body, status, text in cases:
                with self.subTest(body=body):
                    reply = server.post("/api/regenerate", body)
                    self.assertEqual(reply.status, status, reply)
                    self.assertIn(text, reply.json["detail"])
            self.assertEqual(server.get("/api/runs/99").status, 404)
            self.assertEqual(server.get("/api/runs/all").status, 404)
            self.assertEqual(server.request("DELETE", "/api/runs/99").status, 404)

    def test_past_days_become_history_and_what_is_current_stays(self):
        project = self.make()
        project.template(
            "stock/days", "SELECT :as_of AS day, count(*) AS n FROM stock"
        )
        self.run_ok(project, "regenerate", "--as-of", "2026-11-20")
        head = (project.folder / "dumps" / "HEAD").read_bytes()
        with Daemon(project.folder), project.serve() as server:
            reply = server.post(
                "/api/regenerate", {"from": "2026-11-01", "to": "2026-11-03"}
            )
            run = self.finished(server, reply.headers["location"])
            self.assertEqual((run["state"], run["failed"]), ("done", 0))
        self.assertEqual((project.folder / "dumps" / "HEAD").read_bytes(), head)
        self.assertEqual(
            sorted(p.name for p in (project.folder / "dumps" / "history").iterdir()),
            ["2026-11-01.json", "2026-11-02.json", "2026-11-03.json"],
        )
        self.assertEqual(self.run_ok(project, "verify", "--json").json["findings"], [])
        self.run_ok(project, "regenerate", "--as-of", "2026-11-21")
        told = self.run_ok(
            project, "diff", "stock/days", "--from", "2026-11-02", "--to", "2026-11-21"
        ).out
        self.assertIn('"day":"2026-11-02"', told)
        self.assertIn('"day":"2026-11-21"', told)
        self.assertIn("from 2026-11-02 (made later) to snapshot 2 (2026-11-21)", told)

    def test_only_one_scheduler_works_in_a_project(self):
        project = self.make()
        with Daemon(project.folder) as first:
            second = project.run("schedule")
            self.assertEqual(second.code, reckoner.FAILED)
            self.assertIn("another scheduler", second.err)
            first.kill()
            with Daemon(project.folder):
                pass

    def test_a_bad_configuration_is_refused_and_the_old_one_stays(self):
        project = self.make()
        path = project.folder / "config" / "reckoner.yaml"
        good = path.read_text(encoding="utf-8")
        with Daemon(project.folder) as daemon, project.serve() as server:
            path.write_text(good + "cadences: {daily: sometimes}\n", encoding="utf-8")
            daemon.process.send_signal(signal.SIGHUP)
            problem = reckoner.until(
                lambda: rows(project.folder, "SELECT problem FROM heartbeat")[0][0],
                "the problem is told",
            )
            self.assertIn("sometimes", problem)
            told = project.run("status")
            self.assertEqual(told.code, reckoner.USAGE, told)
            self.assertIn("scheduler  at work", told.out)
            self.assertIn("MISTAKE    config/reckoner.yaml:", told.out)
            (mistake,) = project.run("status", "--json").json["mistakes"]
            self.assertIn("sometimes", mistake)
            reply = server.post("/api/regenerate", {})
            self.assertEqual(
                self.finished(server, reply.headers["location"])["state"], "done"
            )
            path.write_text(good + 'cadences: {daily: "daily 05:00"}\n', encoding="utf-8")
            daemon.process.send_signal(signal.SIGHUP)
            reckoner.until(
                lambda: rows(
                    project.folder, "SELECT when_text FROM jobs WHERE name = 'daily'"
                )
                == [("daily 05:00",)],
                "the new cadence is taken",
            )

    def test_a_missed_slot_is_caught_up_with_once(self):
        project = self.make(reckoner.CONFIG + 'cadences: {daily: "every 1d"}\n')
        with Daemon(project.folder):
            pass
        # As if the scheduler had been away for ten days.
        state = sqlite3.connect(project.folder / "var" / "state.db")
        with state:
            state.execute(
                "UPDATE jobs SET anchor_s = anchor_s - 864000 WHERE name = 'daily'"
            )
        state.close()
        with Daemon(project.folder):
            reckoner.until(
                lambda: rows(
                    project.folder,
                    "SELECT 1 FROM runs WHERE job = 'daily' AND state = 'done'",
                ),
                "the missed slot has run",
            )
        told = rows(
            project.folder,
            "SELECT state, count(*) FROM runs WHERE job = 'daily' GROUP BY state",
        )
        self.assertEqual(sorted(told), [("done", 1), ("skipped", 1)])
        newest = manifests(project.folder)[-1]
        self.assertTrue(newest["run_key"].startswith("cadence/daily/"))
        self.assertIn("daily", [slot["job"] for slot in newest["slots"]])

    def test_a_killed_scheduler_publishes_each_request_once(self):
        config = reckoner.CONFIG + "refresh: {keep_snapshots: 1000}\n"
        project = self.make(config)
        chance = random.Random(7)
        with project.serve() as server:
            for _ in range(KILLS):
                with Daemon(project.folder) as daemon:
                    for _ in range(3):
                        server.post("/api/regenerate", {"category": "stock"})
                    try:
                        daemon.process.wait(timeout=chance.random() * 0.3)
                    except subprocess.TimeoutExpired:
                        daemon.kill()
            with Daemon(project.folder):
                reckoner.until(
                    lambda: not rows(
                        project.folder,
                        "SELECT 1 FROM runs WHERE state IN ('queued', 'running')",
                    ),
                    "all requests are done",
                )
        keys = [m["run_key"] for m in manifests(project.folder)]
        self.assertEqual(len(keys), len(set(keys)))
        done = rows(project.folder, "SELECT id, snapshot FROM runs WHERE state = 'done'")
        asked = rows(project.folder, "SELECT count(*) FROM runs")[0][0]
        self.assertEqual(len(done), asked)
        self.assertEqual(
            sorted(int(key.rsplit("/", 1)[1]) for key in keys),
            sorted(run for run, _ in done),
        )
        for run, snapshot in done:
            self.assertTrue(keys[snapshot - 1].endswith(f"/{run}"), (run, snapshot))

    def test_status_says_what_is_late_and_exits_with_1(self):
        project = self.make()
        self.run_ok(project, "regenerate")
        with Daemon(project.folder):
            told = project.run("status")
            self.assertEqual(told.code, reckoner.DONE, told)
            self.assertTrue(told.out.startswith("all is well\n"), told)
            self.assertIn("scheduler  at work", told.out)
        # A scheduler that was killed is not taken for one at work.
        with Daemon(project.folder) as daemon:
            daemon.kill()
        told = project.run("status")
        self.assertEqual(told.code, reckoner.DONE, told)
        self.assertIn("nothing will run by itself", told.out.splitlines()[0])
        state = sqlite3.connect(project.folder / "var" / "state.db")
        with state:
            state.execute("UPDATE jobs SET next_s = next_s - 864000")
        state.close()
        told = project.run("status")
        self.assertEqual(told.code, reckoner.FAILED, told)
        self.assertTrue(told.out.startswith("something needs you\n"), told)
        self.assertIn("LATE       daily", told.out)
        self.assertIn("not at work", told.out)
        self.assertTrue(project.run("status", "--json").json["cadences"][0]["late"])

    def test_history_and_diff_show_rows_and_totals(self):
        project = self.make()
        self.run_ok(project, "regenerate")
        database = sqlite3.connect(project.folder / "data.db")
        with database:
            database.executescript(
                "UPDATE stock SET on_hand = 9 WHERE plant = 'North';"
                "DELETE FROM stock WHERE plant = 'West';"
                "INSERT INTO stock VALUES ('East', 1);"
            )
        database.close()
        self.run_ok(project, "regenerate")
        self.run_ok(project, "regenerate")
        told = self.run_ok(project, "history", "stock/plants").out.splitlines()
        self.assertIn("unchanged", told[1])
        self.assertIn("+1 -1 ~1", told[2])
        difference = project.run("diff", "stock/plants", "--json").json
        self.assertEqual(difference["from"]["snapshot"], 1)
        self.assertEqual(difference["to"]["snapshot"], 3)
        self.assertEqual(
            difference["changed"],
            [
                {
                    "before": {"plant": "North", "on_hand": 3},
                    "after": {"plant": "North", "on_hand": 9},
                }
            ],
        )
        self.assertEqual(difference["added"], [{"plant": "East", "on_hand": 1}])
        self.assertEqual(difference["removed"], [{"plant": "West", "on_hand": 7}])
        self.assertEqual(
            difference["totals"], [{"column": "on_hand", "before": 15.0, "after": 15.0}]
        )

    def test_a_dump_is_shown_as_it_was(self):
        project = self.make()
        self.run_ok(project, "regenerate", "--as-of", "2026-11-01")
        project.sql("UPDATE stock SET on_hand = 9 WHERE plant = 'North'")
        self.run_ok(project, "regenerate", "--as-of", "2026-11-03")
        with project.serve() as server:
            path = "/api/dumps/stock/plants"

            def north(**query):
                reply = server.get(path, **{"where.plant": "North", **query})
                self.assertEqual(reply.status, 200, reply)
                (row,) = reply.json["result"]["data"]
                return row["on_hand"], reply.json["receipt"]["snapshot"]

            self.assertEqual(north(), (9, 2))
            self.assertEqual(north(snapshot=1), (3, 1))
            self.assertEqual(north(as_of="2026-11-01"), (3, 1))
            self.assertEqual(north(as_of="2026-11-02"), (3, 1))
            self.assertEqual(north(as_of="2026-11-03"), (9, 2))
            self.is_problem(server.get(path, as_of="2026-10-31"), 404)
            self.is_problem(server.get(path, snapshot=3), 404)
            self.is_problem(server.get(path, snapshot=1, as_of="2026-11-01"), 400)
            told = server.get(path + "/history").json["snapshots"]
            self.assertEqual([entry["snapshot"] for entry in told], [2, 1])
            told = server.get(path + "/diff", **{"from": "2026-11-01"}).json
            self.assertEqual((told["rows_changed"], told["rows_added"]), (1, 0))
            self.is_problem(server.get("/api/dumps/stock/none/history"), 404)

    def test_an_unchanged_refresh_key_skips_the_work(self):
        project = self.project(sql=SQL + "CREATE TABLE log(at); INSERT INTO log VALUES (1)")
        project.template(
            "stock/plants", QUERY, header="refresh_key: SELECT max(at) FROM log"
        )
        self.run_ok(project, "regenerate")
        # The rows change, and the key says that they did not.
        project.sql("UPDATE stock SET on_hand = 9")
        again = project.run("regenerate", "--json").json
        self.assertEqual((again["made"], again["unchanged"]), (0, 1))
        project.sql("INSERT INTO log VALUES (2)")
        again = project.run("regenerate", "--json").json
        self.assertEqual((again["made"], again["unchanged"]), (1, 0))
        self.run_ok(project, "check")
        project.template("stock/plants", QUERY, header="refresh_key: SELECT at FROM lgo")
        told = self.ends_with(reckoner.USAGE, project.run("check"))
        self.assertIn("refresh_key: no such table: lgo", told.out)

    def test_a_closed_month_that_changes_is_told_as_restated(self):
        project = self.project(
            sql="CREATE TABLE sales(day TEXT, amount INTEGER);"
            "INSERT INTO sales VALUES ('2026-09-10', 5), ('2026-10-10', 7),"
            " ('2026-11-10', 9);"
        )
        project.template(
            "sales/months",
            "SELECT substr(day, 1, 7) || '-01' AS month, sum(amount) AS amount"
            " FROM sales GROUP BY 1 ORDER BY 1",
            header="columns: {month: {type: date, role: time, grain: month}}\n"
            "key: [month]",
        )
        self.run_ok(project, "regenerate", "--as-of", "2026-11-20")
        # The month that is under way may change ...
        project.sql("INSERT INTO sales VALUES ('2026-11-11', 1)")
        self.run_ok(project, "regenerate", "--as-of", "2026-11-21")
        change = project.manifest()["dumps"][0]["change"]
        self.assertNotIn("rows_restated", change)
        # ... one that is over should not.
        project.sql("INSERT INTO sales VALUES ('2026-09-30', 100)")
        told = self.run_ok(project, "regenerate", "--as-of", "2026-11-22")
        change = project.manifest()["dumps"][0]["change"]
        self.assertEqual(change["rows_restated"], 1)
        self.assertIn("dump_restated", told.err)
        with project.serve() as server:
            self.assertIn("\nreckoner_dumps_restated 1.0\n", server.get("/metrics").body.decode())
            self.assertEqual(server.get("/api/status").json["dumps"][0]["rows_restated"], 1)

    def test_a_snapshot_of_each_day_is_kept_beyond_the_newest(self):
        project = self.make(
            reckoner.CONFIG
            + "refresh: {keep_snapshots: 2}\nkeep: {daily: 3, weekly: 0, monthly: 2}\n"
        )
        days = "10-30 10-31 11-01 11-02 11-03 11-03 11-03 11-04".split()
        for day in days:
            self.run_ok(project, "regenerate", "--as-of", f"2026-{day}")
        kept = [(m["number"], m["as_of"][5:]) for m in manifests(project.folder)]
        # The last of October, the newest two, and the last of three days.
        self.assertEqual(
            kept, [(2, "10-31"), (4, "11-02"), (7, "11-03"), (8, "11-04")]
        )
        self.assertEqual(self.run_ok(project, "verify", "--json").json["findings"], [])

    def make_slow(self):
        project = self.make(reckoner.CONFIG + "refresh: {workers: 1}\n")
        for n in range(8):
            project.template(
                f"slow/t{n}",
                "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c"
                f" LIMIT 1000000) SELECT count(*) + {n} AS n FROM c",
            )
        return project

    def start_running(self, project, server):
        location = server.post("/api/regenerate", {}).headers["location"]
        reckoner.until(
            lambda: server.get(location).json["templates_done"] > 0, "it runs", 60
        )
        return location

    def test_days_made_later_are_kept_as_keep_says(self):
        project = self.make(
            reckoner.CONFIG + "keep: {daily: 2, weekly: 2, monthly: 0}\n"
        )
        self.run_ok(project, "regenerate")
        # Sunday 2026-11-01 to Monday 2026-11-09.
        told = self.run_ok(
            project, "regenerate", "--from", "2026-11-01", "--to", "2026-11-09"
        )
        self.assertIn("7 days of history are more than `keep` allows", told.err)
        history = project.folder / "dumps" / "history"
        self.assertEqual(len(list(history.iterdir())), 9)
        self.run_ok(project, "regenerate")
        self.assertEqual(
            sorted(path.name for path in history.iterdir()),
            ["2026-11-08.json", "2026-11-09.json"],
        )
        self.run_ok(project, "verify")
        told = self.run_ok(
            project, "regenerate", "--from", "2026-11-08", "--to", "2026-11-09"
        )
        self.assertEqual(told.err, "")

    def test_sigterm_hands_back_what_runs(self):
        project = self.make_slow()
        with project.serve() as server:
            with Daemon(project.folder) as daemon:
                self.start_running(project, server)
                daemon.stop()
            told = rows(project.folder, "SELECT state, attempt FROM runs")
            self.assertEqual(told, [("queued", 0)])
            self.assertFalse((project.folder / "dumps" / "HEAD").exists())
            with Daemon(project.folder):
                run = self.finished(server, "/api/runs/1")
        self.assertEqual((run["state"], run["made"], run["attempt"]), ("done", 9, 1))
        self.assertEqual(len(manifests(project.folder)), 1)

    def test_a_cancelled_run_publishes_nothing(self):
        project = self.make_slow()
        with Daemon(project.folder), project.serve() as server:
            location = self.start_running(project, server)
            waiting = server.post("/api/regenerate", {"category": "stock"})
            self.assertEqual(waiting.json["waits_for"], 1)
            self.assertEqual(server.request("DELETE", location).status, 202)
            self.assertEqual(self.finished(server, location)["state"], "cancelled")
            self.is_problem(server.request("DELETE", location), 400)
            run = self.finished(server, waiting.headers["location"])
            self.assertEqual((run["state"], run["snapshot"]), ("done", 1))
        self.assertEqual(len(manifests(project.folder)), 1)

    def test_cancelling_interrupts_the_query_under_way(self):
        project = self.make(reckoner.CONFIG + "limits: {query_ms: 600000}\n")
        project.template(
            "waits/endless",
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
            " SELECT count(*) AS n FROM c",
        )
        with Daemon(project.folder) as daemon, project.serve() as server:
            # By an operator, ...
            location = self.start_running(project, server)
            self.assertEqual(server.request("DELETE", location).status, 202)
            run = self.finished(server, location)
            self.assertEqual(run["state"], "cancelled")
            told = {t["template"]: t["state"] for t in run["templates"]}
            self.assertNotIn("waits/endless", told)
            # ... and by the end of the scheduler.
            self.start_running(project, server)
            daemon.stop()
        self.assertFalse((project.folder / "dumps" / "HEAD").exists())

    def test_a_run_that_could_publish_nothing_is_tried_again(self):
        config = reckoner.CONFIG + (
            'cadences: {daily: {when: "every 1d", retry_wait: 1s, retries: 5}}\n'
        )
        project = self.make(config)
        with Daemon(project.folder):
            pass
        (project.folder / "data.db").rename(project.folder / "away.db")
        state = sqlite3.connect(project.folder / "var" / "state.db")
        with state:
            state.execute("UPDATE jobs SET anchor_s = anchor_s - 86400")
        state.close()

        def look(sql):
            return rows(project.folder, f"SELECT {sql} FROM runs WHERE job = 'daily'")

        with Daemon(project.folder):
            reckoner.until(lambda: look("attempt") == [(2,)], "it is tried again", 30)
            self.assertIn("all templates failed", look("error")[0][0])
            self.assertFalse((project.folder / "dumps" / "HEAD").exists())
            (project.folder / "away.db").rename(project.folder / "data.db")
            reckoner.until(lambda: look("state") == [("done",)], "it is done", 60)
        self.assertEqual(len(manifests(project.folder)), 1)

    def test_hooks_are_told_signed_and_again_when_they_fail(self):
        with Listener() as listener:
            project = self.make(
                reckoner.CONFIG
                + "hooks: {ops: {url: 'http://127.0.0.1:%d/x', secret_file: var/s,"
                " events: [run.finished, dump.stale]}}\n" % listener.port
            )
            project.template(
                "stock/old", "SELECT 1 AS n", header="max_age: 60s\ncadence: weekly"
            )
            project.write("var/s", "top secret\n")
            self.run_ok(project, "regenerate")
            listener.statuses = [500]
            with Daemon(project.folder), project.serve() as server:
                server.post("/api/regenerate", {"template": "stock/plants"})
                reckoner.until(lambda: len(listener.got) >= 2, "it was told twice", 30)
        first, second = listener.got[:2]
        self.assertEqual(first, second)
        headers, body = first
        self.assertEqual(
            headers["X-Reckoner-Signature"],
            "sha256=" + hmac.new(b"top secret", body, "sha256").hexdigest(),
        )
        told = json.loads(body)
        self.assertEqual((told["event"], told["project"]), ("run.finished", "Test"))
        self.assertEqual((told["run"]["state"], told["run"]["snapshot"]), ("done", 2))
        self.assertEqual(headers["X-Reckoner-Event"], "run.finished")

    def start_run(self, project):
        """`reckoner run`, once both of its processes are at work."""
        # pylint: disable-next=consider-using-with
        process = subprocess.Popen(
            [reckoner.PROGRAM, "run", "--port", "0"],
            cwd=project.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.addCleanup(process.stdout.close)
        line = ""
        while not line.startswith("listening"):
            line = process.stdout.readline().decode()
            self.assertTrue(line, "it ended")
        reckoner.until(
            lambda: (project.folder / "var" / "state.db").exists()
            and project.run("status", "--json").json["scheduler"]["alive"],
            "the scheduler lives",
        )
        return process

    def test_run_schedules_and_serves_as_two_processes(self):
        project = self.make()
        process = self.start_run(project)
        (pid,) = rows(project.folder, "SELECT pid FROM heartbeat")[0]
        self.assertNotEqual(pid, process.pid)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(30), 0)

    def test_a_killed_run_leaves_no_process_behind(self):
        process = self.start_run(self.make())
        process.kill()
        # The end of what it printed: no process has the pipe any more.
        out, _ = process.communicate(timeout=30)
        self.assertNotIn(b"listening", out)


if __name__ == "__main__":
    unittest.main()
