"""The third company is a project like a user's: checked without a word, made the
same each time, and its dumps hold what SQLite says."""
import contextlib
import sqlite3
import unittest

import clinic
import company
import reckoner

SCRIPT = (clinic.FOLDER / "make.sql").read_text(encoding="utf-8")


class Clinic(reckoner.Case):
    def setUp(self):
        self.hospitals = clinic.project()

    def test_check_has_nothing_to_say(self):
        said = self.run_ok(self.hospitals, "check")
        self.assertEqual(said.out + said.err, "26 templates: 0 errors, 0 warnings\n")

    def test_dumps_hold_what_sqlite_says(self):
        self.assertEqual(len(self.hospitals.templates()), 26)
        for template in sorted(self.hospitals.templates()):
            with self.subTest(template):
                rows = self.hospitals.template_rows(template)
                self.assertTrue(rows)
                self.assertEqual(self.hospitals.dump(template)["data"], rows)


class ClinicDatabase(unittest.TestCase):
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
            ("appointments", "held_on"),
            ("admissions", "admitted_on"),
            ("admissions", "discharged_on"),
            ("emergency_visits", "arrived_on"),
            ("operations", "planned_on"),
            ("laboratory_tests", "requested_on"),
            ("claims", "issued_on"),
            ("claims", "paid_on"),
            ("claims", "rejected_on"),
            ("absences", "began_on"),
            ("vacancies", "opened_on"),
            ("vacancies", "filled_on"),
            ("incidents", "happened_on"),
            ("complaints", "made_on"),
            ("complaints", "closed_on"),
            ("surveys", "answered_on"),
        ):
            with self.subTest(f"{table}.{day}"):
                (last,) = self.first(f"SELECT MAX({day}) FROM {table}")
                self.assertLessEqual(last, company.LAST_DAY)

    def test_nothing_ends_before_it_began(self):
        for table, begun, done in (
            ("appointments", "booked_on", "held_on"),
            ("admissions", "admitted_on", "discharged_on"),
            ("claims", "issued_on", "coalesce(paid_on, rejected_on)"),
            ("vacancies", "opened_on", "filled_on"),
            ("complaints", "made_on", "closed_on"),
        ):
            with self.subTest(f"{table}.{done}"):
                wrong = self.first(f"SELECT * FROM {table} WHERE {done} < {begun}")
                self.assertIsNone(wrong)

    def test_no_two_patients_lie_in_one_bed(self):
        wrong = self.first(
            "SELECT * FROM admissions a JOIN admissions b"
            " ON b.bed = a.bed AND b.id > a.id AND b.admitted_on"
            " < coalesce(a.discharged_on, '9999') AND a.admitted_on"
            " < coalesce(b.discharged_on, '9999')"
        )
        self.assertIsNone(wrong)

    def test_no_claim_is_both_paid_and_rejected(self):
        wrong = self.first(
            "SELECT * FROM claims WHERE paid_on IS NOT NULL AND rejected_on IS NOT NULL"
        )
        self.assertIsNone(wrong)


if __name__ == "__main__":
    unittest.main()
