"""How much a run does, counted in calls on dumps/: in proportion to what changed,
whatever else the project holds."""
import collections
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from fault_project import Project, make_library

TEMPLATE = """\
/*---
title: The number of {n}
questions: What is the number of {n}?
columns: {{name: {{role: dimension, entity: name}}}}
refresh_key: SELECT value FROM things WHERE id = {n}
---*/
SELECT name, value FROM things WHERE id = {n}
"""


class Work(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.library = make_library(cls)

    def make(self, count):
        project = Project(templates=count, rows=count, keep=2, workers=1)
        self.addCleanup(project.remove)
        for n, name in enumerate(project.ids):
            (project.path / f"queries/{name}.sql").write_text(
                TEMPLATE.format(n=n))
        for _ in range(3):  # the third is the first that removes a manifest
            project.regenerate()
        return project

    def change(self, project, what, count):
        with project.database() as db:
            db.execute(f"UPDATE things SET {what} WHERE id < ?", (count,))

    def calls(self, project, *words):
        """The calls of one run: name -> how often."""
        log = project.path / "calls"
        log.unlink(missing_ok=True)
        code, out, err = project.run(
            "regenerate", *words,
            env={"LD_PRELOAD": str(self.library), "FAULT_LOG": str(log)})
        self.assertEqual(code, 0, err)
        code, found = project.verify()
        self.assertEqual((code, found["findings"]), (0, []))
        lines = log.read_text().splitlines()
        return collections.Counter(line.split()[0] for line in lines), out

    def test_a_run_in_which_nothing_changed_does_as_much_in_any_project(self):
        small, _ = self.calls(self.make(20))
        large, out = self.calls(self.make(200))
        self.assertIn("0 made, 200 unchanged", out)
        self.assertEqual(small, large)
        self.assertLess(small.total(), 60, small)

    def test_two_changed_dumps_cost_the_same_in_any_project(self):
        found = []
        for count in (20, 200):
            project = self.make(count)
            nothing, _ = self.calls(project)
            self.change(project, "value = value + 1", 2)
            two, out = self.calls(project)
            self.assertIn(f"2 made, {count - 2} unchanged", out)
            found.append(two - nothing)
        # What differs is how many of the 256 folders of objects are new.
        for calls in found:
            self.assertLessEqual(calls.pop("mkdir", 0), 15)
            # Two objects each are looked for, the old columns are read, and
            # four objects are made, moved and linked.
            self.assertEqual((calls["create"], calls["rename"], calls["link"]),
                             (4, 6, 2))
            self.assertLessEqual(calls["open"], 8)
        self.assertEqual(*found)

    def test_one_template_alone_costs_the_same_in_any_project(self):
        found = [self.calls(self.make(count), "--template", "c/t003")
                 for count in (20, 200)]
        self.assertEqual(found[0][0], found[1][0])
        self.assertIn("1 unchanged, 199 kept", found[1][1])

    def test_new_values_of_a_dimension_reach_the_router(self):
        project = self.make(20)
        before = project.manifest(project.head()[0])["index"]["hash"]
        self.change(project, "value = value + 1", 3)
        project.regenerate()
        self.assertEqual(project.manifest(project.head()[0])["index"]["hash"],
                         before)
        self.change(project, "name = 'Zanzibar', value = value + 1", 1)
        project.regenerate()
        self.assertNotEqual(
            project.manifest(project.head()[0])["index"]["hash"], before)
        code, out, err = project.run(
            "ask", "What is the number of 0 in Zanzibar?", "--json")
        self.assertEqual(code, 0, out + err)
        self.assertIn("Zanzibar", out)


if __name__ == "__main__":
    unittest.main()
