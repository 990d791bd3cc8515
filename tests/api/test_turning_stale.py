"""What an answer says of its age, second by second."""
import datetime
import json
import pathlib
import subprocess
import unittest

import reckoner
from test_kept import NONE_KEPT, SQL

MAX_AGE_S = 3600
DAYS = [datetime.date(2027, 1, 1) + datetime.timedelta(i) for i in range(40)]


def make_library(case):
    """What is preloaded to have the server live later."""
    if str(reckoner.BUILD).endswith(("-san", "-tsan")):
        raise unittest.SkipTest("a sanitizer wants to be loaded first")
    library = case.folder() / "later.so"
    source = pathlib.Path(__file__).with_name("later.c")
    try:
        subprocess.run(["cc", "-std=c17", "-D_GNU_SOURCE", "-O1", "-Wall", "-Wextra",
                        "-Werror", "-fPIC", "-shared", "-o", library, source],
                       check=True)
    except FileNotFoundError as missing:
        raise unittest.SkipTest("there is no C compiler") from missing
    return library


class TurningStale(reckoner.Case):
    def make(self, config=""):
        project = self.project(SQL, reckoner.CONFIG + config)
        project.template("s/sales_by_city", "SELECT city, units FROM sales",
                         ["What were the sales by city?"],
                         f"max_age: {MAX_AGE_S}s\n"
                         "columns: {units: {role: measure}, city: {role: dimension}}")
        self.run_ok(project, "regenerate")
        return project

    def serve(self, project):
        project.write("later", "0")
        return project.serve(under=f"export LD_PRELOAD={make_library(self)} "
                                   f"LATER={project.folder / 'later'};")

    def turns(self, config=""):
        project = self.make(config)
        made = datetime.datetime.fromisoformat(
            project.manifest()["dumps"][0]["generated_at"])
        days = iter(DAYS)

        def ask(age_s, question):
            """A question that is new on its day, so long after the rows."""
            now = datetime.datetime.now(datetime.timezone.utc)
            later = made + datetime.timedelta(seconds=age_s) - now
            project.write("later", str(int(later.total_seconds())))
            answer = server.ask(question, as_of=next(days).isoformat())
            self.assertEqual(answer["status"], "hit")
            return answer

        with self.serve(project) as server:
            for question in ("Show me the sales by city", "sales by city in Lyon"):
                fresh = [ask(age_s, question) for age_s in (1, 60, MAX_AGE_S - 60)]
                stale = [ask(age_s, question) for age_s in (MAX_AGE_S + 60, 9e5)]
                fresh += [ask(1, question)]
                self.assertEqual([a["freshness"].pop("stale") for a in fresh],
                                 [False] * 4)
                self.assertEqual([a["freshness"].pop("stale") for a in stale],
                                 [True] * 2)
                # The age alone has changed.
                self.assertEqual(len({json.dumps(a) for a in fresh + stale}), 1)

    def test_new_questions_are_told_when_the_rows_have_grown_too_old(self):
        self.turns()

    def test_so_they_are_when_nothing_is_kept(self):
        self.turns(NONE_KEPT)
