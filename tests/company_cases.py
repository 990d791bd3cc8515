"""What is true of every company of tests/projects: tests that say of which one,
and of which days, derive from these beside a TestCase."""
import contextlib
import sqlite3

import company


class Project:
    """Like a user's: checked without a word, and its dumps hold what SQLite says."""

    MODULE = None  # of the company
    TEMPLATES = 26

    def setUp(self):
        self.made = self.MODULE.project()

    def test_check_has_nothing_to_say(self):
        said = self.run_ok(self.made, "check")
        self.assertEqual(
            said.out + said.err,
            f"{self.TEMPLATES} templates: 0 errors, 0 warnings\n",
        )

    def test_dumps_hold_what_sqlite_says(self):
        self.assertEqual(len(self.made.templates()), self.TEMPLATES)
        for template in sorted(self.made.templates()):
            with self.subTest(template):
                rows = self.made.template_rows(template)
                self.assertTrue(rows)
                self.assertEqual(self.made.dump(template)["data"], rows)


class Database:
    """The same each time, with nothing that cannot be."""

    COMPANY = None  # the class
    DAYS = ()  # a table, and its column of days that have passed
    SPANS = ()  # a table, where something begins and where it ends

    @classmethod
    def setUpClass(cls):
        cls.database = sqlite3.connect(":memory:")
        cls.addClassCleanup(cls.database.close)
        cls.database.executescript(cls.COMPANY.script())
        cls.database.execute("PRAGMA query_only = ON")  # all its tests share it

    def first(self, statement):
        return self.database.execute(statement).fetchone()

    def test_it_is_the_same_each_time(self):
        with contextlib.closing(sqlite3.connect(":memory:")) as again:
            again.executescript(self.COMPANY.script())
            self.assertEqual(list(again.iterdump()), list(self.database.iterdump()))

    def test_its_references_are_true(self):
        self.assertIsNone(self.first("PRAGMA foreign_key_check"))

    def test_nothing_happened_after_the_last_day(self):
        self.assertTrue(self.DAYS)
        for table, day in self.DAYS:
            with self.subTest(f"{table}.{day}"):
                (last,) = self.first(f"SELECT MAX({day}) FROM {table}")
                self.assertLessEqual(last, company.LAST_DAY)

    def test_nothing_ends_before_it_began(self):
        self.assertTrue(self.SPANS)
        for table, begun, done in self.SPANS:
            with self.subTest(f"{table}.{done}"):
                wrong = self.first(f"SELECT * FROM {table} WHERE {done} < {begun}")
                self.assertIsNone(wrong)
