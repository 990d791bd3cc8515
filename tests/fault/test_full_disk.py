"""A disk that is full: readers keep the old snapshot, who asks is told why, and
the next run publishes when there is room again, with no help.
"""
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import unittest

import reckoner

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from fault_project import FaultTest, Server

RETRIED = """\
cadences: {daily: {when: every 1d, retry_wait: 1s, retries: 20}}
"""


class FullDisk(FaultTest):
    PAGE = 4096

    def mount(self, folder, size):
        folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder],
            capture_output=True, check=False)
        if done.returncode != 0:
            self.skipTest("a file system of its own cannot be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", folder], check=True)

    def fill(self, folder, pages_left):
        disk = os.statvfs(folder)
        free = disk.f_bavail * disk.f_frsize // self.PAGE
        path = folder / ".filler"
        path.write_bytes(bytes(self.PAGE * max(0, free - pages_left)))
        return path

    def test_a_full_disk_keeps_the_old_snapshot_and_recovers(self):
        project = self.make_project(templates=6, keep=2)
        self.mount(project.dumps, "512k")
        project.publish(1)
        project.publish(2)
        generation, refused, pages = 2, 0, 0
        server = Server(project)
        self.addCleanup(server.stop)
        while True:
            before = project.read()
            generation += 1
            project.set_generation(generation)
            filler = self.fill(project.dumps, pages)
            code, out, err = project.run("regenerate")
            filler.unlink()
            if code == 0:
                break
            refused += 1
            self.assertIn("No space left on device", out + err, pages)
            self.assertEqual(project.read(), before)
            self.assertEqual(project.shown(), (before[1], ""))
            self.assertEqual(server.status()["snapshot"]["number"], before[0])
            project.regenerate()
            self.assertEqual(project.read(), (before[0] + 1, generation))
            self.assert_clean(project)
            server.wait_for(
                lambda s: s["snapshot"]["number"] == project.head()[0])
            pages += 1
        self.assertEqual(project.read()[1], generation)
        self.assertGreater(refused, 6)

    def make_large_project(self):
        """Three megabytes of disk, and three snapshots that fit on it."""
        project = self.make_project(templates=6, rows=200, keep=2)
        with project.database() as db:
            db.execute("UPDATE things SET name = hex(randomblob(90))")
        with open(project.path / "config/reckoner.yaml", "a",
                  encoding="utf-8") as config:
            config.write(RETRIED)
        self.mount(project.dumps, "3m")
        return project

    def used_bytes(self, project):
        disk = os.statvfs(project.dumps)
        return (disk.f_blocks - disk.f_bfree) * disk.f_frsize

    def fill_for_the_next(self, project, generation):
        """Leaves room for a half of what the next run will write."""
        project.set_generation(generation)
        return self.fill(project.dumps, 100)

    def test_a_disk_that_fills_up_under_a_run_recovers(self):
        project = self.make_large_project()
        project.publish(1)
        one = self.used_bytes(project)
        self.assertTrue(600_000 < one < 1_000_000, one)
        project.publish(2)
        before, used = project.read(), self.used_bytes(project)
        filler = self.fill_for_the_next(project, 3)
        code, out, err = project.run("regenerate")
        self.assertEqual(code, 1)
        self.assertIn("No space left on device", out + err)
        self.assertIn("the snapshot before stays", err)
        self.assertEqual(project.read(), before)
        filler.unlink()
        # What was half written is gone already.
        self.assertEqual(self.used_bytes(project), used)
        self.assert_clean(project)
        project.regenerate()
        self.assertEqual(project.read(), (3, 3))
        self.assert_clean(project)

    def runs(self, project):
        with sqlite3.connect(project.path / "var/state.db", timeout=20) as db:
            return db.execute("SELECT state, attempt, error FROM runs "
                              "WHERE job = 'daily'").fetchall()

    def start_daemon(self, project):
        daemon = project.start("schedule")
        self.addCleanup(lambda: daemon.poll() is None and daemon.kill())
        return daemon

    def stop_daemon(self, daemon):
        daemon.send_signal(signal.SIGTERM)
        _, err = daemon.communicate(timeout=60)
        self.assertEqual(daemon.returncode, 0, err)

    def make_due(self, project):
        """A first look writes down what is due when; then a day goes by."""
        daemon = self.start_daemon(project)
        reckoner.until(lambda: self.is_planned(project), "the job is known")
        self.stop_daemon(daemon)
        with sqlite3.connect(project.path / "var/state.db") as db:
            db.execute("UPDATE jobs SET anchor_s = anchor_s - 86400")

    def is_planned(self, project):
        try:
            with sqlite3.connect(project.path / "var/state.db") as db:
                return db.execute("SELECT 1 FROM jobs").fetchall()
        except sqlite3.OperationalError:
            return False

    def test_the_scheduler_tells_of_a_full_disk_and_tries_again(self):
        project = self.make_large_project()
        project.publish(1)
        project.publish(2)
        before = project.read()
        self.make_due(project)
        server = Server(project)
        self.addCleanup(server.stop)
        filler = self.fill_for_the_next(project, 3)
        daemon = self.start_daemon(project)
        reckoner.until(lambda: [r for r in self.runs(project) if r[1] > 1],
                       "it is tried again", 60)
        code, out, _ = project.run("status")
        self.assertEqual(code, 1, out)
        self.assertIn("No space left on device", out)
        code, out, _ = project.run("status", "--json")
        self.assertFalse(json.loads(out)["well"])
        self.assertEqual(project.read(), before)
        self.assertEqual(server.status()["snapshot"]["number"], before[0])
        filler.unlink()
        reckoner.until(lambda: self.runs(project)[0][0] == "done", "done", 60)
        self.stop_daemon(daemon)
        self.assertEqual(project.read(), (3, 3))
        self.assert_clean(project)
        server.wait_for(lambda s: s["snapshot"]["number"] == 3)
        code, out, _ = project.run("status", "--json")
        self.assertEqual(json.loads(out)["runs"][0]["state"], "done")


if __name__ == "__main__":
    unittest.main()
