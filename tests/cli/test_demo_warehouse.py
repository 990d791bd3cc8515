#!/usr/bin/env python3
"""The demo warehouse, seen from outside: the program is run in a folder of its
own, and what it says about its data is worked out again from the rows.

RECKONER_BUILD names the folder with the program (default: build).
"""

import collections
import datetime
import filecmp
import json
import os
import pathlib
import sqlite3
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / os.environ.get("RECKONER_BUILD", "build") / "demo-warehouse"
LAST_DAY = datetime.date(2026, 11, 19)
MEGABYTE = 1000 * 1000


def run(*args):
    return subprocess.run(
        [PROGRAM, *map(str, args)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def day(text):
    return datetime.date.fromisoformat(text)


def monday(date):
    return date - datetime.timedelta(days=date.weekday())


@unittest.skipUnless(PROGRAM.exists(), f"{PROGRAM} has not been built")
class Warehouse(unittest.TestCase):
    """One database, made once, and the facts told about it."""

    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temp.name)
        cls.path = cls.folder / "demo.db"
        cls.made = run("--last-day", LAST_DAY, cls.path)
        if cls.made.returncode != 0:
            raise AssertionError(cls.made.stderr)
        cls.db = sqlite3.connect(f"file:{cls.path}?mode=ro", uri=True)
        cls.planted = json.loads((cls.folder / "planted.json").read_text())
        cls.week = monday(LAST_DAY)
        cls.week_ago = cls.week - datetime.timedelta(days=7)

    @classmethod
    def tearDownClass(cls):
        cls.db.close()
        cls.temp.cleanup()

    def rows(self, sql, *args):
        return self.db.execute(sql, args).fetchall()

    def told(self, fact_id, check=0):
        """The rows of one check of a planted fact, as tuples."""
        for fact in self.planted["facts"]:
            if fact["id"] == fact_id:
                rows = fact["checks"][check]["rows"]
                return [tuple(row.values()) for row in rows]
        self.fail(f"no fact {fact_id}")

    # The files

    def test_says_in_one_line_what_it_did(self):
        self.assertEqual(self.made.stdout.count("\n"), 1)
        self.assertIn("2026-11-19", self.made.stdout)

    def test_the_same_seed_and_day_give_the_same_bytes(self):
        again = self.folder / "again" / "demo.db"
        again.parent.mkdir()
        self.assertEqual(run("--last-day", LAST_DAY, again).returncode, 0)
        self.assertTrue(filecmp.cmp(self.path, again, shallow=False))
        self.assertTrue(
            filecmp.cmp(
                self.folder / "planted.json",
                again.parent / "planted.json",
                shallow=False,
            )
        )

    def test_another_seed_gives_another_history(self):
        other = self.folder / "other" / "demo.db"
        other.parent.mkdir()
        run("--last-day", LAST_DAY, "--seed", 2, other)
        with sqlite3.connect(other) as db:
            self.assertNotEqual(
                db.execute("SELECT SUM(price) FROM sales").fetchone(),
                self.rows("SELECT SUM(price) FROM sales")[0],
            )
        db.close()

    def test_is_20_to_40_megabytes(self):
        size = self.path.stat().st_size
        self.assertGreater(size, 20 * MEGABYTE)
        self.assertLess(size, 40 * MEGABYTE)

    def test_leaves_nothing_but_its_two_files(self):
        names = {p.name for p in self.folder.iterdir() if p.is_file()}
        self.assertEqual(names, {"demo.db", "planted.json"})

    def test_is_whole_and_its_foreign_keys_hold(self):
        self.assertEqual(self.rows("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.rows("PRAGMA foreign_key_check"), [])
        declared = self.rows(
            "SELECT COUNT(*) FROM sqlite_schema t,"
            " pragma_foreign_key_list(t.name) WHERE t.type = 'table'"
        )
        self.assertGreater(declared[0][0], 25)

    def test_covers_three_years_to_the_last_day(self):
        first, last = self.rows("SELECT MIN(sold_on), MAX(sold_on) FROM sales")[0]
        self.assertEqual(last, str(LAST_DAY))
        self.assertGreaterEqual((LAST_DAY - day(first)).days, 3 * 365)
        for table in ("vehicle_stock", "component_stock", "dealer_stock"):
            newest = self.rows(f"SELECT MAX(as_of) FROM {table}")
            self.assertEqual(newest, [(str(LAST_DAY),)], table)

    def test_has_the_company_that_was_asked_for(self):
        for table, count in (
            ("regions", 5),
            ("dealers", 60),
            ("models", 14),
            ("plants", 5),
        ):
            self.assertEqual(
                self.rows(f"SELECT COUNT(*) FROM {table}"), [(count,)], table
            )

    # The command line

    def test_refuses_what_it_does_not_understand(self):
        for args in (
            [],
            ["--what", "x.db"],
            ["--last-day", "2026-02-30", "x.db"],
            ["--seed", "one", "x.db"],
            ["a.db", "b.db"],
        ):
            result = run(*args)
            self.assertEqual(result.returncode, 2, args)
            self.assertIn("usage:", result.stderr)

    def test_a_folder_that_is_not_there_is_an_error_and_stays_so(self):
        missing = self.folder / "missing"
        result = run(missing / "demo.db")
        self.assertEqual(result.returncode, 1)
        self.assertIn("missing", result.stderr)
        self.assertFalse(missing.exists())

    def test_refresh_keeps_a_file_that_is_recent_and_replaces_others(self):
        path = self.folder / "refresh" / "demo.db"
        path.parent.mkdir()

        def refresh(*args):
            result = run("--refresh", *args, path)
            self.assertEqual(result.returncode, 0, result.stderr)
            return path.stat().st_ino, "kept" in result.stdout

        made, kept = refresh("--last-day", "2026-11-18")
        self.assertFalse(kept)
        self.assertEqual(refresh("--last-day", "2026-11-18"), (made, True))
        self.assertEqual(refresh("--last-day", "2026-11-17"), (made, True))
        remade, kept = refresh("--last-day", "2026-11-19")
        self.assertNotEqual(remade, made)
        self.assertFalse(kept)
        self.assertFalse(refresh("--last-day", "2026-11-19", "--seed", 5)[1])
        (path.parent / "planted.json").unlink()
        self.assertFalse(refresh("--last-day", "2026-11-19", "--seed", 5)[1])

    # The planted facts, worked out again without the program's own queries

    def test_every_query_told_gives_the_rows_told(self):
        for fact in self.planted["facts"]:
            self.assertTrue(fact["statement"])
            for check in fact["checks"]:
                cursor = self.db.execute(check["sql"])
                names = [column[0] for column in cursor.description]
                found = [dict(zip(names, row)) for row in cursor]
                self.assertEqual(found, check["rows"], fact["id"])

    def test_ev_sales_fell_in_one_region_where_two_dealers_had_no_ion_4(self):
        units = collections.Counter()
        ion_4 = collections.Counter()
        for sold_on, region, dealer, model in self.rows(
            "SELECT sold_on, regions.name, dealers.name, models.name FROM sales,"
            " dealers, regions, models WHERE dealers.id = dealer_id"
            " AND regions.id = region_id AND models.id = model_id"
            " AND powertrain = 'EV' AND sold_on >= ?",
            str(self.week_ago - datetime.timedelta(days=7)),
        ):
            week = monday(day(sold_on))
            units[region, week] += 1
            if model == "Ion 4":
                ion_4[dealer, week] += 1
        before = self.week_ago - datetime.timedelta(days=7)
        told = self.told("ev_sales_fell_in_the_midwest")
        self.assertEqual(len(told), 5)
        for region, week_before, last_week in told:
            self.assertEqual(units[region, before], week_before)
            self.assertEqual(units[region, self.week_ago], last_week)
            if region == "Midwest":
                self.assertLess(last_week, week_before * 0.8)
            else:
                self.assertGreater(last_week, week_before * 0.8)
        told = self.told("ev_sales_fell_in_the_midwest", 1)
        self.assertEqual(len(told), 2)
        for dealer, week_before, last_week in told:
            self.assertEqual(ion_4[dealer, before], week_before)
            self.assertEqual(last_week, 0)
            self.assertNotIn((dealer, self.week_ago), ion_4)
        without = {row[:2] for row in self.told("ev_sales_fell_in_the_midwest", 2)}
        self.assertEqual(without, {(row[0], "Ion 4") for row in told})

    def test_claims_for_one_battery_rose_for_six_weeks(self):
        claims = collections.Counter(
            str(monday(day(row[0])))
            for row in self.rows(
                "SELECT claimed_on FROM warranty_claims WHERE component_id ="
                " (SELECT id FROM components WHERE name = 'Battery pack B2')"
            )
        )
        told = self.told("battery_claims_rose_for_six_weeks")
        self.assertEqual(len(told), 7)
        self.assertEqual(told[-1][0], str(self.week_ago))
        for week, count in told:
            self.assertEqual(claims[week], count)
        counts = [count for _, count in told]
        self.assertEqual(counts, sorted(set(counts)))
        self.assertEqual(
            self.told("battery_claims_rose_for_six_weeks", 1),
            self.rows(
                "SELECT name FROM suppliers WHERE id = (SELECT supplier_id"
                " FROM components WHERE name = 'Battery pack B2')"
            ),
        )

    def test_four_dealers_of_the_midwest_sold_no_service_contract(self):
        revenue = collections.Counter()
        contracts = collections.Counter()
        for sold_on, amount, product, dealer, region in self.rows(
            "SELECT fni_contracts.sold_on, revenue, product, dealers.name,"
            " regions.name FROM fni_contracts, sales, dealers, regions"
            " WHERE sales.id = sale_id AND dealers.id = dealer_id"
            " AND regions.id = region_id AND fni_contracts.sold_on >= ?",
            str(self.week_ago),
        ):
            week = monday(day(sold_on))
            if day(sold_on).weekday() <= LAST_DAY.weekday():
                revenue[region, week] += amount
            if product == "Service contract":
                contracts[dealer, week] += 1
        for region, before, now in self.told("fni_revenue_dropped_in_the_midwest"):
            self.assertEqual(revenue[region, self.week_ago], before)
            self.assertEqual(revenue[region, self.week], now)
            if region == "Midwest":
                self.assertLess(now, before * 0.85)
        products = self.told("fni_revenue_dropped_in_the_midwest", 1)
        falls = {product: before - now for product, before, now in products}
        self.assertEqual(max(falls, key=falls.get), "Service contract")
        dealers = self.told("fni_revenue_dropped_in_the_midwest", 2)
        self.assertEqual(len(dealers), 4)
        for dealer, before, now in dealers:
            self.assertEqual(contracts[dealer, self.week_ago], before)
            self.assertGreater(before, 0)
            self.assertEqual(now, 0)
            self.assertNotIn((dealer, self.week), contracts)

    def test_one_plant_stood_still_on_one_day(self):
        minutes = dict(
            self.rows(
                "SELECT plants.name, SUM(downtime_minutes) FROM production,"
                " plants WHERE plants.id = plant_id AND made_on = ?"
                " GROUP BY 1",
                self.planted["days"]["spike_day"],
            )
        )
        told = self.told("downtime_spike_in_monterrey")
        self.assertEqual({row[0]: row[1] for row in told}, minutes)
        worst = max(told, key=lambda row: row[1])
        self.assertEqual(worst[0], "Monterrey")
        self.assertGreater(worst[1], 10 * worst[2])

    def test_one_component_runs_out_within_its_lead_time(self):
        short = [
            (plant, component, on_hand, use, on_hand // use, lead)
            for plant, component, on_hand, use, lead in self.rows(
                "SELECT plants.name, components.name, on_hand, daily_use,"
                " lead_time_days FROM component_stock, plants, components,"
                " suppliers WHERE plants.id = plant_id"
                " AND components.id = component_id"
                " AND suppliers.id = supplier_id AND as_of = ?",
                str(LAST_DAY),
            )
            if on_hand / use < lead
        ]
        self.assertEqual(len(short), 1)
        self.assertEqual(self.told("component_runs_out_within_its_lead_time"), short)

    def test_repairs_of_one_plant_take_twice_as_long(self):
        took = collections.defaultdict(list)
        for plant, opened, closed in self.rows(
            "SELECT name, opened_on, closed_on FROM repairs, plants"
            " WHERE plants.id = plant_id AND closed_on >= ?",
            str(LAST_DAY - datetime.timedelta(days=89)),
        ):
            took[plant].append((day(closed) - day(opened)).days)
        told = self.told("repairs_in_leipzig_take_twice_as_long")
        others = []
        for plant, repairs, mean in told:
            self.assertEqual(len(took[plant]), repairs)
            self.assertAlmostEqual(sum(took[plant]) / repairs, mean, delta=0.006)
            if plant != "Leipzig":
                others += took[plant]
        slow = dict((row[0], row[2]) for row in told)["Leipzig"]
        self.assertAlmostEqual(slow / (sum(others) / len(others)), 2, delta=0.15)

    def test_the_data_faults_are_there_and_counted(self):
        seen = collections.Counter(
            self.rows("SELECT sale_id, claimed_on, component_id, cost FROM warranty_claims")
        )
        doubled = sum(count - 1 for count in seen.values())
        self.assertGreater(doubled, 0)
        self.assertEqual(self.told("duplicated_claims"), [(doubled,)])

        sold = dict(self.rows("SELECT id, sold_on FROM sales"))
        early = sum(
            claimed < sold[sale]
            for sale, claimed in self.rows(
                "SELECT sale_id, claimed_on FROM warranty_claims"
            )
        )
        self.assertGreater(early, 0)
        self.assertEqual(self.told("claims_before_their_sale"), [(early,)])

        negative = sorted(
            row
            for row in self.rows("SELECT id, sold_on, price FROM sales")
            if row[2] < 0
        )
        self.assertEqual(len(negative), 3)
        self.assertEqual(self.told("negative_prices"), negative)

        planned = {row[0] for row in self.rows("SELECT month FROM forecasts")}
        months = {sold_on[:8] + "01" for sold_on in sold.values()}
        missing = sorted(m for m in months - planned if m > min(planned))
        self.assertEqual(len(missing), 1)
        self.assertEqual(self.told("month_without_forecasts"), [(missing[0],)])

    def test_claims_and_revenue_are_up_on_the_year_before(self):
        start = LAST_DAY - datetime.timedelta(days=364)
        before = start - datetime.timedelta(days=365)

        def split(pairs):
            sums = [0, 0]
            for date, amount in pairs:
                if str(before) <= date <= str(LAST_DAY):
                    sums[date >= str(start)] += amount
            return sums

        claims = split(self.rows("SELECT claimed_on, 1 FROM warranty_claims"))
        revenue = split(self.rows("SELECT sold_on, price FROM sales"))
        told = {row[0]: row[1:] for row in self.told("year_over_year")}
        for name, (old, new) in (("claims", claims), ("revenue", revenue)):
            self.assertEqual(told[name][:2], (old, new))
            self.assertAlmostEqual(told[name][2], new / old, places=4)
            self.assertGreater(new, old * 1.05)


@unittest.skipUnless(PROGRAM.exists(), f"{PROGRAM} has not been built")
class OtherDays(unittest.TestCase):
    """The facts do not depend on the weekday or month that comes last."""

    def test_ev_and_fni_fall_in_the_midwest_whatever_the_last_day(self):
        for last in ("2026-11-16", "2026-11-22", "2024-02-29", "2026-03-03"):
            with self.subTest(last_day=last), tempfile.TemporaryDirectory() as temp:
                folder = pathlib.Path(temp)
                result = run("--last-day", last, folder / "demo.db")
                self.assertEqual(result.returncode, 0, result.stderr)
                planted = json.loads((folder / "planted.json").read_text())
                facts = {fact["id"]: fact for fact in planted["facts"]}
                for name, now in (
                    ("ev_sales_fell_in_the_midwest", "last_week"),
                    ("fni_revenue_dropped_in_the_midwest", "this_week"),
                ):
                    rows = facts[name]["checks"][0]["rows"]
                    row = next(r for r in rows if r["region"] == "Midwest")
                    self.assertLess(row[now], row["week_before"], name)


if __name__ == "__main__":
    unittest.main()
