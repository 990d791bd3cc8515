"""`reckoner sql`: a statement under the guard that templates run under."""
import contextlib
import hashlib
import json
import sqlite3

import reckoner
from reckoner import DONE, FAILED, USAGE

CASES = reckoner.ROOT / "tests/cases/sqlguard"
SECRETS = (
    "users api_keys audit_log v_secret docs_fts docs_fts_data docs_fts_idx"
    " docs_fts_content docs_fts_docsize docs_fts_config"
).split()
CONFIG = f"""\
name: Guard
sources:
  main:
    url: sqlite:data.db
    hidden_tables: [{", ".join(SECRETS)}]
  other: sqlite:other.db
default_source: main
"""


def unescaped(statement):
    pairs = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r", "0": "\0"}
    parts = iter(statement)
    return "".join(pairs[next(parts)] if c == "\\" else c for c in parts)


def corpus(name):
    lines = (CASES / name).read_text(encoding="utf-8").split("\n")[1:]
    return [line.split("\t") for line in lines if line]


class Guard(reckoner.Case):
    """One database, made once: nothing may change it."""

    @classmethod
    def setUpClass(cls):
        if not reckoner.PROGRAM.exists():
            return
        cls.temp = reckoner.tempfile.TemporaryDirectory()
        cls.made = reckoner.Project(cls.temp.name, CONFIG)
        script = (CASES / "fixture_sqlite.sql").read_text(encoding="utf-8")
        cls.made.sql(script)
        with contextlib.closing(
            sqlite3.connect(cls.made.folder / "other.db")
        ) as other, other:
            other.execute("CREATE TABLE t AS SELECT 'other' AS name")

    @classmethod
    def tearDownClass(cls):
        if reckoner.PROGRAM.exists():
            cls.temp.cleanup()

    def state(self):
        """The names of all files, and the bytes of the database."""
        names = sorted(
            str(path.relative_to(self.made.folder))
            for path in self.made.folder.rglob("*")
        )
        content = (self.made.folder / "data.db").read_bytes()
        return names, hashlib.sha256(content).hexdigest()

    def sql(self, *args, code=DONE):
        return self.ends_with(code, self.made.run("sql", *args))

    # One statement

    def test_rows_are_printed_between_tabs_under_their_names(self):
        told = self.sql("SELECT 1 AS one, NULL AS two, 2.5 AS three, 'ä' AS four")
        self.assertEqual(told.out, "one\ttwo\tthree\tfour\n1\t\t2.5\tä\n")

    def test_json_is_a_list_of_objects_that_equals_the_rows(self):
        statement = "SELECT * FROM products ORDER BY id"
        self.assertEqual(
            self.sql(statement, "--json").json, self.made.rows(statement)
        )

    def test_no_rows_are_an_empty_list(self):
        self.assertEqual(self.sql("--json", "SELECT 1 AS a WHERE 0").json, [])

    def test_only_so_many_rows_are_printed_and_it_is_said(self):
        told = self.sql("SELECT id FROM orders ORDER BY id", "--json")
        self.assertEqual(len(told.json), 1000)
        self.assertIn("only the first 1000 rows", told.err)
        told = self.sql("SELECT id FROM orders ORDER BY id", "--limit", "3", "--json")
        self.assertEqual([row["id"] for row in told.json], [1, 2, 3])
        told = self.sql("SELECT store_id FROM stores", "--limit=3")
        self.assertEqual(told.err, "")

    def test_a_source_has_a_name_or_is_a_url(self):
        self.assertEqual(
            self.sql("--source", "other", "SELECT name FROM t").out, "name\nother\n"
        )
        for url in (f"sqlite://{self.made.folder}/other.db", "sqlite:other.db"):
            self.assertEqual(
                self.sql("--source", url, "SELECT name FROM t", "--json").json,
                [{"name": "other"}],
            )
        self.sql("--source", "third", "SELECT 1", code=FAILED)
        for url in ("sqlite:///nowhere/x.db", "oracle://x", "sqlite:/dev/null"):
            told = self.sql("--source", url, "SELECT * FROM t", code=None)
            self.assertIn(told.code, (FAILED, USAGE))
            self.assertTrue(told.err.startswith("reckoner: "), told)

    def ends_with(self, code, result):
        return result if code is None else super().ends_with(code, result)

    def test_a_write_is_refused_and_nothing_is_touched(self):
        before = self.state()
        for statement in (
            "DELETE FROM orders",
            "UPDATE orders SET total = 0",
            "DROP TABLE orders",
            "PRAGMA user_version = 5",
            "ATTACH 'new.db' AS n",
            "VACUUM INTO 'new.db'",
            "SELECT 1; DELETE FROM orders",
            "BEGIN IMMEDIATE",
        ):
            told = self.sql(statement, code=None)
            self.assertIn(told.code, (FAILED, USAGE), statement)
            self.assertTrue(told.err.startswith("reckoner: "), told)
            self.assertEqual(told.out, "", statement)
        self.assertEqual(self.state(), before)

    def test_what_is_hidden_stays_hidden(self):
        for table in SECRETS:
            told = self.sql(f"SELECT * FROM {table}", code=None)
            self.assertIn(told.code, (FAILED, USAGE))
            self.assertNotIn("CANARY", told.out + told.err)

    def test_more_can_be_hidden_and_what_is_hidden_stays_so(self):
        for table in ("stores", "ORDERS", "users", "api_keys"):
            told = self.sql(
                "--hide", "stores, orders", f"SELECT * FROM {table}", code=None
            )
            self.assertIn(told.code, (FAILED, USAGE), table)
            self.assertNotIn("CANARY", told.out + told.err)
        self.sql("--hide", "stores, orders", "SELECT COUNT(*) AS n FROM products")
        self.sql("SELECT COUNT(*) AS n FROM stores")

    def test_a_statement_that_never_ends_is_ended(self):
        endless = (
            "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c)"
            " SELECT COUNT(*) AS n FROM c"
        )
        told = self.sql(endless, "--timeout", "100", code=FAILED)
        self.assertIn("100 ms", told.err)
        for timeout in ("0", "-1", "soon", "3600001"):
            self.sql("SELECT 1", "--timeout", timeout, code=USAGE)

    # Files of statements

    def judge(self, statements):
        path = self.made.write("batch.tsv", "\n".join(statements) + "\n")
        try:
            told = self.sql("--batch", "batch.tsv")
        finally:
            path.unlink()
        verdicts = told.out.split("\n")[:-1]
        self.assertEqual(len(verdicts), len(statements), told)
        for verdict in verdicts:
            self.assertRegex(verdict, r"^(allowed|refused\t.+)$")
        return [verdict.split("\t")[0] for verdict in verdicts], told

    def test_every_statement_that_must_run_is_allowed(self):
        cases = [c for c in corpus("allow_sqlite.tsv") if "scope view" not in c[1]]
        self.assertGreater(len(cases), 60)
        verdicts, _ = self.judge([case[0] for case in cases])
        self.assertEqual(
            [c for c, verdict in zip(cases, verdicts) if verdict != "allowed"], []
        )

    def test_no_statement_of_the_others_has_an_effect(self):
        cases = [c for c in corpus("deny_sqlite.tsv") if "row scope" not in c[1]]
        self.assertGreater(len(cases), 200)
        before = self.state()
        verdicts, told = self.judge([case[0] for case in cases])
        self.assertEqual(self.state(), before)
        self.assertNotIn("CANARY_SECRET", told.out + told.err)
        harmless = ("result flood", "oracle")
        self.assertEqual(
            [
                case[0][:200]
                for case, verdict in zip(cases, verdicts)
                if verdict == "allowed" and not case[1].startswith(harmless)
            ],
            [],
        )

    def test_a_first_line_that_says_statement_is_a_header(self):
        path = self.made.write("head.tsv", "statement\treason\nSELECT 1\tfine\n\n")
        self.addCleanup(path.unlink)
        self.assertEqual(self.sql("--batch", "head.tsv").out, "allowed\n")

    def test_a_wrong_line_is_a_refusal_and_the_next_follows(self):
        verdicts, _ = self.judge(
            ["SELECT 1", r"SELECT '\q'", "nonsense", "SELECT 1\\n\t\\0", "SELECT 2"]
        )
        self.assertEqual(
            verdicts, ["allowed", "refused", "refused", "allowed", "allowed"]
        )

    def test_a_file_that_is_not_there_is_a_failure(self):
        self.assertIn("no.tsv", self.sql("--batch", "no.tsv", code=FAILED).err)

    def test_one_by_one_or_in_a_file_a_statement_has_the_same_verdict(self):
        cases = [c[0] for c in corpus("deny_sqlite.tsv") if len(c[0]) < 2000][::25]
        cases = [c for c in cases if "\\0" not in c]
        verdicts, _ = self.judge(cases)
        for case, verdict in zip(cases, verdicts):
            told = self.sql("--", unescaped(case), code=None)
            self.assertEqual(told.code == DONE, verdict == "allowed", case)

    def test_what_json_says_of_odd_values_is_json(self):
        told = self.sql(
            "--json", "SELECT x'00ff' AS blob, CAST(x'ff' AS TEXT) AS broken, 9e999 AS i"
        )
        (row,) = json.loads(told.raw)
        self.assertEqual(set(row), {"blob", "broken", "i"})
