"""What becomes of a template and its dump: renamed, deleted, changed, failing;
and what rows of every kind become on their way into a dump."""
import contextlib
import csv
import io
import sqlite3
import threading

import reckoner
from reckoner import DONE, FAILED, USAGE

SQL = """
CREATE TABLE stock(plant TEXT, model TEXT, on_hand INTEGER);
INSERT INTO stock VALUES
  ('Leipzig', 'Ion 2', 30), ('Leipzig', 'Ion 4', 20), ('Monterrey', 'Ion 2', 5);
CREATE TABLE sales(region TEXT, units INTEGER);
INSERT INTO sales VALUES ('North', 7), ('South', 9);
"""
STOCK = "SELECT plant, model, on_hand FROM stock ORDER BY on_hand DESC, plant"
SALES = "SELECT region, units FROM sales ORDER BY units DESC"
ASK_STOCK, ASK_SALES = "How many cars are in stock?", "How many units per region?"
DAY = "2026-11-20"


class Templates(reckoner.Case):
    """Two templates, published; then something happens to one."""

    def setUp(self):
        self.made = self.project(SQL)
        self.stock(STOCK)
        self.made.template("sales/regions", SALES, [ASK_SALES])
        self.regenerate()

    def stock(self, sql, name="stock/on_hand", header=""):
        self.made.template(name, sql, [ASK_STOCK], "order: on_hand desc\n" + header)

    def regenerate(self, code=DONE, day=DAY):
        result = self.made.run("regenerate", "--json", "--as-of", day)
        return self.ends_with(code, result).json

    def entry(self, name):
        return {d["id"]: d for d in self.made.manifest()["dumps"]}.get(name)

    def states(self):
        lines = self.run_ok(self.made, "list", "--json").json
        return {line["id"]: line["state"] for line in lines}

    def ask(self, question):
        return self.made.run("ask", question, "--json").json

    # Renamed

    def test_a_renamed_template_keeps_its_history_and_forwards_its_old_id(self):
        before = self.entry("stock/on_hand")
        self.made.remove("stock/on_hand")
        self.stock(STOCK, "cars/left", "formerly: [stock/on_hand]")
        self.made.sql("INSERT INTO stock VALUES ('Leipzig', 'Crest', 1)")
        self.regenerate()
        after = self.entry("cars/left")
        self.assertIsNone(before["change"])
        self.assertIsNotNone(after["change"])
        self.assertEqual(after["change"]["rows_added"], 1)
        self.assertIsNone(self.entry("stock/on_hand"))
        with self.made.serve() as server:
            for path, place in (
                ("/api/dumps/stock/on_hand", "/api/dumps/cars/left"),
                ("/api/dumps/stock/on_hand.csv", "/api/dumps/cars/left.csv"),
                ("/api/dumps/stock/on_hand.json", "/api/dumps/cars/left.json"),
                (
                    "/api/dumps/stock/on_hand?where.plant=Leipzig&limit=2",
                    "/api/dumps/cars/left?where.plant=Leipzig&limit=2",
                ),
            ):
                moved = server.get(path)
                self.assertEqual(moved.status, 308)
                self.assertEqual(moved.headers["location"], place)
                self.assertEqual(server.get(place).status, 200)
            self.assertEqual(server.ask(ASK_STOCK)["route"]["id"], "cars/left")

    def test_a_template_renamed_twice_forwards_every_old_id_to_the_newest(self):
        self.made.remove("stock/on_hand")
        self.stock(STOCK, "cars/left", "formerly: [stock/on_hand]")
        self.regenerate()
        self.made.remove("cars/left")
        self.stock(STOCK, "cars/rest", "formerly: [cars/left, stock/on_hand]")
        self.regenerate()
        with self.made.serve() as server:
            for old in ("stock/on_hand", "cars/left"):
                self.assertEqual(
                    server.get(f"/api/dumps/{old}").headers["location"],
                    "/api/dumps/cars/rest",
                )

    def test_a_change_is_told_by_the_things_and_times_that_rows_are_of(self):
        self.made.sql("UPDATE stock SET on_hand = on_hand + 1 WHERE plant = 'Leipzig'")
        self.made.sql("INSERT INTO stock VALUES ('Monterrey', 'Crest', 1)")
        self.regenerate()
        self.assertEqual(
            self.entry("stock/on_hand")["change"],
            {"rows_added": 1, "rows_removed": 0, "rows_changed": 2},
        )
        self.assertEqual(
            self.entry("sales/regions")["change"],
            {"rows_added": 0, "rows_removed": 0, "rows_changed": 0},
        )

    # Deleted

    def test_a_deleted_template_is_gone_and_its_questions_miss(self):
        self.made.remove("stock/on_hand")
        self.regenerate()
        self.assertEqual(self.states(), {"sales/regions": "good"})
        self.assertNotEqual(self.ask(ASK_STOCK)["status"], "hit")
        with self.made.serve() as server:
            for path in ("/api/dumps/stock/on_hand", "/api/dumps/stock/on_hand.csv"):
                self.is_problem(server.get(path), 410, "deleted")
            self.is_problem(server.get("/api/dumps/stock/never_was"), 404)

    def test_a_deleted_template_that_comes_back_is_there_again(self):
        self.made.remove("stock/on_hand")
        self.regenerate()
        self.stock(STOCK)
        self.regenerate()
        self.assertEqual(self.ask(ASK_STOCK)["status"], "hit")
        with self.made.serve() as server:
            self.assertEqual(server.get("/api/dumps/stock/on_hand").status, 200)

    # Changed

    def test_a_changed_template_that_works_answers_with_its_new_rows(self):
        sql = "SELECT model, SUM(on_hand) AS on_hand FROM stock GROUP BY 1 ORDER BY 2"
        self.stock(sql)
        self.assertEqual(self.regenerate()["failed"], [])
        answer = self.ask(ASK_STOCK)
        self.assertEqual(answer["result"]["data"], self.made.rows(sql))

    def test_a_changed_template_that_fails_is_listed_and_not_routed_to(self):
        self.stock("SELECT plant, on_hand FROM no_such_table")
        told = self.regenerate(FAILED)
        (failure,) = told["failed"]
        self.assertEqual(failure["id"], "stock/on_hand")
        self.assertIn("no_such_table", failure["error"])
        self.assertFalse(failure["old_dump_served"])
        self.assertEqual(
            self.states(), {"sales/regions": "good", "stock/on_hand": "failed"}
        )
        self.assertNotEqual(self.ask(ASK_STOCK)["status"], "hit")
        self.assertEqual(self.ask(ASK_SALES)["status"], "hit")
        with self.made.serve() as server:
            reply = server.get("/api/dumps/stock/on_hand")
            self.is_problem(reply, 503, "template_failed")
            status = server.get("/api/status").json
            self.assertEqual([f["id"] for f in status["failed"]], ["stock/on_hand"])
            listed = server.get("/api/dumps").json
            self.assertEqual([d["id"] for d in listed["dumps"]], ["sales/regions"])
            self.assertEqual([f["id"] for f in listed["failed"]], ["stock/on_hand"])
            capable = server.get("/api/capabilities").json
            names = [c["name"] for c in capable["categories"]]
            self.assertEqual(names, ["sales"])
        self.stock(STOCK)
        self.regenerate()
        self.assertEqual(self.ask(ASK_STOCK)["status"], "hit")

    def test_an_unchanged_template_that_fails_keeps_its_last_good_dump(self):
        rows = self.made.rows(STOCK)
        self.made.sql("DROP TABLE stock")
        told = self.regenerate(FAILED, "2026-11-21")
        self.assertTrue(told["failed"][0]["old_dump_served"])
        self.assertEqual(
            self.states(), {"sales/regions": "good", "stock/on_hand": "old"}
        )
        answer = self.ask(ASK_STOCK)
        self.assertEqual(answer["status"], "hit")
        self.assertEqual(answer["result"]["data"], rows)
        self.assertIn("stock", answer["freshness"]["error"])
        self.assertEqual(answer["freshness"]["as_of"], DAY)
        text = self.made.run("ask", ASK_STOCK).out
        self.assertIn("its last refresh failed", text)
        with self.made.serve() as server:
            reply = server.get("/api/dumps/stock/on_hand").json
            self.assertIn("stock", reply["freshness"]["error"])
            self.assertEqual(reply["result"]["data"], rows)
            shown = {d["id"]: d for d in server.get("/api/status").json["dumps"]}
            self.assertIn("stock", shown["stock/on_hand"]["error"])
        self.made.sql("CREATE TABLE stock(plant, model, on_hand)")
        self.regenerate(DONE, "2026-11-22")
        self.assertIsNone(self.ask(ASK_STOCK)["freshness"]["error"])

    def test_a_header_that_is_broken_is_listed_with_its_place(self):
        self.made.write("queries/stock/on_hand.sql", "/*---\ntitle: [\n---*/\nSELECT 1")
        told = self.regenerate(FAILED)
        (failure,) = told["failed"]
        self.assertEqual(failure["id"], "stock/on_hand")
        self.assertRegex(failure["error"], r"queries/stock/on_hand\.sql:\d+:\d+: ")
        self.assertEqual(self.states()["stock/on_hand"], "failed")
        self.assertNotEqual(self.ask(ASK_STOCK)["status"], "hit")
        self.assertEqual(self.ask(ASK_SALES)["status"], "hit")

    def test_a_new_template_that_fails_does_not_stop_the_others(self):
        self.made.template("stock/broken", "SELECT 1/0 AS a, x FROM stock", ["Why?"])
        told = self.regenerate(FAILED)
        self.assertEqual([f["id"] for f in told["failed"]], ["stock/broken"])
        self.assertEqual(told["unchanged"], 2)

    def test_a_column_that_is_added_is_in_the_next_dump(self):
        self.made.sql("ALTER TABLE stock ADD COLUMN ordered INTEGER DEFAULT 4")
        sql = STOCK.replace("on_hand FROM", "on_hand, ordered FROM")
        self.stock(sql)
        self.regenerate()
        dump = self.made.dump("stock/on_hand")
        self.assertEqual(
            [c["name"] for c in dump["columns"]],
            ["plant", "model", "on_hand", "ordered"],
        )
        self.assertEqual(dump["data"], self.made.rows(sql))

    def test_a_star_gives_the_new_column_without_a_change_of_the_file(self):
        self.stock("SELECT * FROM stock")
        self.regenerate()
        self.made.sql("ALTER TABLE stock ADD COLUMN ordered INTEGER DEFAULT 4")
        self.regenerate()
        self.assertEqual(
            self.ask(ASK_STOCK)["result"]["data"],
            self.made.rows("SELECT * FROM stock"),
        )

    def test_a_template_that_reads_the_clock_is_refused(self):
        for expression in (
            "date('now')",
            "datetime('now', 'localtime')",
            "CURRENT_TIMESTAMP",
            "unixepoch()",
            "strftime('%Y', 'NOW')",
            "random()",
            "date(lower('NOW'))",
        ):
            with self.subTest(expression=expression):
                self.stock(f"SELECT {expression} AS moment, on_hand FROM stock")
                (failure,) = self.regenerate(FAILED)["failed"]
                self.assertIn("clock", failure["error"])
                self.assertIn(":as_of", failure["error"])

    def test_a_template_that_needs_the_machines_zone_is_refused(self):
        for expression in (
            "datetime('2026-02-28', 'localtime')",
            "datetime('2026-02-28', 'utc')",
            "datetime('2026-02-28', lower('LOCALTIME'))",
        ):
            with self.subTest(expression=expression):
                self.stock(f"SELECT {expression} AS moment, on_hand FROM stock")
                (failure,) = self.regenerate(FAILED)["failed"]
                self.assertIn("time zone", failure["error"])
                self.assertIn(":as_of", failure["error"])

    def test_check_finds_clock_and_zone_where_they_stand(self):
        for expression, word, column in (
            ("date('now')", "clock", 13),
            ("date('2026-02-28', 'utc')", "time zone", 27),
        ):
            with self.subTest(expression=expression):
                self.stock(f"SELECT {expression} AS moment, on_hand FROM stock")
                found = self.ends_with(USAGE, self.made.run("check")).out
                self.assertIn(word, found)
                self.assertIn(f"at line 1 column {column} of the SQL", found)


class Rows(reckoner.Case):
    """Rows of every kind, in one template that is served."""

    ASK = "Show me the things"

    def serve_rows(self, sql, script="", header=""):
        """The project with this template, published."""
        made = self.project(script or "CREATE TABLE t(a)")
        made.template("a/things", sql, [self.ASK], header)
        self.run_ok(made, "regenerate", "--as-of", DAY)
        return made

    def refused(self, sql, script="", header=""):
        made = self.project(script or "CREATE TABLE t(a)")
        made.template("a/things", sql, [self.ASK], header)
        made.template("a/fine", "SELECT 1 AS one", ["Is it fine?"])
        told = self.ends_with(FAILED, made.run("regenerate", "--json")).json
        (failure,) = told["failed"]
        self.assertEqual(failure["id"], "a/things")
        return failure["error"]

    def test_no_rows_are_an_answer(self):
        made = self.serve_rows("SELECT a FROM t")
        answer = self.run_ok(made, "ask", self.ASK, "--json").json
        self.assertEqual(answer["result"]["data"], [])
        self.assertEqual(answer["result"]["metadata"]["row_count"], 0)
        self.assertIn("No rows", answer["answer"])
        with made.serve() as server:
            self.assertEqual(server.get("/api/dumps/a/things.csv").body, b'"a"\r\n')

    def test_one_row_is_its_own_answer(self):
        made = self.serve_rows("SELECT 'Ion 2' AS model, 42 AS units")
        answer = self.run_ok(made, "ask", self.ASK, "--json").json
        self.assertEqual(answer["result"]["data"], [{"model": "Ion 2", "units": 42}])
        self.assertIn("42", answer["answer"])

    def test_of_a_tie_nobody_is_said_to_lead(self):
        made = self.serve_rows(
            "SELECT 'Aria' AS model, 7 AS units UNION ALL SELECT 'Crest', 7"
            " UNION ALL SELECT 'Duet', 3",
            header='order: units desc\nanswer: "{model} leads with {units}."',
        )
        answer = self.run_ok(made, "ask", self.ASK, "--json").json["answer"]
        self.assertNotIn("Aria leads", answer)
        self.assertIn("Aria", answer)
        self.assertIn("Crest", answer)

    def test_a_column_of_nothing_but_null_stays_null(self):
        made = self.serve_rows(
            "SELECT 'Ion 2' AS model, NULL AS units UNION ALL SELECT 'Ion 4', NULL",
            header="order: units desc\ncolumns: {units: {type: integer, role: measure}}",
        )
        answer = self.run_ok(made, "ask", self.ASK, "--json").json
        self.assertEqual({r["units"] for r in answer["result"]["data"]}, {None})
        self.assertNotIn("null", answer["answer"].lower())
        with made.serve() as server:
            text = server.get("/api/dumps/a/things.csv").body.decode()
        self.assertEqual(text, '"model","units"\r\n"Ion 2",\r\n"Ion 4",\r\n')

    MANY = (
        "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {})"
        " SELECT 'thing ' || i AS name, 20000 - i AS units FROM c"
    )

    def test_ten_thousand_rows_are_complete_and_one_more_is_not(self):
        header = (
            "order: units desc\ncolumns: {units: {role: measure, aggregate: sum}}"
        )
        made = self.serve_rows(self.MANY.format(10000), header=header)
        self.assertTrue(made.dump("a/things")["metadata"]["complete"])
        made = self.serve_rows(self.MANY.format(10001), header=header)
        dump = made.dump("a/things")
        self.assertFalse(dump["metadata"]["complete"])
        self.assertEqual(len(dump["data"]), 10000)
        kinds = {insight["kind"] for insight in dump["insights"]}
        self.assertFalse(kinds & {"total", "share", "laggard"}, kinds)
        for question in ("Show me the worst things", "Show me the lowest 3 things"):
            answer = made.run("ask", question, "--json").json
            self.assertNotEqual(answer["status"], "hit", question)
        with made.serve() as server:
            for query in ({"order": "units"}, {"order": "-units"}, {"order": "name"}):
                reply = server.get("/api/dumps/a/things", **query, limit=5)
                self.is_problem(reply, 400)
            whole = server.get("/api/dumps/a/things").json["result"]
            self.assertEqual(whole["data"], dump["data"])

    def test_text_of_every_script_arrives_as_it_was(self):
        texts = [
            'He said "no", then \\ and / and <b>',
            "O'Brien; DROP TABLE t; --",
            "🚗 électrique 👩‍👩‍👧",
            "שלום עולם \u202eabc\u202c",
            "e\u0301 is not \u00e9",
            "tab\there\nnewline\r\nend",
            "\u2028 line \u2029 paragraph </script>",
            "日本語 ประเทศไทย",
            "\x01\x1f\x7f control",
            " leading and trailing ",
            "",
            "x" * 100000,
        ]
        made = self.project("CREATE TABLE t(i INTEGER, a TEXT)")
        for i, text in enumerate(texts):
            made.sql("INSERT INTO t VALUES (?, ?)", i, text)
        made.template("a/things", "SELECT i, a FROM t ORDER BY i", [self.ASK])
        self.run_ok(made, "regenerate")
        self.assertEqual([r["a"] for r in made.dump("a/things")["data"]], texts)
        with made.serve() as server:
            data = server.ask(self.ASK)["result"]["data"]
            self.assertEqual([row["a"] for row in data], texts)
            for text in texts:
                found = server.get("/api/dumps/a/things", **{"where.a": text})
                if len(text) > 1000 or "\x01" in text or "\t" in text:
                    self.assertIn(found.status, (200, 400, 414))
                    continue
                data = found.json["result"]["data"]
                self.assertEqual([row["a"] for row in data], [text])
            sheet = server.get("/api/dumps/a/things.csv").body.decode()
        rows = list(csv.reader(io.StringIO(sheet, newline="")))
        self.assertEqual(
            [row[1].removeprefix("'") for row in rows[1:]],
            [text.removeprefix("'") for text in texts],
        )

    def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(self):
        made = self.project("CREATE TABLE t(i INTEGER, a TEXT)")
        dangerous = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
        for i, text in enumerate(dangerous):
            made.sql("INSERT INTO t VALUES (?, ?)", i, text)
        made.template("a/things", "SELECT i, -i AS minus, a FROM t", [self.ASK])
        self.run_ok(made, "regenerate")
        with made.serve() as server:
            sheet = server.get("/api/dumps/a/things.csv").body.decode()
        rows = list(csv.reader(io.StringIO(sheet, newline="")))[1:]
        self.assertEqual([row[2] for row in rows], ["'" + d for d in dangerous])
        self.assertEqual([row[1] for row in rows[:2]], ["0", "-1"])

    def test_integers_beyond_2_to_the_53_must_be_declared(self):
        for value in (2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63) + 1):
            error = self.refused(f"SELECT 1 AS i, 5 AS n UNION ALL SELECT 2, {value}")
            self.assertIn("big: true", error)
            self.assertIn("column n", error)
            self.assertIn("row 2", error)

    def test_2_to_the_53_itself_is_a_number(self):
        made = self.serve_rows(f"SELECT {2**53} AS n, {-(2**53)} AS m")
        self.assertEqual(made.dump("a/things")["data"], [{"n": 2**53, "m": -(2**53)}])

    def test_declared_big_integers_are_strings_throughout(self):
        made = self.serve_rows(
            f"SELECT 1 AS i, 5 AS n UNION ALL SELECT 2, {2**63 - 1}"
            " UNION ALL SELECT 3, NULL",
            header="columns: {n: {type: integer, big: true}, i: {role: identifier}}",
        )
        values = ["5", str(2**63 - 1), None]
        self.assertEqual([r["n"] for r in made.dump("a/things")["data"]], values)
        with made.serve() as server:
            reply = server.get("/api/dumps/a/things", **{"where.n": str(2**63 - 1)})
            self.assertEqual(
                [r["n"] for r in reply.json["result"]["data"]], values[1:2]
            )

    def test_dates_before_1970_are_dates(self):
        days = ["0001-01-01", "1582-10-15", "1899-12-31", "1969-12-31", "1970-01-01"]
        made = self.project("CREATE TABLE t(d DATE, n INTEGER)")
        for i, day in enumerate(days):
            made.sql("INSERT INTO t VALUES (?, ?)", day, i)
        made.template(
            "a/things",
            "SELECT d, n FROM t ORDER BY d",
            [self.ASK],
            "columns: {d: {type: date, role: time, grain: day}}",
        )
        self.run_ok(made, "regenerate")
        self.assertEqual([r["d"] for r in made.dump("a/things")["data"]], days)
        with made.serve() as server:
            reply = server.get("/api/dumps/a/things", order="-d")
            self.assertEqual([r["d"] for r in reply.json["result"]["data"]], days[::-1])

    def test_a_value_that_is_no_date_is_refused_by_row_and_column(self):
        for value in ("2026-02-30", "yesterday", "20261120"):
            error = self.refused(
                f"SELECT '2026-01-01' AS d UNION ALL SELECT '{value}'",
                header="columns: {d: {type: date}}",
            )
            self.assertIn("column d", error)
            self.assertIn("row 2", error)

    def test_what_json_cannot_say_is_refused_by_row_and_column(self):
        for expression in (
            "9e999",
            "-9e999",
            "x'00ff'",
            "CAST(x'ff' AS TEXT)",
            "CAST(x'610062' AS TEXT)",
            "CAST(x'c0af' AS TEXT)",
            "CAST(x'eda080' AS TEXT)",
        ):
            with self.subTest(expression=expression):
                error = self.refused(f"SELECT 1 AS n, {expression} AS odd")
                self.assertIn("column odd", error)
                self.assertIn("row 1", error)

    def test_columns_must_have_names_of_their_own(self):
        for columns in ("1 AS a, 2 AS a", "1 AS ''"):
            self.assertIn("column", self.refused(f"SELECT {columns}"))

    def test_reals_come_out_as_the_same_doubles(self):
        values = [0.1, 1 / 3, 1e-300, 1.7976931348623157e308, 5e-324, 123456789.125]
        made = self.project("CREATE TABLE t(i INTEGER, x REAL)")
        for i, value in enumerate(values):
            made.sql("INSERT INTO t VALUES (?, ?)", i, value)
        made.template("a/things", "SELECT i, x FROM t ORDER BY i", [self.ASK])
        self.run_ok(made, "regenerate")
        self.assertEqual([r["x"] for r in made.dump("a/things")["data"]], values)

    def test_all_dumps_of_a_run_are_of_one_state_of_the_database(self):
        made = self.project(
            "PRAGMA journal_mode = WAL; CREATE TABLE t(version INTEGER);"
            "INSERT INTO t VALUES (0)"
        )
        names = [f"a/part_{i}" for i in range(12)]
        # Slow enough that the writer comes between.
        sql = (
            "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c"
            " WHERE i < 20000) SELECT version, (SELECT COUNT(*) FROM c) AS n FROM t"
        )
        for name in names:
            made.template(name, sql)
        stop, written = threading.Event(), []

        def write():
            with contextlib.closing(
                sqlite3.connect(made.folder / "data.db", isolation_level=None)
            ) as db:
                while not stop.is_set():
                    db.execute("UPDATE t SET version = version + 1")
                    written.append(1)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for _ in range(5):
                self.run_ok(made, "regenerate")
                seen = {made.dump(name)["data"][0]["version"] for name in names}
                self.assertEqual(len(seen), 1, seen)
        finally:
            stop.set()
            writer.join(30)
        self.assertGreater(len(written), 20)

    def test_a_database_in_use_by_a_writer_can_be_read(self):
        made = self.project(
            "PRAGMA journal_mode = WAL; CREATE TABLE t(a); INSERT INTO t VALUES (1)"
        )
        made.template("a/things", "SELECT a FROM t", [self.ASK])
        with contextlib.closing(
            sqlite3.connect(made.folder / "data.db", isolation_level=None)
        ) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("INSERT INTO t VALUES (2)")
            self.run_ok(made, "regenerate")
            self.assertEqual(made.dump("a/things")["data"], [{"a": 1}])
            writer.execute("COMMIT")
        self.run_ok(made, "regenerate")
        self.assertEqual(made.dump("a/things")["data"], [{"a": 1}, {"a": 2}])
