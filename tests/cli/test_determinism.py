"""The same rows give the same bytes: for the same day, for the next day, and in
another folder."""
import datetime
import hashlib

import reckoner

SQL = """
CREATE TABLE sales(day TEXT, region TEXT, units INTEGER, price REAL);
WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < 999)
INSERT INTO sales SELECT date('2026-10-01', '+' || (i % 31) || ' days'),
  'Region ' || (i * 7 % 5), i % 13, i * 1.1 FROM c;
"""
DAY, NEXT_DAY = "2026-11-20", "2026-11-21"


class Determinism(reckoner.Case):
    """A template with a period and one without, over rows that stay."""

    def make(self):
        made = self.project(SQL)
        made.template(
            "sales/by_region",
            "SELECT region, SUM(units) AS units, SUM(price) AS revenue FROM sales"
            " GROUP BY 1 ORDER BY 2 DESC, 1",
            ["How many units per region?"],
            "order: units desc\ncolumns: {units: {aggregate: sum, role: measure}}",
        )
        made.template(
            "sales/last_month",
            "SELECT day, SUM(units) AS units FROM sales"
            " WHERE day >= :from AND day < :until GROUP BY 1 ORDER BY 1",
            ["How many units per day last month?"],
            "period: last month\n"
            "columns: {day: {type: date, role: time, grain: day}}",
        )
        return made

    def regenerate(self, made, day):
        return self.run_ok(made, "regenerate", "--json", "--as-of", day).json

    @staticmethod
    def objects(made):
        """Every object that the current manifest names, with its bytes."""
        folder = made.folder / "dumps/objects"
        found = {}
        for entry in made.manifest()["dumps"]:
            for kind in ("object", "columns"):
                name = entry[kind]["hash"]
                (path,) = folder.glob(f"{name[:2]}/{name[2:]}.*")
                found[entry["id"], kind] = (name, path.read_bytes())
        return found

    @staticmethod
    def files(made):
        return {
            str(path.relative_to(made.folder)): path.read_bytes()
            for path in (made.folder / "dumps/objects").rglob("*")
            if path.is_file()
        }

    def test_twice_for_the_same_day_makes_no_new_object(self):
        made = self.make()
        self.regenerate(made, DAY)
        objects, files = self.objects(made), self.files(made)
        told = self.regenerate(made, DAY)
        self.assertEqual((told["made"], told["unchanged"]), (0, 2))
        self.assertEqual(self.objects(made), objects)
        self.assertEqual(self.files(made), files)

    def test_for_the_next_day_over_the_same_rows_makes_no_new_object(self):
        made = self.make()
        self.regenerate(made, DAY)
        objects = self.objects(made)
        told = self.regenerate(made, NEXT_DAY)
        self.assertEqual((told["made"], told["unchanged"]), (0, 2))
        self.assertEqual(self.objects(made), objects)
        days = {d["as_of"] for d in made.manifest()["dumps"]}
        self.assertEqual(days, {NEXT_DAY})

    def test_two_projects_in_two_folders_make_the_same_bytes(self):
        one, other = self.make(), self.make()
        self.regenerate(one, DAY)
        self.regenerate(other, DAY)
        self.assertEqual(self.files(one), self.files(other))
        self.assertGreaterEqual(len(self.files(one)), 5)

    def test_one_worker_or_many_make_the_same_bytes(self):
        one, other = self.make(), self.make()
        for made, workers in ((one, 1), (other, 8)):
            made.write(
                "config/reckoner.yaml",
                f"{reckoner.CONFIG}refresh:\n  workers: {workers}\n",
            )
            self.regenerate(made, DAY)
        self.assertEqual(self.files(one), self.files(other))

    def test_the_order_in_which_rows_were_inserted_is_not_seen(self):
        one, other = self.make(), self.make()
        other.sql(
            "CREATE TABLE turned AS SELECT * FROM sales ORDER BY rowid DESC;"
            "DELETE FROM sales; INSERT INTO sales(day, region, units, price)"
            " SELECT day, region, units, price FROM turned"
        )
        for made in (one, other):
            made.remove("sales/by_region")
            self.regenerate(made, DAY)
        self.assertEqual(self.files(one), self.files(other))

    def test_an_object_is_named_by_its_content(self):
        made = self.make()
        self.regenerate(made, DAY)
        for (_, kind), (name, content) in self.objects(made).items():
            if kind == "object":
                content = reckoner.gunzip(content)
            self.assertIn(
                name,
                (
                    hashlib.sha256(content).hexdigest(),
                    hashlib.sha256(self.packed(made, name)).hexdigest(),
                ),
            )

    @staticmethod
    def packed(made, name):
        (path,) = (made.folder / "dumps/objects").glob(f"{name[:2]}/{name[2:]}.*")
        return path.read_bytes()

    def test_no_clock_and_no_day_stands_in_a_dump(self):
        made = self.make()
        self.regenerate(made, DAY)
        today = datetime.datetime.now(datetime.timezone.utc)
        for (_, kind), (_, content) in self.objects(made).items():
            text = reckoner.gunzip(content) if kind == "object" else content
            self.assertNotIn(DAY.encode(), text)
            self.assertNotIn(today.strftime("%Y-%m-%dT%H").encode(), text)

    def test_another_period_with_other_rows_is_another_dump(self):
        made = self.make()
        self.regenerate(made, DAY)
        told = self.regenerate(made, "2026-12-20")
        self.assertEqual((told["made"], told["unchanged"]), (1, 1))
        self.assertEqual(made.dump("sales/last_month")["data"], [])

    def test_a_day_gone_by_can_be_made_again(self):
        made = self.make()
        self.regenerate(made, DAY)
        first = self.objects(made)
        self.regenerate(made, "2026-12-20")
        self.regenerate(made, DAY)
        self.assertEqual(self.objects(made), first)
