"""The fourth company is a project like a user's: checked without a word, made the
same each time, and its dumps hold what SQLite says."""
import unittest

import company_cases
import hotels
import reckoner


class HotelsProject(company_cases.Project, reckoner.Case):
    MODULE = hotels


class HotelsDatabase(company_cases.Database, unittest.TestCase):
    COMPANY = hotels.Hotels
    DAYS = (
        ("bookings", "booked_on"),
        ("bookings", "cancelled_on"),
        ("reviews", "written_on"),
        ("complaints", "made_on"),
        ("meals", "day"),
        ("dish_sales", "day"),
        ("food_waste", "day"),
        ("cleanings", "cleaned_on"),
        ("repairs", "reported_on"),
        ("repairs", "finished_on"),
        ("energy", "month"),
        ("employees", "hired_on"),
        ("working_weeks", "week"),
        ("sick_leaves", "began_on"),
        ("events", "booked_on"),
    )
    SPANS = (
        ("bookings", "booked_on", "arrives_on"),
        ("bookings", "booked_on", "cancelled_on"),
        ("bookings", "cancelled_on", "arrives_on"),
        ("bookings", "arrives_on", "leaves_on"),
        ("repairs", "reported_on", "finished_on"),
        ("events", "booked_on", "held_on"),
    )

    def test_no_two_stays_share_a_room(self):
        wrong = self.first(
            "SELECT * FROM bookings a JOIN bookings b"
            " ON b.room_id = a.room_id AND b.id > a.id"
            " AND b.arrives_on < a.leaves_on AND a.arrives_on < b.leaves_on"
            " WHERE a.cancelled_on IS NULL AND b.cancelled_on IS NULL"
        )
        self.assertIsNone(wrong)

    def test_each_night_of_a_stay_is_slept_once_in_its_room(self):
        wrong = self.first(
            "SELECT b.id FROM bookings b LEFT JOIN nights n ON n.booking_id = b.id"
            " AND n.room_id = b.room_id"
            " AND n.night >= b.arrives_on AND n.night < b.leaves_on"
            " WHERE b.cancelled_on IS NULL AND b.arrives_on >= '2024-11-20'"
            " GROUP BY b.id HAVING COUNT(n.night) <> b.nights"
        )
        self.assertIsNone(wrong)


if __name__ == "__main__":
    unittest.main()
