"""Every call of a run that changes dumps/, and every call for memory, fails
once, in every way it can. Whatever fails, readers have the old snapshot or the
new one, the program says that it failed, and the next run is as if nothing
had been.
"""
import collections
import concurrent.futures
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from fault_project import RECKONER, SCALE, Project, check, make_library

# Each kind, and at every how many calls it is tried in a short test.
KINDS = {"EIO": 1, "FULL": 1, "KILL": 1, "SHORT": 1, "ENOSPC": 4, "EINTR": 4}
# The calls that a run makes on dumps/, and those that are watched, but that it
# never makes.
MADE = {"open", "create", "opendir", "write", "fsync", "syncfs", "rename",
        "link", "unlink", "mkdir", "rmdir"}
NEVER_MADE = {"symlink"}
# Whatever else could open or change a file, and would not be seen.
UNSEEN = set("""
    openat open64 openat64 creat creat64 __open_2 __open64_2 __openat_2
    pwrite pwrite64 writev pwritev sendfile splice copy_file_range fdatasync sync
    sync_file_range msync renameat renameat2 linkat symlinkat unlinkat remove
    mkdirat mknod mkstemp mkostemp mkdtemp tmpfile truncate truncate64 ftruncate
    ftruncate64 fallocate posix_fallocate aligned_alloc posix_memalign memalign
    valloc
""".split())
# Memory is short at each call while a snapshot is written and published, and
# at every so many before that; with NONE, at fewer.
MEMORY_STEPS = {"NULL": 61, "NONE": 601} if SCALE <= 1 else {"NULL": 3,
                                                             "NONE": 31}
# Done; not done, and why; ended by us, or by GLib, which needs memory to say
# that it has none, and falls when there is none any more.
ENDS = {"NULL": (0, 1, 2, -signal.SIGABRT, -signal.SIGTRAP)}
ENDS["NONE"] = (*ENDS["NULL"], -signal.SIGSEGV)
SILENT_ENDS = (0, -signal.SIGKILL, -signal.SIGSEGV)
Fault = collections.namedtuple("Fault", "kind at call")


class Trial:
    """A project of its own, and what is tried on it."""

    def __init__(self, library):
        self.library = library
        self.project = Project(templates=2, keep=2, workers=1)
        self.generation = 0
        for _ in range(3):
            self.advance()
            self.project.regenerate()

    def advance(self):
        self.generation += 1
        self.project.set_generation(self.generation)

    def run_with(self, **faults):
        env = {"LD_PRELOAD": str(self.library)}
        env |= {f"FAULT_{name}": str(value) for name, value in faults.items()}
        return self.project.run("regenerate", env=env)

    def calls(self):
        """The calls of one run: names, and the calls for memory before each."""
        with tempfile.NamedTemporaryFile("r") as log:
            self.advance()
            code, _, err = self.run_with(LOG=log.name)
            check(code == 0, err)
            lines = [line.split() for line in log]
        return [(name, int(count)) for name, count in lines]

    def verify(self):
        code, found = self.project.verify()
        check((code, found.get("findings")) == (0, []), found)

    def fails(self, fault):
        """Does a run with this fault; true if it did not do all it should."""
        self.advance()
        before = self.project.read()
        # A template that fails alone keeps its last good dump, and is marked.
        takes_memory = fault.kind in ENDS
        code, out, err = self.run_with(AT=fault.at, KIND=fault.kind)
        said = (out + err).strip()
        self.check_after(before, code, said, takes_memory)
        if takes_memory:
            check(code in ENDS[fault.kind], f"{code}: {said}")
            check(code in SILENT_ENDS or re.search("memory|alloc", said), said)
        else:
            code_of_verify, found = self.project.verify()
            check(code_of_verify == 0, found)
        if fault.kind == "SHORT":
            check(code == 0, said)
        if fault.kind == "FULL" and code != 0:
            check("No space left on device" in said, said)
        self.check_next_run(fault)
        return code != 0

    def check_after(self, before, code, said, may_be_partial):
        new = (before[0] + 1, self.generation)
        after = self.project.read(may_be_partial and code == 1)
        check(after in (before, new) or (
            may_be_partial and code == 1 and after == (new[0], None)),
              f"{before} became {after}")
        check(code != 0 or after == new, f"is done, and published {after}")
        check(code in SILENT_ENDS or said, "nothing is said")
        if "the snapshot before stays" in said:
            check(after == before, f"{before} does not stay")

    def check_next_run(self, fault):
        self.project.regenerate()
        check(self.project.read()[1] == self.generation, "an old state")
        if fault.at % 10 == 0:
            self.verify()
        check(not self.project.leftovers(), self.project.leftovers())


class Inject(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.library = make_library(cls)

    def make_trial(self):
        trial = Trial(self.library)
        self.addCleanup(trial.project.remove)
        return trial

    def try_all(self, faults):
        """Tries them on two projects at once; those that made a run fail, and
        those after which something was wrong."""
        free = [self.make_trial() for _ in range(2)]
        lock, failed, wrong = threading.Lock(), [], []

        def try_one(fault):
            with lock:
                trial = free.pop()
            try:
                if trial.fails(fault):
                    failed.append(fault)
            except Exception as problem:  # pylint: disable=broad-except
                wrong.append((fault, repr(problem)))
                trial = self.make_trial()
            with lock:
                free.append(trial)

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(try_one, faults))
        self.assertEqual(wrong, [])
        return failed

    def test_each_call_that_fails_leaves_a_whole_snapshot(self):
        names = [name for name, _ in self.make_trial().calls()]
        self.assertGreater(len(names), 40)
        self.assertEqual(set(names), MADE)
        faults = [
            Fault(kind, at, names[at - 1])
            for kind, step in KINDS.items()
            for at in range(1, len(names) + 1, step if SCALE <= 1 else 1)
            if kind != "SHORT" or names[at - 1] == "write"]
        failed = self.try_all(faults)
        self.assertGreater(len(failed), len(names))
        print(f"             {len(names)} calls ({', '.join(sorted(MADE))}; "
              f"never {', '.join(sorted(NEVER_MADE))}), {len(faults)} runs with "
              f"a fault: {len(failed)} failed, "
              f"{len(faults) - len(failed)} published")

    def test_no_memory_at_any_moment_leaves_a_whole_snapshot(self):
        calls = self.make_trial().calls()
        total = calls[-1][1]
        writes = next(count for name, count in calls if name == "write")
        self.assertGreater(total - writes, 100)
        faults = [Fault(kind, at, "memory")
                  for kind, step in MEMORY_STEPS.items()
                  for at in sorted({*range(1, writes, step), *range(
                      writes, total + 1, 1 if kind == "NULL" else 10)})]
        failed = self.try_all(faults)
        self.assertGreater(len(failed), len(faults) // 2)
        print(f"             {total} calls for memory, {total - writes} since "
              f"the first write: {len(faults)} runs that had none, "
              f"{len(failed)} failed, {len(faults) - len(failed)} published")

    def test_no_other_call_could_change_a_file(self):
        """What the program itself imports is seen, all of it."""
        try:
            done = subprocess.run(
                ["nm", "-D", "--undefined-only", RECKONER], check=True,
                capture_output=True, text=True)
        except FileNotFoundError as missing:
            raise unittest.SkipTest("there is no nm") from missing
        imported = {line.split()[-1].split("@")[0]
                    for line in done.stdout.splitlines()}
        self.assertEqual(imported & (UNSEEN | NEVER_MADE), set())
        self.assertLessEqual(MADE - {"create"}, imported)


if __name__ == "__main__":
    unittest.main()
