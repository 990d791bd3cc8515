"""Every command as a person at a shell meets it: what it says, what it refuses,
and the number it ends with."""
import json
import re
import subprocess

import reckoner
from reckoner import DONE, FAILED, NO_ANSWER, USAGE

COMMANDS = (
    "run serve schedule regenerate ask list show status history diff check eval "
    "sql verify version completion help"
).split()

STOCK = """
CREATE TABLE stock(plant TEXT, model TEXT, on_hand INTEGER);
INSERT INTO stock VALUES
  ('Leipzig', 'Ion 2', 30), ('Leipzig', 'Ion 4', 20), ('Monterrey', 'Ion 2', 5);
"""
ON_HAND = (
    "SELECT plant, model, on_hand FROM stock ORDER BY on_hand DESC, plant, model"
)


class Commands(reckoner.Case):
    """A small project in which every command has something to do."""

    def setUp(self):
        self.made = self.project(STOCK)
        self.made.template(
            "stock/on_hand",
            ON_HAND,
            ["How many cars are in stock?"],
            "order: on_hand desc\n"
            "columns: {on_hand: {role: measure, aggregate: sum}}",
        )
        self.made.template(
            "plants/names", "SELECT DISTINCT plant FROM stock", ["Which plants exist?"]
        )

    def published(self):
        self.run_ok(self.made, "regenerate", "--as-of", "2026-11-20")
        return self.made

    # Usage

    def test_without_a_word_the_commands_are_explained(self):
        result = self.run_ok(self.made)
        for command in COMMANDS:
            self.assertRegex(result.out, rf"(?m)^  {command} +[A-Z]")

    def test_every_command_is_explained_in_three_ways(self):
        for command in COMMANDS:
            told = self.run_ok(self.made, "help", command).out
            self.assertTrue(told.startswith(f"usage: reckoner {command}"), told)
            self.assertIn("--project DIR", told)
            for flag in ("--help", "-h"):
                self.assertEqual(self.run_ok(self.made, command, flag).out, told)

    def test_every_option_of_the_help_is_known_to_its_command(self):
        for command in COMMANDS:
            told = self.run_ok(self.made, "help", command).out
            for option in re.findall(r"(?m)^  (--[a-z-]+)", told):
                again = self.made.run(command, option, "--help")
                self.ends_with(DONE, again)

    def test_nothing_works_outside_a_folder_with_a_project(self):
        for command in ("regenerate", "list", "serve", "run --no-serve"):
            result = reckoner.run(*command.split(), cwd=self.folder())
            self.ends_with(USAGE, result)
            self.assertIn("queries: error: there is no such folder", result.err)

    def test_what_is_not_understood_is_named_and_ends_with_2(self):
        for args, named in (
            (["serv"], "serve"),
            (["frobnicate"], "frobnicate"),
            (["help", "frobnicate"], "frobnicate"),
            (["list", "--what"], "--what"),
            (["list", "word"], "word"),
            (["list", "--category"], "--category"),
            (["list", "--json=yes"], "--json"),
            (["check", "--project"], "--project needs"),
            (["ask"], "question"),
            (["ask", "a", "b"], "b"),
            (["ask", "--as-of", "yesterday", "a"], "yesterday"),
            (["ask", "--as-of", "2026-02-30", "a"], "2026-02-30"),
            (["show"], "ID"),
            (["regenerate", "--as-of", "2026-13-01"], "2026-13-01"),
            (["serve", "--port", "65536"], "65535"),
            (["serve", "--port", "http"], "--port"),
            (["sql"], "statement"),
            (["sql", "--batch", "x.tsv", "SELECT 1"], "--batch"),
            (["sql", "--limit", "0", "SELECT 1"], "--limit"),
        ):
            result = self.ends_with(USAGE, self.made.run(*args))
            self.assertIn(named, result.err, args)
            self.assertEqual(result.out, "", args)

    def test_a_value_may_follow_an_equals_sign(self):
        self.published()
        for args in (
            ["list", "--category=stock", "--json"],
            ["list", "--category", "stock", "--json"],
        ):
            ids = [line["id"] for line in self.run_ok(self.made, *args).json]
            self.assertEqual(ids, ["stock/on_hand"])

    def test_two_dashes_end_the_options(self):
        self.published()
        result = self.ends_with(NO_ANSWER, self.made.run("ask", "--", "--json"))
        self.assertNotIn("{", result.out)

    def test_the_project_is_found_from_any_folder(self):
        elsewhere = self.folder()
        for option in (
            ["--project", self.made.folder],
            [f"--project={self.made.folder}"],
        ):
            result = reckoner.run("check", *option, cwd=elsewhere)
            self.assertIn("2 templates", self.ends_with(DONE, result).out)
        self.assertEqual(list(elsewhere.iterdir()), [])
        missing = reckoner.run("check", "--project", "nowhere", cwd=elsewhere)
        self.assertIn("nowhere", self.ends_with(FAILED, missing).err)

    def test_a_path_is_of_the_folder_one_stands_in_not_of_the_project(self):
        elsewhere = self.folder()
        (elsewhere / "s.tsv").write_text("SELECT 1\n")
        result = reckoner.run(
            "sql", "--batch", "s.tsv", "--project", self.made.folder, cwd=elsewhere
        )
        self.assertEqual(self.ends_with(DONE, result).out, "allowed\n")

    # What a pipe gets

    def test_what_goes_into_a_pipe_has_no_colours_and_no_progress(self):
        for args in (["regenerate"], ["list"], ["ask", "Which plants exist?"]):
            result = self.run_ok(self.made, *args)
            self.assertNotIn("\x1b", result.out + result.err)
            self.assertNotIn("\r", result.out + result.err)
        self.assertEqual(self.made.run("regenerate").err, "")

    def test_every_json_is_one_document(self):
        self.published()
        for args in (
            ["regenerate", "--as-of", "2026-11-20"],
            ["regenerate", "--test"],
            ["regenerate", "--list"],
            ["ask", "Which plants exist?"],
            ["list"],
            ["show", "stock/on_hand"],
            ["check"],
            ["sql", "SELECT 1 AS one"],
            ["verify"],
            ["version"],
        ):
            with self.subTest(args=args):
                self.assertIsNotNone(self.run_ok(self.made, *args, "--json").json)

    def test_a_full_disk_at_the_end_of_a_pipe_is_a_failure(self):
        self.published()
        with open("/dev/full", "wb") as full:
            code = subprocess.run(
                [reckoner.PROGRAM, "list"],
                cwd=self.made.folder,
                stdout=full,
                check=False,
                timeout=30,
            ).returncode
        self.assertEqual(code, FAILED)

    # version

    def test_the_version_is_the_same_in_three_ways(self):
        told = self.run_ok(self.made, "version").out
        self.assertEqual(self.run_ok(self.made, "--version").out, told)
        version = self.run_ok(self.made, "version", "--json").json
        self.assertTrue(told.startswith(f"reckoner {version['version']} "), told)

    # completion

    def complete(self, *words):
        """What bash would offer for the last of these words."""
        script = self.run_ok(self.made, "completion").out
        typed = " ".join(f"'{word}'" for word in ("reckoner", *words))
        shell = (
            f"{script}\nCOMP_WORDS=({typed}); COMP_CWORD={len(words)}\n"
            '_reckoner\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
        )
        done = subprocess.run(
            ["bash", "--norc", "-u", "-c", shell],
            cwd=self.folder(),
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_the_completion_is_a_script_that_bash_reads(self):
        script = self.run_ok(self.made, "completion").out
        done = subprocess.run(
            ["bash", "-n"], input=script.encode(), check=False, capture_output=True
        )
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_completion_offers_commands_then_their_options(self):
        self.assertEqual(sorted(self.complete("")), sorted(COMMANDS))
        self.assertEqual(self.complete("re"), ["regenerate"])
        self.assertEqual(self.complete("regenerate", "--t"), ["--template", "--to", "--test"])
        self.assertEqual(self.complete("ask", "--ex"), ["--explain"])
        for command in COMMANDS:
            self.assertIn("--project", self.complete(command, "--"))

    # list

    def test_list_says_what_was_made_and_what_was_not(self):
        lines = self.run_ok(self.made, "list", "--json").json
        self.assertEqual({line["state"] for line in lines}, {"not made"})
        self.published()
        lines = self.run_ok(self.made, "list", "--json").json
        self.assertEqual(
            [(line["id"], line["state"], line["row_count"]) for line in lines],
            [("plants/names", "good", 2), ("stock/on_hand", "good", 3)],
        )
        self.assertEqual({line["as_of"] for line in lines}, {"2026-11-20"})
        text = self.run_ok(self.made, "list").out
        self.assertRegex(text, r"stock/on_hand +good +2026-11-20 +3 rows")

    def test_list_refuses_a_category_that_is_not_there(self):
        result = self.made.run("list", "--category", "stok")
        self.assertIn("stok", self.ends_with(FAILED, result).err)

    # show

    def test_show_prints_the_rows(self):
        self.published()
        text = self.run_ok(self.made, "show", "stock/on_hand").out
        for row in ("Leipzig +Ion 2 +30", "Leipzig +Ion 4 +20", "Monterrey +Ion 2 +5"):
            self.assertRegex(text, row)
        self.assertIn("as of 2026-11-20", text)
        dump = self.made.dump("stock/on_hand")
        self.assertEqual(dump["data"], self.made.rows(ON_HAND))

    def test_show_names_the_nearest_id(self):
        result = self.made.run("show", "stock/on_hand")
        self.ends_with(FAILED, result)
        self.published()
        result = self.ends_with(FAILED, self.made.run("show", "stock/on_hnd"))
        self.assertIn('did you mean "stock/on_hand"', result.err)

    # ask

    def test_ask_answers_without_a_server(self):
        self.published()
        result = self.run_ok(self.made, "ask", "How many cars are in stock?")
        self.assertIn("stock/on_hand", result.out)
        self.assertIn("0 tokens", result.out)
        answer = self.run_ok(
            self.made, "ask", "How many cars are in stock?", "--json"
        ).json
        self.assertEqual(answer["status"], "hit")
        self.assertEqual(answer["usage"], {"tokens": 0})
        self.assertEqual(answer["result"]["data"], self.made.rows(ON_HAND))

    def test_ask_ends_with_3_when_there_is_no_answer(self):
        self.published()
        for question in ("What is the weather in Boston?", "", "\x01", "\u202e"):
            result = self.made.run("ask", question, "--json")
            self.assertEqual(self.ends_with(NO_ANSWER, result).json["status"], "miss")
            self.ends_with(NO_ANSWER, self.made.run("ask", question))

    def test_ask_explains_its_decision(self):
        self.published()
        question = "How many cars are in stock?"
        told = self.run_ok(self.made, "ask", question, "--explain", "--json").json
        self.assertTrue(told["explain"]["words"])
        self.assertTrue(told["explain"]["decision"])
        told.pop("explain")
        plain = self.run_ok(self.made, "ask", question, "--json").json
        self.assertEqual(told, plain)
        self.assertIn(
            told["route"]["id"],
            self.run_ok(self.made, "ask", question, "--explain").out,
        )

    def test_ask_before_anything_is_published_says_what_to_do(self):
        result = self.made.run("ask", "Which plants exist?")
        self.assertIn("regenerate", self.ends_with(FAILED, result).err)

    # verify

    def test_verify_finds_one_changed_byte_and_regenerate_mends_it(self):
        self.published()
        whole = self.run_ok(self.made, "verify", "--json").json
        self.assertEqual((whole["damaged"], whole["findings"]), (0, []))
        self.assertEqual(whole["manifests"], 1)
        name = self.made.manifest()["dumps"][1]["object"]["hash"]
        objects = self.made.folder / "dumps/objects" / name[:2]
        (path,) = objects.glob(f"{name[2:]}*.gz")
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.chmod(0o644)
        path.write_bytes(content)
        told = self.ends_with(FAILED, self.made.run("verify", "--json")).json
        self.assertGreater(told["damaged"], 0)
        self.assertTrue(any(name[2:] in f["text"] for f in told["findings"]))
        self.assertIn("damaged: ", self.made.run("verify").out)
        self.run_ok(self.made, "regenerate", "--as-of", "2026-11-20")
        self.run_ok(self.made, "verify")
        self.assertEqual(
            self.made.dump("stock/on_hand")["data"], self.made.rows(ON_HAND)
        )

    def test_verify_without_dumps_says_so(self):
        self.ends_with(FAILED, self.made.run("verify"))

    # run

    def test_run_makes_what_is_missing_and_can_stop_there(self):
        self.run_ok(self.made, "run", "--no-serve")
        self.assertEqual(len(self.made.manifest()["dumps"]), 2)

    def test_run_says_what_it_made_and_serves_it_until_it_is_told_to_stop(self):
        self.made.template("stock/gone", "SELECT a FROM gone", ["What is gone?"])
        with self.made.serve(command="run") as server:
            self.assertIn("2 made", server.said)
            self.assertIn("failed: stock/gone", server.said)
            self.assertEqual(server.ask("Which plants exist?")["status"], "hit")

    def test_run_ends_with_1_if_a_template_failed(self):
        self.made.template("stock/gone", "SELECT a FROM gone", ["What is gone?"])
        self.ends_with(FAILED, self.made.run("run", "--no-serve"))
        self.assertEqual(len(self.made.manifest()["dumps"]), 2)

    def test_run_with_a_demo_program_that_is_not_there_says_so(self):
        result = self.made.run("run", "--no-serve", "--demo", "nowhere/demo")
        self.assertIn("nowhere/demo", self.ends_with(FAILED, result).err)


class Checking(reckoner.Case):
    """`reckoner check`: all mistakes at once, each with its place."""

    PLACE = re.compile(r"^([^:]+):(\d+):(\d+): (.+)$")

    def test_a_project_without_mistakes_ends_with_0(self):
        made = self.project(STOCK)
        made.template("stock/on_hand", ON_HAND)
        result = self.run_ok(made, "check")
        self.assertIn("1 template: 0 errors", result.out)

    def test_an_unknown_cadence_is_one_mistake(self):
        made = self.project(STOCK)
        made.template("stock/on_hand", ON_HAND, header="cadence: dayly")
        result = made.run("check")
        self.ends_with(USAGE, result)
        self.assertIn("there is no cadence", result.out + result.err)
        self.assertIn("1 template: 1 error,", result.out)

    def test_every_mistake_is_shown_at_once_with_its_place(self):
        made = self.project(STOCK)
        made.template("a/typo", "SELECT 1 AS one", ["One?"], "titel: x")
        made.template("a/table", "SELECT a FROM no_such_table", ["Two?"])
        made.template("a/clock", "SELECT CURRENT_DATE AS d", ["Three?"])
        made.template("a/write", "DELETE FROM stock", ["Four?"])
        made.template("a/twice", "SELECT 1 AS one", ["two!"])
        made.template("a/bound", "SELECT :day AS d", ["Five?"])
        made.template(
            "a/column", "SELECT 1 AS one", ["Six?"], "columns: {two: {role: measure}}"
        )
        made.template("a/two", "SELECT 1 AS a; SELECT 2 AS b", ["Seven?"])
        made.write("queries/a/bare.sql", "SELECT 1")
        result = self.ends_with(USAGE, made.run("check"))
        places = {}
        for line in result.out.splitlines()[:-1]:
            match = self.PLACE.match(line)
            self.assertIsNotNone(match, line)
            places.setdefault(match[1], []).append(match)
        self.assertEqual(
            set(places),
            {
                f"queries/a/{name}.sql"
                for name in "typo table clock write bound column two twice bare".split()
            },
        )
        (typo,) = places["queries/a/typo.sql"][:1]
        self.assertIn('"title"', typo[4])
        self.assertEqual((typo[2], typo[3]), ("5", "1"))
        told = self.ends_with(USAGE, made.run("check", "--json")).json
        self.assertEqual(told["errors"] + told["warnings"], len(told["findings"]))
        self.assertEqual(
            [(f["file"], f["line"], f["column"]) for f in told["findings"]],
            [
                (m[1], int(m[2]), int(m[3]))
                for m in map(self.PLACE.match, result.out.splitlines()[:-1])
            ],
        )

    def test_every_column_that_a_header_names_must_be_there(self):
        made = self.project(STOCK)
        made.template(
            "a/names",
            "SELECT plant, model, on_hand FROM stock",
            ["Names?"],
            "columns: {plnt: {role: dimension}}\n"
            "order: on_hnd desc\n"
            "chart: {type: bar, x: modl, y: [on_hand, on_hant], series: pant}\n"
            "key: [plant, modell]\n"
            'answer: "{plant} has {on_hands}."',
        )
        result = self.ends_with(USAGE, made.run("check"))
        told = result.out.splitlines()[:-1]
        self.assertEqual(
            [
                re.sub(r"^queries/a/names.sql:(\d+):\d+: error: ", r"\1 ", line)
                for line in told
            ],
            [
                f'{line} {what}: the SQL returns no column "{name}";'
                f' did you mean "{meant}"?'
                for line, what, name, meant in (
                    (5, "columns", "plnt", "plant"),
                    (6, "order", "on_hnd", "on_hand"),
                    (7, "chart", "modl", "model"),
                    (7, "chart", "on_hant", "on_hand"),
                    (7, "chart", "pant", "plant"),
                    (8, "key", "modell", "model"),
                    (9, "answer", "on_hands", "on_hand"),
                )
            ],
        )
        # What check finds, a run refuses.
        for line in ("order: on_hnd desc", "key: [modell]", 'answer: "{on_hands}"'):
            made.template("a/names", "SELECT plant, on_hand FROM stock", None, line)
            self.ends_with(USAGE, made.run("check"))
            self.ends_with(FAILED, made.run("regenerate"))

    def test_a_mistake_in_the_settings_is_told_to_who_names_a_source(self):
        made = self.project(STOCK, "nam: Test\nsources:\n  main: sqlite:data.db\n")
        for args in (["SELECT 1"], ["--source", "main", "SELECT 1"]):
            result = self.ends_with(USAGE, made.run("sql", *args))
            self.assertIn('unknown setting "nam"', result.err)

    def test_mistakes_in_the_settings_stand_beside_those_in_templates(self):
        made = self.project(
            STOCK,
            "name: Test\nsource:\n  main: sqlite:data.db\nserver:\n  port: many\n"
            "sources:\n  main: sqlite:data.db\n",
        )
        made.template("a/typo", "SELECT 1 AS one", ["One?"], "titel: x")
        result = self.ends_with(USAGE, made.run("check"))
        places = [line.rsplit(": error:")[0] for line in result.out.splitlines()]
        self.assertEqual(
            places[:-1],
            [
                "config/reckoner.yaml:2:1",
                "config/reckoner.yaml:5:9",
                "queries/a/typo.sql:5:1",
            ],
        )
        self.assertIn('did you mean "sources"?', result.out)

    def test_without_the_source_only_the_files_are_read(self):
        made = self.project()
        made.template("a/one", "SELECT a FROM no_such_table")
        self.ends_with(USAGE, made.run("check"))
        self.run_ok(made, "check", "--no-source")
        self.assertFalse((made.folder / "data.db").exists())

    def test_questions_that_were_not_tried_are_counted(self):
        made = self.project(STOCK)
        made.template("stock/on_hand", ON_HAND)
        again = "run reckoner regenerate, then check again\n"
        well = "0 errors, 0 warnings\n"

        def is_said(text, untried):
            self.assertEqual(self.run_ok(made, "check").out, text)
            told = self.run_ok(made, "check", "--json").json
            self.assertEqual(told["templates_not_tried"], untried)

        is_said(
            f"1 template: {well}questions were not tried: there are no dumps yet;"
            f" {again}",
            1,
        )
        self.run_ok(made, "regenerate")
        is_said(f"1 template: {well}", 0)
        made.template("stock/models", "SELECT DISTINCT model FROM stock")
        is_said(
            f"2 templates: {well}questions of 1 template were not tried: there is"
            f" no dump of it yet; {again}",
            1,
        )
        self.run_ok(made, "regenerate")
        made.template("stock/models", "SELECT model FROM stock GROUP BY model")
        is_said(
            f"2 templates: {well}1 template changed since the last run, and its"
            f" questions were tried on the dumps of before; {again}",
            0,
        )

    def test_a_near_miss_may_be_the_question_of_another_template(self):
        made = self.project(STOCK)
        made.template("stock/on_hand", ON_HAND, ["How many cars are in stock?"])
        made.template(
            "stock/models",
            "SELECT model, COUNT(*) AS plants FROM stock GROUP BY model",
            ["In how many plants are the cars in stock?"],
            "not_questions: [How many cars are in stock?]",
        )
        self.run_ok(made, "regenerate")
        self.assertEqual(
            self.run_ok(made, "check").out, "2 templates: 0 errors, 0 warnings\n"
        )
        reply = made.run("ask", "--json", "How many cars are in stock?").json
        self.assertEqual(
            (reply["status"], reply["route"]["id"]), ("hit", "stock/on_hand")
        )

    def test_a_question_that_leads_elsewhere_is_shown_with_the_other(self):
        made = self.project(STOCK)
        made.template("stock/per_plant", ON_HAND, ["Cars of each plant"])
        made.template("stock/cars", ON_HAND, ["Per plant", "How many cars are where?"])
        made.template(
            "stock/most",
            ON_HAND,
            ["Which model has the most on hand?"],
            "order: on_hand desc",
        )
        made.template(
            "stock/models",
            "SELECT DISTINCT model FROM stock",
            ["Which model has most on hand?"],
        )
        self.run_ok(made, "regenerate")
        self.assertEqual(
            self.run_ok(made, "check").out,
            'queries/stock/cars.sql:4:5: warning: "Per plant" is not answered:'
            " More than one answer may be meant. Near it is"
            ' "Cars of each plant" of stock/per_plant'
            " (queries/stock/per_plant.sql:4:5).\n"
            'queries/stock/models.sql:4:5: warning: "Which model has most on hand?"'
            ' is not answered: "models" has no order in which "most" would be meant.'
            ' Write an "order", or name a number that has a "direction". Near it is'
            ' "Which model has the most on hand?" of stock/most'
            " (queries/stock/most.sql:4:5).\n"
            "4 templates: 0 errors, 2 warnings\n",
        )

    def test_an_end_without_an_order_is_told_with_what_would_have_one(self):
        made = self.project(
            "CREATE TABLE h(hotel TEXT, rating INTEGER, reviews INTEGER);"
            "INSERT INTO h VALUES ('Alba', 8, 30), ('Brio', 9, 20);"
        )
        made.template(
            "hotels/ratings",
            "SELECT hotel, rating, reviews FROM h ORDER BY rating DESC",
            ["Which hotel has the best reviews?"],
            "order: rating desc\n"
            "columns: {rating: {role: measure, direction: up_is_good},\n"
            "  reviews: {role: measure}}",
        )
        self.run_ok(made, "regenerate")
        self.assertIn(
            'queries/hotels/ratings.sql:4:5: warning: "Which hotel has the best'
            ' reviews?" is not answered: "ratings" has no order in which "best"'
            ' would be meant. Its order is that of "rating": name this number in'
            ' full, or give the number that is named a "direction".\n',
            self.run_ok(made, "check").out,
        )

    def test_a_warning_is_shown_and_is_no_mistake(self):
        made = self.project(STOCK)
        made.template("a/cut", "SELECT model FROM stock LIMIT 1")
        result = self.run_ok(made, "check")
        self.assertIn("LIMIT", result.out)
        self.assertIn("1 warning", result.out)


class Regenerating(reckoner.Case):
    """`reckoner regenerate`: which templates are run, and what is published."""

    def setUp(self):
        self.made = self.project(STOCK)
        for name in ("a/one", "a/two", "b/three"):
            self.made.template(name, "SELECT plant, on_hand FROM stock")

    def regenerate(self, *args, code=DONE):
        result = self.made.run("regenerate", "--json", *args)
        return self.ends_with(code, result).json

    def days(self):
        return {d["id"]: d["as_of"] for d in self.made.manifest()["dumps"]}

    def test_all_templates_are_made_then_found_unchanged(self):
        told = self.regenerate("--as-of", "2026-11-20")
        self.assertEqual((told["snapshot"], told["made"]), (1, 3))
        told = self.regenerate("--as-of", "2026-11-20")
        self.assertEqual((told["snapshot"], told["unchanged"]), (2, 3))
        self.assertEqual(told["failed"], [])

    def test_a_category_or_a_template_alone_leaves_the_others_as_they_were(self):
        self.regenerate("--as-of", "2026-11-20")
        told = self.regenerate("--category", "a", "--as-of", "2026-11-21")
        self.assertEqual((told["unchanged"], told["kept"]), (2, 1))
        self.assertEqual(
            self.days(),
            {"a/one": "2026-11-21", "a/two": "2026-11-21", "b/three": "2026-11-20"},
        )
        told = self.regenerate("--template", "b/three", "--as-of", "2026-11-22")
        self.assertEqual((told["unchanged"], told["kept"]), (1, 2))
        self.assertEqual(self.days()["b/three"], "2026-11-22")
        self.assertEqual(self.days()["a/one"], "2026-11-21")

    def test_a_changed_file_is_run_although_another_was_asked_for(self):
        self.regenerate("--as-of", "2026-11-20")
        self.made.template("a/two", "SELECT plant FROM stock")
        listed = self.run_ok(
            self.made, "regenerate", "--list", "--template", "b/three"
        ).out
        self.assertRegex(listed, "run +a/two +its file changed")
        self.assertRegex(listed, "run +b/three +asked for")
        self.assertIn("2 to run, 1 kept", listed)
        told = self.regenerate("--template", "b/three", "--as-of", "2026-11-20")
        self.assertEqual((told["made"], told["unchanged"], told["kept"]), (1, 1, 1))

    def test_list_runs_and_publishes_nothing(self):
        listed = self.run_ok(self.made, "regenerate", "--list").out
        self.assertRegex(listed, "run +a/one +new")
        self.assertFalse((self.made.folder / "dumps/HEAD").exists())
        self.regenerate()
        self.made.remove("a/one")
        self.made.write("queries/b/bad.sql", "SELECT 1")
        text = self.run_ok(self.made, "regenerate", "--list").out
        self.assertRegex(text, "gone +a/one")
        self.assertRegex(text, "broken +queries/b/bad.sql:1:1")
        told = self.run_ok(self.made, "regenerate", "--list", "--json").json
        self.assertEqual([job["id"] for job in told["run"]], ["a/two", "b/three"])
        self.assertEqual([job["id"] for job in told["broken"]], ["b/bad"])
        self.assertEqual((told["gone"], told["kept"]), (["a/one"], 0))
        self.assertEqual(self.made.manifest()["number"], 1)

    def test_a_test_run_reports_and_publishes_nothing(self):
        told = self.regenerate("--test")
        self.assertEqual((told["snapshot"], told["made"]), (0, 3))
        self.assertFalse((self.made.folder / "dumps/HEAD").exists())
        self.made.template("b/bad", "SELECT a FROM gone")
        told = self.regenerate("--test", code=FAILED)
        self.assertEqual([f["id"] for f in told["failed"]], ["b/bad"])

    def test_a_name_that_is_not_there_is_refused_with_the_nearest(self):
        result = self.made.run("regenerate", "--template", "a/tow")
        self.assertIn('"a/two"', self.ends_with(FAILED, result).err)
        result = self.made.run("regenerate", "--category", "c")
        self.assertIn('"c"', self.ends_with(FAILED, result).err)
        self.assertFalse((self.made.folder / "dumps/HEAD").exists())

    def test_the_day_binds_the_period(self):
        self.made.template(
            "a/days",
            "SELECT :from AS first, :until AS after, :as_of AS today",
            header="period: last 7 days",
        )
        self.regenerate("--as-of", "2024-03-03")
        self.assertEqual(
            self.made.dump("a/days")["data"],
            [{"first": "2024-02-25", "after": "2024-03-03", "today": "2024-03-03"}],
        )

    def test_a_run_without_one_dump_publishes_nothing(self):
        made = self.project(STOCK)
        self.ends_with(FAILED, made.run("regenerate", "--json"))
        self.assertFalse((made.folder / "dumps/HEAD").exists())

    def test_two_at_once_do_not_mix(self):
        both = [
            subprocess.Popen(
                [reckoner.PROGRAM, "regenerate", "--json"],
                cwd=self.made.folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            for _ in range(2)
        ]
        said = [one.communicate(timeout=60) for one in both]
        codes = [one.returncode for one in both]
        self.assertIn(DONE, codes, said)
        numbers = [
            json.loads(out)["snapshot"]
            for (out, _), code in zip(said, codes)
            if code == DONE
        ]
        self.assertEqual(len(set(numbers)), len(numbers))
        self.assertEqual(self.made.manifest()["number"], max(numbers))
        self.run_ok(self.made, "verify")
