"""The second company is a project like a user's: checked without a word, made the
same each time, and its dumps hold what SQLite says."""
import contextlib
import sqlite3
import unittest

import company
import parcels
import reckoner

SCRIPT = (parcels.FOLDER / "make.sql").read_text(encoding="utf-8")


class Parcels(reckoner.Case):
    def setUp(self):
        self.carrier = parcels.project()

    def test_check_has_nothing_to_say(self):
        said = self.run_ok(self.carrier, "check")
        self.assertEqual(said.out + said.err, "26 templates: 0 errors, 0 warnings\n")

    def test_dumps_hold_what_sqlite_says(self):
        self.assertEqual(len(self.carrier.templates()), 26)
        for template in sorted(self.carrier.templates()):
            with self.subTest(template):
                rows = self.carrier.template_rows(template)
                self.assertTrue(rows)
                self.assertEqual(self.carrier.dump(template)["data"], rows)


class ParcelsDatabase(unittest.TestCase):
    def setUp(self):
        self.database = sqlite3.connect(":memory:")
        self.addCleanup(self.database.close)
        self.database.executescript(SCRIPT)

    def first(self, statement):
        return self.database.execute(statement).fetchone()

    def test_it_is_the_same_each_time(self):
        with contextlib.closing(sqlite3.connect(":memory:")) as again:
            again.executescript(SCRIPT)
            self.assertEqual(list(again.iterdump()), list(self.database.iterdump()))

    def test_its_references_are_true(self):
        self.assertIsNone(self.first("PRAGMA foreign_key_check"))

    def test_nothing_happened_after_the_last_day(self):
        for table, day in (
            ("parcels", "accepted_on"),
            ("parcels", "lost_on"),
            ("deliveries", "delivered_on"),
            ("failed_attempts", "tried_on"),
            ("complaints", "made_on"),
            ("complaints", "resolved_on"),
            ("compensations", "paid_on"),
            ("invoices", "issued_on"),
            ("invoices", "paid_on"),
            ("fuel", "bought_on"),
            ("workshop_visits", "came_on"),
            ("customers", "since"),
        ):
            with self.subTest(f"{table}.{day}"):
                (last,) = self.first(f"SELECT MAX({day}) FROM {table}")
                self.assertLessEqual(last, company.LAST_DAY)

    def test_nothing_is_paid_resolved_or_brought_before_it_began(self):
        for table, begun, done in (
            ("complaints", "made_on", "resolved_on"),
            ("invoices", "issued_on", "paid_on"),
            ("parcels JOIN deliveries ON parcel_id = id", "accepted_on", "delivered_on"),
        ):
            with self.subTest(done):
                wrong = self.first(f"SELECT * FROM {table} WHERE {done} < {begun}")
                self.assertIsNone(wrong)


if __name__ == "__main__":
    unittest.main()
