"""The third company is a project like a user's: checked without a word, made the
same each time, and its dumps hold what SQLite says."""
import unittest

import clinic
import company_cases
import reckoner


class ClinicProject(company_cases.Project, reckoner.Case):
    MODULE = clinic


class ClinicDatabase(company_cases.Database, unittest.TestCase):
    COMPANY = clinic.Clinic
    DAYS = (
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
    )
    SPANS = (
        ("appointments", "booked_on", "held_on"),
        ("admissions", "admitted_on", "discharged_on"),
        ("claims", "issued_on", "coalesce(paid_on, rejected_on)"),
        ("vacancies", "opened_on", "filled_on"),
        ("complaints", "made_on", "closed_on"),
    )

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
