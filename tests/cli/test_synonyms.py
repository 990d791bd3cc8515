"""config/synonyms.yaml: the words that a project uses for those of its
templates."""
import reckoner

SQL = """
CREATE TABLE sales(dealer TEXT, region TEXT, units INTEGER);
INSERT INTO sales VALUES ('Apex', 'West', 7), ('Bolt', 'West', 3),
  ('Crown', 'North', 5);
"""
HIT, NO_HIT, USAGE = 0, 3, 2
# printf 'dealer: [shop]\n' | sha256sum
SHOP = "237ec6561856b943be57f36e6f888e3edaa1beb2e7f48a973bc4885e0eb60c69"


class Synonyms(reckoner.Case):
    """A file that is added, changed and removed, without a template changing."""

    def make(self):
        made = self.project(SQL)
        made.template(
            "sales/by_dealer",
            "SELECT dealer, region, units FROM sales ORDER BY units DESC",
            ["Which dealers sold the most units?"],
            "order: units desc\n"
            "columns: {dealer: {role: dimension}, region: {role: dimension},\n"
            "  units: {role: measure, aggregate: sum}}",
        )
        self.run_ok(made, "regenerate")
        return made

    def ask(self, made, question):
        result = made.run("ask", "--json", question)
        self.assertIn(result.code, (HIT, NO_HIT), result)
        return result.json

    def test_a_question_may_use_them_after_the_next_run(self):
        made = self.make()
        question = "Which shops sold the most units?"
        self.assertNotEqual(self.ask(made, question)["status"], "hit")
        made.write("config/synonyms.yaml", "dealer: [shop]\n")
        told = self.run_ok(made, "regenerate", "--json").json
        self.assertEqual((told["made"], told["unchanged"]), (0, 1))
        reply = self.ask(made, question)
        self.assertEqual(reply["status"], "hit")
        self.assertEqual(reply["query"], question)
        made.write("config/synonyms.yaml", "dealer: [outlet]\n")
        self.run_ok(made, "regenerate")
        self.assertNotEqual(self.ask(made, question)["status"], "hit")
        self.assertEqual(
            self.ask(made, question.replace("shops", "outlets"))["status"], "hit"
        )
        (made.folder / "config/synonyms.yaml").unlink()
        self.run_ok(made, "regenerate")
        self.assertNotEqual(
            self.ask(made, question.replace("shops", "outlets"))["status"], "hit"
        )

    def test_one_for_a_value_shows_the_rows_of_that_value(self):
        made = self.make()
        made.write("config/synonyms.yaml", "West: [left coast]\n")
        self.run_ok(made, "regenerate")
        reply = self.ask(made, "Which dealers sold the most units in the left coast?")
        self.assertEqual(reply["status"], "hit")
        self.assertEqual(reply["route"]["entities"], {"region": ["West"]})

    def test_the_manifest_says_with_which_file_the_index_was_made(self):
        made = self.make()
        self.assertNotIn("synonyms", made.manifest())
        made.write("config/synonyms.yaml", "dealer: [shop]\n")
        self.run_ok(made, "regenerate")
        self.assertEqual(made.manifest()["synonyms"], SHOP)

    def test_those_of_a_word_that_nothing_has_are_warned_of(self):
        made = self.make()
        made.write("config/synonyms.yaml", "region: [area]\ndelear: [shop]\nCrown: [C]\n")
        self.run_ok(made, "regenerate")
        result = self.run_ok(made, "check")
        self.assertIn('config/synonyms.yaml:2:1: warning: "delear" is no word of',
                      result.out + result.err)
        self.assertIn("0 errors, 1 warning\n", result.out)

    def test_those_of_a_template_must_be_of_a_word_of_that_template(self):
        made = self.make()
        made.template(
            "sales/by_region",
            "SELECT region, SUM(units) AS units_sold FROM sales GROUP BY 1",
            ["Which region is strong?"],
            "synonyms:\n"
            "  region: [area]\n"
            "  West: [left coast]\n"
            "  strong: [mighty]\n"
            "  units sold: [pieces]\n"
            "  by region: [regionally]\n"
            "  dealer: [shop]\n",
        )
        self.run_ok(made, "regenerate")
        told = self.run_ok(made, "check").out.splitlines()
        place = "queries/sales/by_region.sql"
        self.assertEqual(
            told,
            [
                f'{place}:9:3: warning: "units sold" is not written as in the rows:'
                ' write "units_sold", or its synonyms stand for nothing',
                f'{place}:10:3: warning: "by region" is no column and no value of'
                " the rows: its synonyms stand for nothing; write a question with"
                " them",
                f'{place}:11:3: warning: "dealer" is no column, no value of the rows'
                " and no word of a question of this template: its synonyms stand"
                " for nothing",
                "2 templates: 0 errors, 3 warnings",
            ],
        )

    def test_mistakes_are_shown_with_their_place_and_nothing_is_published(self):
        made = self.make()
        made.write("config/synonyms.yaml", "dealer: [shop]\nregion: [shop]\n")
        result = made.run("check")
        self.ends_with(USAGE, result)
        self.assertIn('config/synonyms.yaml:2:10: error: "shop" has a meaning',
                      result.out + result.err)
        self.ends_with(USAGE, made.run("regenerate"))

