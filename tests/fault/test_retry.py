"""A template whose source is busy or could not be read is tried again within
the run; one that is wrong is not.
"""
import contextlib
import json
import pathlib
import sqlite3
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from fault_project import FaultTest, make_library

EVENT = "template_to_be_retried"


def retried(lines):
    """The ids of the templates that were put off, in order."""
    events = [json.loads(line) for line in lines if line.startswith("{")]
    return [event["id"] for event in events if event["event"] == EVENT]


class Retry(FaultTest):
    @contextlib.contextmanager
    def locked(self, project):
        """The database as a program holds it that writes for long."""
        with contextlib.closing(sqlite3.connect(
                project.path / "var/data.db", isolation_level=None)) as db:
            db.execute("BEGIN EXCLUSIVE")
            yield db

    def dump_errors(self, project):
        manifest = project.manifest(project.head()[0])
        return [dump["error"] and dump["error"]["text"]
                for dump in manifest["dumps"]]

    def test_a_source_that_is_busy_for_a_moment_costs_no_template(self):
        project = self.make_project(retries=3, retry_wait="1s", busy_ms=20)
        project.publish(1)
        project.set_generation(2)
        with self.locked(project) as db, project.start("regenerate") as process:
            lines = [process.stderr.readline() for _ in project.ids]
            db.execute("ROLLBACK")
            out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, err)
        self.assertEqual(sorted(retried(lines)), project.ids)
        self.assertIn("3 made, 0 unchanged, 0 kept, 0 failed", out)
        self.assertEqual(project.read(), (2, 2))

    def test_a_source_that_stays_busy_keeps_the_last_good_dumps(self):
        project = self.make_project(retries=2, busy_ms=20)
        project.publish(1)
        with self.locked(project):
            code, out, err = project.run("regenerate")
        self.assertEqual(code, 1)
        self.assertEqual(sorted(retried(err.splitlines())),
                         sorted(2 * project.ids))
        self.assertIn("stays locked by another program", out)
        self.assertEqual(project.read(), (2, 1))
        self.assertTrue(all("locked" in e for e in self.dump_errors(project)))

    def test_without_retries_there_is_one_try(self):
        project = self.make_project(retries=0, busy_ms=20)
        project.publish(1)
        with self.locked(project):
            code, _, err = project.run("regenerate")
        self.assertEqual((code, retried(err.splitlines())), (1, []))

    def test_a_mistake_is_not_tried_again(self):
        project = self.make_project(retries=5)
        project.publish(1)
        with project.database() as db:
            db.execute("ALTER TABLE generation RENAME COLUMN n TO m")
        code, out, err = project.run("regenerate")
        self.assertEqual((code, retried(err.splitlines())), (1, []))
        self.assertIn("no such column", out)

    def test_a_source_that_could_not_be_read_once_is_opened_anew(self):
        """Each of the reads of a run fails once. The last template reads a
        table of its own: those before it are done by then, and stay so."""
        library = str(make_library(type(self)))
        project = self.make_project(retries=1, rows=300, workers=1)
        with project.database() as db:
            db.execute("CREATE TABLE others AS SELECT * FROM things")
        last = project.path / f"queries/{project.ids[-1]}.sql"
        last.write_text(last.read_text().replace("FROM things", "FROM others"))
        project.publish(1)
        generation, put_off = 1, []
        for at in range(1, 1000):
            generation += 1
            project.set_generation(generation)
            code, out, err = project.run("regenerate", env={
                "LD_PRELOAD": library, "FAULT_KIND": "READ",
                "FAULT_AT": str(at)})
            self.assertEqual(code, 0, out + err)
            self.assertEqual(project.read()[1], generation)
            put_off.append(retried(err.splitlines()))
            if at > 8 and not put_off[-1]:
                break
        self.assertIn(project.ids, put_off)
        self.assertIn([project.ids[0]], put_off)
        self.assertIn([project.ids[-1]], put_off)


if __name__ == "__main__":
    unittest.main()
