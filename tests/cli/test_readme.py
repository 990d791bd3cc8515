"""What the README says is what the program does."""
import re

import reckoner

README = (reckoner.ROOT / "README.md").read_text(encoding="utf-8")
CONFIG = (reckoner.ROOT / "config/reckoner.yaml").read_text(encoding="utf-8")


def section(title):
    return README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


class Readme(reckoner.Case):
    """Tables and examples, held against the program."""

    def settings(self):
        """Name, default, meaning, as the README tells them."""
        return re.findall(
            r"(?m)^\| `([^`]+)` \| `([^`]*)` \| (.*) \|$", section("Settings")
        )

    def test_the_settings_are_those_of_the_program(self):
        told = self.run_ok(self.project(), "help", "settings").out
        rows = self.settings()
        self.assertGreater(len(rows), 30)
        squeezed = re.sub(r"\s+", " ", told)
        for name, default, meaning in rows:
            self.assertIn(name, told)
            self.assertIn(default, squeezed, name)
            self.assertIn(meaning, squeezed, name)

    def test_the_commented_defaults_of_the_configuration_are_the_same(self):
        shown = dict(re.findall(r"(?m)^ *#(\w+): (.*)$", CONFIG))
        for name, default, _ in self.settings():
            last = name.rsplit(".", 1)[-1]
            if last in shown:
                self.assertEqual(
                    shown[last].strip('"'), default.strip('"'), name
                )

    def test_a_configuration_in_which_every_default_stands_is_the_same(self):
        made = self.project("CREATE TABLE t(a)")
        # The demo's own sources, and every setting that is left out.
        text = re.sub(r"(?m)^( *)#(?=\w+:)", r"\1", CONFIG)
        made.write("config/reckoner.yaml", text.replace("var/demo/warehouse", "data"))
        made.template("a/b", "SELECT a FROM t")
        self.run_ok(made, "check")

    def test_every_command_of_the_table_is_there_with_its_options(self):
        table = section("Commands")
        for cell in re.findall(r"(?m)^\| (`reckoner.*?) \| (.*) \|$", table):
            command = re.match(r"`reckoner (\w+)", cell[0])[1]
            told = self.run_ok(self.project(), "help", command).out
            for option in re.findall(r"--[a-z-]+", " ".join(cell)):
                if ", `" not in cell[0]:
                    self.assertIn(option, told, command)

    def test_every_route_of_the_table_is_in_openapi_and_no_other(self):
        made = self.project("CREATE TABLE t(a)")
        with made.serve() as server:
            paths = server.get("/openapi.json").json["paths"]
        served = {
            (method.upper(), path) for path, methods in paths.items() for method in methods
        }
        told = set(
            re.findall(r"`(GET|POST) (/[^`? ]*)", section("HTTP").split("\n`status`")[0])
        )
        # What a row says of its path stands in that row.
        told.add(("DELETE", "/api/runs/{id}"))
        self.assertEqual(told, served)

    def test_the_log_holds_no_question_no_header_and_no_query_string(self):
        made = self.project("CREATE TABLE t(a)")
        made.template("a/b", "SELECT a FROM t", ["What is a?"])
        self.run_ok(made, "regenerate")
        with made.serve() as server:
            server.ask("secret-question-1 about a", context="secret-context-2")
            server.post("/api/query", {"query": "secret-question-3"})
            server.post("/api/query", b'{"query":"secret-question-4')
            server.get("/api/query?secret-query-5=1&q=a")
            server.get("/health", {"X-Secret": "secret-header-6", "User-Agent": "secret-7"})
            server.get("/health", {"Host": "secret-host-8"})
            server.get("/api/dumps/a/b", **{"where.a": "secret-value-9"})
            server.get("/health", {"X-Request-Id": "last-one"})
            reckoner.until(lambda: "last-one" in server.log(), "the last line")
            self.assertNotIn("secret", server.log())
