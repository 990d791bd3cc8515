"""Every system call of a run on dumps/ fails once, in every way it can."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from fault_project import SCALE, Project, make_injector

# Each kind, and at every how many calls it is tried in a short test.
KINDS = {"EIO": 1, "FULL": 1, "KILL": 1, "SHORT": 1, "ENOSPC": 4, "EINTR": 4}


class Inject(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.library = make_injector(cls)

    def setUp(self):
        self.project = Project(templates=2, keep=2, workers=1)
        self.addCleanup(self.project.remove)
        for self.generation in range(1, 4):
            self.project.publish(self.generation)

    def advance(self):
        self.generation += 1
        self.project.set_generation(self.generation)

    def run_with(self, **faults):
        env = {"LD_PRELOAD": str(self.library)}
        env |= {f"FAULT_{name}": str(value) for name, value in faults.items()}
        return self.project.run("regenerate", env=env)

    def calls(self):
        """The calls of one run, by name and in order."""
        log = self.library.with_name("log")
        log.unlink(missing_ok=True)
        self.advance()
        code, _, err = self.run_with(LOG=log)
        self.assertEqual(code, 0, err)
        return log.read_text().split()

    def check(self, before, code, out, err):
        number, seen = after = self.project.read()
        new = (before[0] + 1, self.generation)
        self.assertIn(after, [before, new])
        if code == 0:
            self.assertEqual(after, new)
        elif code > 0:
            self.assertNotEqual((out + err).strip(), "")
        if "the snapshot before stays" in err:
            self.assertEqual(after, before)
        code, found = self.project.verify()
        self.assertEqual(code, 0, found)
        return number, seen

    def check_next_run(self):
        self.project.regenerate()
        self.assertEqual(self.project.read()[1], self.generation)
        code, found = self.project.verify()
        self.assertEqual((code, found["findings"]), (0, []))
        self.assertEqual(self.project.leftovers(), [])

    def test_each_call_that_fails_leaves_a_whole_snapshot(self):
        names = self.calls()
        self.assertGreater(len(names), 40)
        self.assertEqual(set(names), {"open", "create", "write", "fsync",
                                      "syncfs", "rename", "link", "unlink",
                                      "mkdir"})
        runs = failed = 0
        for kind, step in KINDS.items():
            step = step if SCALE <= 1 else 1
            for at in range(1, len(names) + 1, step):
                if kind == "SHORT" and names[at - 1] != "write":
                    continue
                with self.subTest(kind=kind, at=at, call=names[at - 1]):
                    self.advance()
                    before = self.project.read()
                    code, out, err = self.run_with(AT=at, KIND=kind)
                    runs, failed = runs + 1, failed + (code != 0)
                    self.check(before, code, out, err)
                    if kind == "SHORT":
                        self.assertEqual(code, 0, err)
                    if kind == "FULL" and code != 0:
                        self.assertIn("No space left on device", out + err)
                    self.check_next_run()
        print(f"             {len(names)} calls, {runs} runs with a fault: "
              f"{failed} failed, {runs - failed} published")


if __name__ == "__main__":
    unittest.main()
