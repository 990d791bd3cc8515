"""The second company is a project like a user's: checked without a word, made the
same each time, and its dumps hold what SQLite says."""
import unittest

import company_cases
import parcels
import reckoner


class ParcelsProject(company_cases.Project, reckoner.Case):
    MODULE = parcels


class ParcelsDatabase(company_cases.Database, unittest.TestCase):
    COMPANY = parcels.Parcels
    DAYS = (
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
    )
    SPANS = (
        ("complaints", "made_on", "resolved_on"),
        ("invoices", "issued_on", "paid_on"),
        ("parcels JOIN deliveries ON parcel_id = id", "accepted_on", "delivered_on"),
    )


if __name__ == "__main__":
    unittest.main()
