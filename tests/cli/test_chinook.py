"""A database that nobody here made, the Chinook sample, behind templates that
were written for it. What is expected is worked out in Python from the tables,
not by the templates' SQL.
"""
import collections
import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import unittest
from decimal import Decimal

TOP = pathlib.Path(__file__).resolve().parents[2]
RECKONER = (TOP / os.environ.get("RECKONER_BUILD", "build")).resolve() / (
    "reckoner")
PROJECT = TOP / "tests/projects/chinook"
DATABASE = pathlib.Path(os.environ.get(
    "CHINOOK_DATABASE", TOP / "../shared/data/chinook.sqlite"))
TABLES = ("Album", "Artist", "Customer", "Employee", "Genre", "Invoice",
          "InvoiceLine", "MediaType", "Playlist", "PlaylistTrack", "Track")


def table(db, name):
    rows = db.execute(f"SELECT * FROM {name}")
    names = [column[0] for column in rows.description]
    return [dict(zip(names, row)) for row in rows]


def money(value):
    return Decimal(str(value))


class Shop:
    """The tables, and sums over them that know no SQL."""

    def __init__(self, path):
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro",
                                                uri=True)) as db:
            for name in TABLES:
                setattr(self, name, table(db, name))
        self.track = {t["TrackId"]: t for t in self.Track}
        self.customer = {c["CustomerId"]: c for c in self.Customer}
        self.genre = {g["GenreId"]: g["Name"] for g in self.Genre}
        self.album = {a["AlbumId"]: a for a in self.Album}
        self.artist = {a["ArtistId"]: a["Name"] for a in self.Artist}

    def invoices_by(self, key):
        """key -> the totals of its invoices."""
        totals = collections.defaultdict(list)
        for invoice in self.Invoice:
            totals[key(invoice)].append(money(invoice["Total"]))
        return totals

    def lines_by(self, key):
        """key -> (tracks sold, revenue)"""
        sums = collections.defaultdict(lambda: [0, Decimal(0)])
        for line in self.InvoiceLine:
            entry = sums[key(self.track[line["TrackId"]])]
            entry[0] += line["Quantity"]
            entry[1] += line["Quantity"] * money(line["UnitPrice"])
        return sums

    def sales_by_country(self):
        return {(k, sum(v), len(v)) for k, v in
                self.invoices_by(lambda i: i["BillingCountry"]).items()}

    def average_invoice_by_country(self):
        return {(k, round(sum(v) / len(v), 4)) for k, v in
                self.invoices_by(lambda i: i["BillingCountry"]).items()}

    def revenue_by_month(self):
        months = self.invoices_by(lambda i: i["InvoiceDate"][:7] + "-01")
        return {(k, sum(v), len(v)) for k, v in months.items()}

    def top_customers(self):
        rows = self.invoices_by(lambda i: i["CustomerId"]).items()
        return {(f"{c['FirstName']} {c['LastName']}", c["Country"], sum(v),
                 len(v)) for c, v in ((self.customer[k], v) for k, v in rows)}

    def sales_by_support_rep(self):
        totals = self.invoices_by(
            lambda i: self.customer[i["CustomerId"]]["SupportRepId"])
        buyers = {i["CustomerId"] for i in self.Invoice}
        return {(f"{e['FirstName']} {e['LastName']}",
                 sum(totals[e["EmployeeId"]]),
                 sum(self.customer[b]["SupportRepId"] == e["EmployeeId"]
                     for b in buyers))
                for e in self.Employee if e["EmployeeId"] in totals}

    def best_selling_artists(self):
        sums = self.lines_by(lambda t: self.album[t["AlbumId"]]["ArtistId"])
        return {(self.artist[k], *v) for k, v in sums.items()}

    def best_selling_genres(self):
        return {(self.genre[k], *v) for k, v in
                self.lines_by(lambda t: t["GenreId"]).items()}

    def unsold_tracks_by_genre(self):
        sold = {line["TrackId"] for line in self.InvoiceLine}
        every, unsold = collections.Counter(), collections.Counter()
        for t in self.Track:
            every[self.genre[t["GenreId"]]] += 1
            unsold[self.genre[t["GenreId"]]] += t["TrackId"] not in sold
        return {(genre, unsold[genre], every[genre]) for genre in every}

    def longest_playlists(self):
        lengths = collections.defaultdict(list)
        for row in self.PlaylistTrack:
            lengths[row["PlaylistId"]].append(
                self.track[row["TrackId"]]["Milliseconds"])
        return {(p["PlaylistId"], p["Name"], len(lengths[p["PlaylistId"]]),
                 round(sum(lengths[p["PlaylistId"]]) / 3600000, 2))
                for p in self.Playlist if p["PlaylistId"] in lengths}

    def tracks_by_media_type(self):
        rows = set()
        for kind in self.MediaType:
            sizes = [t["Bytes"] for t in self.Track
                     if t["MediaTypeId"] == kind["MediaTypeId"]]
            if sizes:
                rows.add((kind["Name"], len(sizes),
                          round(sum(sizes) / 1e6, 1)))
        return rows


class Chinook(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not DATABASE.exists():
            raise unittest.SkipTest("the Chinook database is not here: name "
                                    "it in CHINOOK_DATABASE")
        folder = tempfile.TemporaryDirectory(prefix="reckoner-chinook-")
        cls.addClassCleanup(folder.cleanup)
        cls.path = pathlib.Path(folder.name) / "chinook"
        shutil.copytree(PROJECT, cls.path)
        (cls.path / "var").mkdir()
        shutil.copy(DATABASE, cls.path / "var/chinook.sqlite")
        cls.shop = Shop(cls.path / "var/chinook.sqlite")
        cls.regenerated = cls.run_program("regenerate", "--json")

    @classmethod
    def run_program(cls, *words):
        done = subprocess.run([RECKONER, *words], cwd=cls.path, text=True,
                              capture_output=True, timeout=120, check=False)
        return done.returncode, done.stdout, done.stderr

    def rows(self, name):
        code, out, err = self.run_program("show", "--json", name)
        self.assertEqual(code, 0, err)
        return json.loads(out)["data"]

    def ask(self, question):
        code, out, err = self.run_program("ask", "--json", question)
        self.assertIn(code, (0, 3), err)
        answer = json.loads(out)
        self.assertEqual(code == 0, answer["status"] == "hit", question)
        return answer

    def test_the_project_has_no_mistakes(self):
        code, out, err = self.run_program("check")
        self.assertEqual((code, err), (0, ""))
        self.assertIn("10 templates: 0 errors, 0 warnings", out)

    def test_every_template_gives_a_dump(self):
        code, out, err = self.regenerated
        self.assertEqual(code, 0, err)
        result = json.loads(out)
        self.assertEqual((result["made"], result["failed"]), (10, []))
        self.assertEqual(self.run_program("verify")[0], 0)

    def test_every_dump_is_what_the_tables_say(self):
        count = 0
        for path in sorted(PROJECT.glob("queries/*/*.sql")):
            name = f"{path.parent.name}/{path.stem}"
            with self.subTest(name=name):
                expected = getattr(self.shop, path.stem)()
                rows = self.rows(name)
                self.assertEqual(len(rows), len(expected))
                found = {tuple(row.values()) for row in rows}
                for row in sorted(expected, key=str):
                    near = [f for f in found if all(
                        a == b or (isinstance(a, (int, float)) and
                                   abs(float(a) - float(b)) < 1e-4)
                        for a, b in zip(f, row))]
                    self.assertEqual(len(near), 1, row)
                    count += 1
        self.assertGreater(count, 400)

    # ---- questions ----

    def assert_hit(self, question, name, rows):
        """`rows`: a function of all rows of the dump, as Python would."""
        answer = self.ask(question)
        self.assertEqual((answer["status"], answer["route"]["id"]),
                         ("hit", name), question)
        self.assertEqual(answer["result"]["data"], rows(self.rows(name)),
                         question)
        self.assertEqual(answer["usage"]["tokens"], 0)

    def test_questions_are_answered_with_the_rows_that_they_ask_for(self):
        def all_rows(rows):
            return rows

        def where(column, *values):
            return lambda rows: [r for r in rows if r[column] in values]

        def first(count):
            return lambda rows: rows[:count]

        def lowest(column):
            return lambda rows: sorted(rows, key=lambda r: r[column])

        def starts(column, text):
            return lambda rows: [r for r in rows if r[column].startswith(text)]

        cases = (
            ("What are the sales by country?", "sales/sales_by_country",
             all_rows),
            ("sales in Brazil", "sales/sales_by_country",
             where("country", "Brazil")),
            ("sales in the United Kingdom", "sales/sales_by_country",
             where("country", "United Kingdom")),
            ("turnover by country", "sales/sales_by_country", all_rows),
            ("sales in Germany and France", "sales/sales_by_country",
             where("country", "Germany", "France")),
            ("sales by country except USA", "sales/sales_by_country",
             lambda rows: [r for r in rows if r["country"] != "USA"]),
            ("Which country has the lowest sales?", "sales/sales_by_country",
             lowest("revenue")),
            ("top 5 countries by sales", "sales/sales_by_country", first(5)),
            ("average invoice in Chile", "sales/average_invoice_by_country",
             where("country", "Chile")),
            ("Which country has the lowest average invoice?",
             "sales/average_invoice_by_country", lowest("average_invoice")),
            ("revenue by month", "sales/revenue_by_month", all_rows),
            ("What was the revenue in March 2024?", "sales/revenue_by_month",
             where("month", "2024-03-01")),
            ("revenue in April 2024", "sales/revenue_by_month",
             where("month", "2024-04-01")),
            ("revenue in 2023", "sales/revenue_by_month",
             starts("month", "2023-")),
            ("revenue in Q1 2023", "sales/revenue_by_month",
             where("month", "2023-01-01", "2023-02-01", "2023-03-01")),
            ("top 3 customers", "sales/top_customers", first(3)),
            ("best customers in Canada", "sales/top_customers",
             where("country", "Canada")),
            ("income by month", "sales/revenue_by_month", all_rows),
            ("sales of Jane Peacock", "sales/sales_by_support_rep",
             where("employee", "Jane Peacock")),
            ("Which employee sold the least?", "sales/sales_by_support_rep",
             lowest("revenue")),
            ("top 5 artists", "catalogue/best_selling_artists", first(5)),
            ("Which bands sell best?", "catalogue/best_selling_artists",
             all_rows),
            ("What are the best-selling genres?",
             "catalogue/best_selling_genres", all_rows),
            ("worst selling genres", "catalogue/best_selling_genres",
             lowest("tracks_sold")),
            ("tracks never sold in Rock", "catalogue/unsold_tracks_by_genre",
             where("genre", "Rock")),
            ("unsold Latin tracks", "catalogue/unsold_tracks_by_genre",
             where("genre", "Latin")),
            ("longest playlists", "catalogue/longest_playlists", all_rows),
            ("How long is the Grunge playlist?",
             "catalogue/longest_playlists", where("playlist", "Grunge")),
        )
        for question, name, rows in cases:
            with self.subTest(question=question):
                self.assert_hit(question, name, rows)

    def test_questions_that_no_dump_covers_are_not_hits(self):
        questions = (
            "sales in Atlantis",            # no such country
            "sales by city",                # no such dimension
            "profit by country",            # no such measure
            "How many customers does each country have?",
            "How many customers are there?",
            "Which artists have the most albums?",
            "best-selling artists in Brazil",  # artists have no country here
            "sales by country in 2023",     # countries have no year here
            "revenue in 2019",              # before the first invoice
            "revenue in March 2026",        # after the last one
            "revenue last month",
            "sales yesterday",
            "revenue by week",
            "What is the weather in Brazil?",
            "Delete all invoices",
            "Which employee earns the most?",
        )
        for question in questions:
            with self.subTest(question=question):
                answer = self.ask(question)
                self.assertNotEqual(answer["status"], "hit",
                                    answer.get("answer"))


if __name__ == "__main__":
    unittest.main()
