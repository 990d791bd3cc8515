"""The files of golden questions are well-formed, and their SQL runs on the
database of the company that they ask about. RECKONER_QUESTIONS names one more
file that is to be checked like them; `parcels:FILE` is one about the carrier,
`clinic:FILE` one about the hospitals, `hotels:FILE` one about the hotels,
`DIR:FILE` one about the company in a folder."""
import contextlib
import io
import random
import os
import pathlib
import re
import shutil
import sqlite3
import tempfile
import unittest

import check_golden
import clinic
import hotels
import parcels
import reckoner


def sets():
    """All files that are checked, each with the name of its company."""
    named = os.environ.get("RECKONER_QUESTIONS")
    if not named:
        return list(check_golden.SETS.values())
    project, _, path = named.rpartition(":")
    return [*check_golden.SETS.values(), (pathlib.Path(path), project or "demo")]


SETS = sets()
FOLDERS = {
    "demo": reckoner.ROOT,
    "parcels": parcels.FOLDER,
    "clinic": clinic.FOLDER,
    "hotels": hotels.FOLDER,
}

# The first questions about these were dealt into two halves, of so many each; one
# is kept here.
HALVES = {"clinic": 120, "hotels": 80}

# What share of the templates a file asks for at least, where it is not each of them:
# the half of weekday's questions that is kept here leaves some out.
SHARES = {"weekday.tsv": 0.85}


def templates(project):
    """The ids of a company's templates, as its folder has them."""
    folder = FOLDERS.get(project, pathlib.Path(project))
    paths = (folder / "queries").glob("*/*.sql")
    return {f"{path.parent.name}/{path.stem}" for path in paths}


class GoldenFile(unittest.TestCase):
    """What can be said of the file without the program."""

    def test_it_has_as_many_questions_of_each_kind_as_it_promises(self):
        rows = check_golden.read_rows()
        refused = [r for r in rows if r.expected != "hit" and not r.statements]
        self.assertGreaterEqual(len(rows), 400)
        self.assertGreaterEqual(len(refused), 150)
        self.assertGreaterEqual(sum(r.adversarial == "yes" for r in rows), 150)
        self.assertGreaterEqual(sum(r.context != "" for r in rows), 20)

    def test_every_template_exists_and_is_asked_for(self):
        known = templates("demo")
        named, hit = set(), set()
        for row in check_golden.read_rows():
            named.update(row.templates)
            if row.expected == "hit":
                hit.update(row.templates)
        self.assertEqual(named - known, set())
        self.assertEqual(known - hit, set())

    def test_later_files_ask_for_every_template_and_refuse_two_in_five(self):
        for path, project in SETS[1:]:
            with self.subTest(path.name):
                rows = check_golden.read_rows(path)
                hits = [row for row in rows if row.expected == "hit"]
                refused = [r for r in rows if r.expected != "hit" and not r.statements]
                asked = {t for row in hits for t in row.templates}
                self.assertGreaterEqual(len(rows), HALVES.get(project, 150))
                self.assertGreaterEqual(len(refused), 0.4 * len(rows))
                known, share = templates(project), SHARES.get(path.name, 1)
                self.assertEqual(asked - known, set())
                self.assertGreaterEqual(len(asked), share * len(known), known - asked)

    def test_golden_md_says_how_many_questions_each_set_has(self):
        page = (check_golden.HERE / "golden.md").read_text(encoding="utf-8")
        for name, (path, _) in check_golden.SETS.items():
            with self.subTest(name):
                said = re.search(rf"^\| `{name}` \|[^|]*\| (\d+)\b", page, re.MULTILINE)
                self.assertTrue(said, "there is no row for it")
                self.assertEqual(int(said[1]), len(check_golden.read_rows(path)))

    def test_no_question_stands_in_two_files_about_a_company(self):
        seen = {}
        for path, project in SETS:
            for row in check_golden.read_rows(path):
                key = (project, row.question.casefold(), row.context.casefold())
                self.assertEqual(seen.setdefault(key, path), path, key)

    def test_a_line_that_is_wrong_is_said(self):
        good = ["q001", "sales?", "", "not_hit", "", "", "", "why"]
        self.assertEqual(check_golden.Row(2, good).why, "why")
        for cell, value in ((0, "1"), (1, " "), (3, "maybe"), (5, "no"), (7, "")):
            bad = [value if i == cell else old for i, old in enumerate(good)]
            with self.assertRaises(check_golden.Malformed):
                check_golden.Row(2, bad)
        with self.assertRaises(check_golden.Malformed):
            check_golden.Row(2, good[1:])


class Misspelling(unittest.TestCase):
    """One letter of one word, the same for the same seed."""

    def test_one_word_of_four_letters_is_one_edit_away(self):
        question = "Top 5 models in the West, 2026?"
        for seed in range(200):
            made = check_golden.misspell(question, random.Random(seed))
            self.assertNotEqual(made, question)
            self.assertLessEqual(abs(len(made) - len(question)), 1)
            kept = [w for w in ("Top", "5", "in", "the", "2026?") if w in made]
            self.assertEqual(kept, ["Top", "5", "in", "the", "2026?"])

    def test_a_seed_gives_the_same_questions_again(self):
        rows = check_golden.read_rows()[:50]
        first, again, other = (
            [row.question for row in check_golden.misspelt(rows, seed)]
            for seed in (1, 1, 2)
        )
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_what_has_no_long_word_stays(self):
        self.assertEqual(check_golden.misspell("Q3 F&I?", random.Random(1)), "Q3 F&I?")


class Comparing(unittest.TestCase):
    """Which rows count as the right ones."""

    A, B, C = ({"n": 1.0, "x": "a"}, {"n": 2, "x": "b"}, {"n": 2, "x": "c"})

    def is_right(self, shown, order=None, limit=None):
        rows = [self.B, self.C, self.A]
        return check_golden.Answer(rows, order, limit).is_shown_by(shown)

    def test_without_an_order_any_order_is_right(self):
        self.assertTrue(self.is_right([self.A, self.B, self.C]))
        self.assertFalse(self.is_right([self.A, self.B]))
        self.assertFalse(self.is_right([self.A, self.B, self.B]))

    def test_an_order_binds_all_but_equal_rows(self):
        self.assertTrue(self.is_right([self.C, self.B, self.A], "n"))
        self.assertFalse(self.is_right([self.A, self.B, self.C], "n"))

    def test_a_limit_may_cut_between_equal_rows(self):
        self.assertTrue(self.is_right([self.C], "n", 1))
        self.assertFalse(self.is_right([self.A], "n", 1))
        self.assertFalse(self.is_right([self.C, self.B], "n", 1))

    def test_a_limit_of_minus_one_takes_any_number_of_first_rows(self):
        self.assertTrue(self.is_right([self.C], "n", -1))
        self.assertTrue(self.is_right([self.C, self.B, self.A], "n", -1))
        self.assertFalse(self.is_right([self.A], "n", -1))
        self.assertFalse(self.is_right([], "n", -1))

    def test_another_column_or_number_is_wrong(self):
        self.assertFalse(self.is_right([{"n": 1}, self.B, self.C]))
        self.assertFalse(self.is_right([{"n": 1.000001, "x": "a"}, self.B, self.C]))
        self.assertTrue(self.is_right([{"x": "a", "n": 1}, self.B, self.C]))


def truth_of(project):
    return contextlib.closing(check_golden.Truth(check_golden.project_of(project)))


@unittest.skipUnless(
    reckoner.DEMO_PROGRAM.exists() and reckoner.PROGRAM.exists(),
    f"{reckoner.BUILD} has not been built",
)
class GoldenStatements(unittest.TestCase):
    """The SQL, on the database that the questions are about."""

    def test_every_statement_runs_and_a_hit_has_rows(self):
        for path, project in SETS:
            with self.subTest(path.name), truth_of(project) as truth:
                check_golden.check_statements(check_golden.read_rows(path), truth)

    def test_a_statement_that_fails_is_said(self):
        row = check_golden.Row(
            2,
            ["q001", "sales?", "", "hit", "sales_analytics/daily_units", "",
             "SELECT nothing FROM dump", ""],
        )
        with truth_of("demo") as truth:
            with self.assertRaises(check_golden.Malformed):
                check_golden.check_statements([row], truth)
            self.assertRaises(sqlite3.Error, truth.rows, "SELECT", "")

    def test_a_template_of_another_company_is_said(self):
        with truth_of("parcels") as truth:
            row = check_golden.read_rows()[0]
            with self.assertRaises(check_golden.Malformed):
                check_golden.check_statements([row], truth)

    def test_a_company_in_another_folder_is_asked_like_those_kept_here(self):
        file, asked = str(check_golden.SETS["parcels"][0]), ["p001", "p002", "p003"]
        with tempfile.TemporaryDirectory() as temp:
            folder = shutil.copytree(parcels.FOLDER, f"{temp}/elsewhere")
            elsewhere = report_of("--file", file, "--project-folder", folder, *asked)
        self.assertEqual(elsewhere, report_of("--set", "parcels", *asked))
        self.assertIn("all: 3 questions", elsewhere)


def report_of(*words):
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert check_golden.main(words) == 0
    return said.getvalue()


if __name__ == "__main__":
    unittest.main()
