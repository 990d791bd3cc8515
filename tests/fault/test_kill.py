"""A run that is killed, that has no permission, or that is not alone: readers
see the old snapshot or the new one, and the next run tidies up.
"""
import fcntl
import itertools
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from fault_project import (RECKONER, SCALE, FaultTest, Reader, Server,
                           look_at_files, look_over_http)

KILLS = int(200 * SCALE)
KILLS_PER_COMPLETE_RUN = 10
NOBODY = 65534


class Kill(FaultTest):
    def kill_at(self, project, seconds):
        """True if the run ended before it could be killed."""
        with project.start("regenerate") as process:
            try:
                process.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.kill()
            process.communicate(timeout=60)
        return process.returncode == 0

    def kill_as_head_moves(self, project):
        """True if the run ended before it could be killed."""
        head = project.dumps / "HEAD"
        before = head.stat().st_ino
        with project.start("regenerate") as process:
            while process.poll() is None:
                if head.stat().st_ino != before:
                    process.kill()
                    break
            process.communicate(timeout=60)
        return process.returncode == 0

    def moments(self):
        """Parts of a run: a third of them anywhere, a third while it publishes;
        None as soon as it has published."""
        chance = random.Random(20261120)
        for i in itertools.count():
            yield (chance.uniform(0, 1.05), chance.uniform(0.7, 1.05), None)[i % 3]

    def kill(self, project, moment, seconds):
        if moment is None:
            return self.kill_as_head_moves(project)
        return self.kill_at(project, moment * seconds)

    def measure(self, project):
        times = []
        for generation in range(1, 6):
            project.set_generation(generation)
            started = time.monotonic()
            project.regenerate()
            times.append(time.monotonic() - started)
        return sorted(times)[2], generation

    def check_after(self, project, before, generation):
        number, seen = project.read()
        self.assertIn((number, seen), [before, (before[0] + 1, generation)])
        code, found = project.verify()
        self.assertEqual((code, found["damaged"]), (0, 0),
                         found["findings"][:3])
        shown, complaint = project.shown()
        self.assertEqual((shown, complaint), (seen, ""))
        return number, seen

    def test_a_killed_run_leaves_the_old_snapshot_or_the_new_one(self):
        project = self.make_project(templates=80, rows=20)
        seconds, generation = self.measure(project)
        server = Server(project)
        self.addCleanup(server.stop)
        with (Reader(look_at_files(project)) as files,
              Reader(look_over_http(project, server)) as answers):
            told = self.kill_many(project, seconds, generation)
        for reader in (files, answers):
            self.assertEqual(reader.wrong, [])
            self.assertGreater(reader.reads, KILLS)
        print(f"             {told}; meanwhile {files.reads} reads of all files "
              f"and {answers.reads} answers: 0 torn, 0 mixed, 0 backwards")

    def kill_many(self, project, seconds, generation):
        current = project.read()
        killed = advanced = 0
        for i, moment in enumerate(self.moments()):
            generation += 1
            project.set_generation(generation)
            if not self.kill(project, moment, seconds):
                killed += 1
                advanced += project.head()[0] > current[0]
            current = self.check_after(project, current, generation)
            if i % KILLS_PER_COMPLETE_RUN == KILLS_PER_COMPLETE_RUN - 1:
                started = time.monotonic()
                project.regenerate()
                seconds = (seconds + time.monotonic() - started) / 2
                current = project.read()
                self.assertEqual(current[1], generation)
                self.assert_clean(project)
            if killed == KILLS:
                break
        return (f"{i + 1} runs of {seconds * 1000:.0f} ms: {killed} killed, "
                f"{advanced} of them after HEAD had moved")

    def test_a_killed_first_run_leaves_nothing_or_a_whole_snapshot(self):
        project = self.make_project(templates=20)
        started = time.monotonic()
        project.regenerate()
        seconds = time.monotonic() - started
        chance = random.Random(7)
        for _ in range(int(30 * SCALE)):
            shutil.rmtree(project.dumps)
            self.kill_at(project, chance.uniform(0, 1.1 * seconds))
            if (project.dumps / "HEAD").exists():
                self.assertEqual(project.read(), (1, 0))
            else:
                code, _, err = project.run("show", project.ids[0])
                self.assertEqual(code, 1)
                self.assertIn("nothing is published", err)
            project.regenerate()
            project.read()
            self.assert_clean(project)


class Permission(FaultTest):
    def drop(self):
        """Root may write anywhere, so root becomes nobody."""
        if os.geteuid() == 0:
            return {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        return {}

    @classmethod
    def setUpClass(cls):
        # Whoever it is, it can reach the program here.
        folder = tempfile.TemporaryDirectory(prefix="reckoner-fault-")
        cls.addClassCleanup(folder.cleanup)
        os.chmod(folder.name, 0o755)
        cls.program = shutil.copy(RECKONER, folder.name)

    def run_as_other(self, project, *words):
        done = subprocess.run([self.program, *words], cwd=project.path,
                              capture_output=True, text=True, timeout=60,
                              check=False, **self.drop())
        return done.returncode, done.stdout, done.stderr

    def lock_out(self, *folders):
        for folder in folders:
            folder.chmod(0o555)
            self.addCleanup(folder.chmod, 0o755)

    def test_a_read_only_folder_refuses_runs_and_is_still_read(self):
        project = self.make_project()
        project.publish(1)
        project.set_generation(2)
        self.lock_out(*[path for path in project.dumps.rglob("*")
                        if path.is_dir()], project.dumps)
        code, _, err = self.run_as_other(project, "regenerate")
        self.assertEqual(code, 1)
        self.assertIn("Permission denied", err)
        self.assertIn("dumps", err)
        code, out, _ = self.run_as_other(project, "show", project.ids[0])
        self.assertEqual(code, 0)
        self.assertIn("thing 1 of 1.0", out)
        self.assertEqual(self.run_as_other(project, "verify")[0], 0)
        self.assertEqual(project.read(), (1, 1))

    def test_a_folder_that_cannot_be_made_is_named(self):
        project = self.make_project()
        self.lock_out(project.path)
        code, _, err = self.run_as_other(project, "regenerate")
        self.assertEqual(code, 1)
        self.assertIn("dumps", err)
        self.assertIn("Permission denied", err)

    def test_a_missing_folder_is_made(self):
        project = self.make_project()
        code, _, err = project.run("show", project.ids[0])
        self.assertEqual(code, 1)
        self.assertIn("reckoner regenerate", err)
        project.publish(1)
        self.assertEqual(project.read(), (1, 1))
        self.assert_clean(project)

    def test_a_file_in_the_place_of_the_folder_is_named(self):
        project = self.make_project()
        project.dumps.write_text("x")
        code, _, err = project.run("regenerate")
        self.assertNotEqual(code, 0)
        self.assertIn("dumps", err)
        self.assertEqual(project.dumps.read_text(), "x")


class Company(FaultTest):
    def test_a_run_beside_another_says_that_it_is_busy(self):
        project = self.make_project()
        project.publish(1)
        with open(project.dumps / ".lock", "r+b") as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            code, _, err = project.run("regenerate")
        self.assertEqual(code, 1)
        self.assertIn("another run is writing", err)
        self.assertEqual(project.read(), (1, 1))

    def test_runs_at_once_publish_different_numbers(self):
        project = self.make_project(templates=10)
        project.publish(1)
        rounds, done, busy = int(10 * SCALE), 0, 0
        for _ in range(rounds):
            before = project.head()[0]
            runs = [project.start("regenerate", "--json") for _ in range(4)]
            results = [(*run.communicate(timeout=60), run.returncode)
                       for run in runs]
            published = [out for out, _, code in results if code == 0]
            for _, err, code in results:
                if code != 0:
                    self.assertIn("another run is writing", err)
                    busy += 1
            done += len(published)
            self.assertGreaterEqual(len(published), 1)
            self.assertEqual(len(set(published)), len(published))
            self.assertEqual(project.head()[0], before + len(published))
        self.assert_clean(project)
        print(f"             {4 * rounds} runs, four at a time: {done} "
              f"published, {busy} were told to wait")

    def test_readers_during_runs_always_see_one_whole_snapshot(self):
        project = self.make_project(templates=5)
        project.publish(1)
        last, reads = project.read(), 0
        for generation in range(2, 2 + int(15 * SCALE)):
            project.set_generation(generation)
            with project.start("regenerate") as process:
                while process.poll() is None:
                    try:
                        seen = project.read()
                    except FileNotFoundError:
                        continue # the snapshot went while it was read
                    self.assertGreaterEqual(seen, last)
                    last, reads = seen, reads + 1
                process.communicate()
            self.assertEqual(process.returncode, 0)
        self.assertGreater(reads, 0)

    def test_an_interrupted_run_publishes_nothing(self):
        project = self.make_project(templates=150, rows=200)
        project.publish(1)
        project.set_generation(2)
        with project.start("regenerate") as process:
            # It holds the lock from its beginning to its end.
            while process.poll() is None and not any(
                    (project.dumps / ".tmp").iterdir()):
                pass
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
        if process.returncode == 0:
            self.skipTest("the run was over before it could be interrupted")
        self.assertIn("cancelled", err)
        self.assertEqual(project.read(), (1, 1))
        self.assert_clean(project)


if __name__ == "__main__":
    unittest.main()
