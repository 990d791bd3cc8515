"""How far the router can be trusted, as its own command says it."""
import demo
import reckoner

GOLDEN = """\
question\texpected\ttemplate\tcontext
How many cars are there?\thit\tstock/cars\t
How many lorries are there?\thit\tstock/lorries\t
Who invented the wheel?\tmiss\t\t
How many lorries are there?\thit\tstock/cars\t
"""


class Eval(reckoner.Case):
    """A project with two answers, and the demo."""

    def made(self):
        made = self.project("CREATE TABLE cars(a); CREATE TABLE lorries(a)")
        for name in ("cars", "lorries"):
            made.template(
                f"stock/{name}",
                f"SELECT count(*) AS {name} FROM {name}",
                [f"How many {name} are there?"],
            )
        self.run_ok(made, "regenerate")
        return made

    def test_golden_questions_are_asked_of_the_projects_dumps(self):
        made = self.made()
        made.write("tests/eval/golden.tsv", GOLDEN)
        report = self.run_ok(made, "eval", "--json").json
        self.assertEqual(report["questions"], 4)
        self.assertEqual(report["answerable"], 3)
        self.assertEqual((report["hits"], report["wrong_hits"]), (3, 1))
        self.assertEqual(report["refused_right"], 1)
        self.assertAlmostEqual(report["coverage"], 2 / 3, 3)

    def test_without_golden_questions_it_says_where_they_belong(self):
        result = self.made().run("eval")
        self.assertNotEqual(result.code, reckoner.DONE)
        self.assertIn("tests/eval/golden.tsv", result.err)

    def test_few_questions_are_too_few_to_calibrate_by(self):
        made = self.made()
        made.write("own.tsv", GOLDEN)
        result = self.run_ok(made, "eval", "--golden", "own.tsv", "--calibrate")
        self.assertIn("router:\n  accept: ", result.out)
        self.assertIn("Too few questions", result.out)

    def test_options_that_make_no_sense_are_refused(self):
        made = self.made()
        for words, said in (
            (("--wrong", "101"), "percentage"),
            (("--wrong", "nan"), "percentage"),
            (("--index", "data.db"), "--queries is missing"),
            (("--as-of", "May"), "not a day"),
        ):
            result = made.run("eval", *words)
            self.assertEqual(result.code, reckoner.USAGE, words)
            self.assertIn(said, result.err)

    def test_no_golden_question_of_the_demo_is_answered_by_another_template(self):
        golden = reckoner.ROOT / "tests/eval/golden.tsv"
        expected = [
            line.split("\t")[3]
            for line in golden.read_text(encoding="utf-8").splitlines()[1:]
        ]
        report = self.run_ok(
            demo.project(), "eval", "--golden", golden, "--as-of", demo.DAY, "--json"
        ).json
        self.assertEqual(report["questions"], len(expected))
        self.assertEqual(report["answerable"], expected.count("hit"))
        self.assertEqual(report["wrong_hits"], 0)
