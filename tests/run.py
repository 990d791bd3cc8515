"""Runs every tests/*/test_*.py and ends with "N passed, N failed, N skipped".

Only the standard library. The program under test is in the folder that
RECKONER_BUILD names ("build" if it is not set). Words on the command line
choose tests: those whose name contains one of them.
"""
import os
import pathlib
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent


class Result(unittest.TextTestResult):
    """One line for a test that failed, was skipped or took long."""

    def startTest(self, test):
        super().startTest(test)
        self.started = time.monotonic()

    def stopTest(self, test):
        super().stopTest(test)
        seconds = time.monotonic() - self.started
        if seconds > 10:
            self.stream.writeln(f"  ({test.id()} took {seconds:.0f} s)")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.stream.writeln(f"skipped {test.id()}: {reason}")


def chosen(suite, words):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from chosen(test, words)
        elif not words or any(word in test.id() for word in words):
            yield test


def main(words):
    os.chdir(HERE.parent)
    sys.path.insert(0, str(HERE))
    suite = unittest.TestSuite()
    for path in sorted(HERE.glob("*/test_*.py")):
        loader = unittest.TestLoader()
        sys.path.insert(0, str(path.parent))
        suite.addTests(chosen(loader.loadTestsFromName(path.stem), words))
    runner = unittest.TextTestRunner(resultclass=Result, verbosity=0,
                                     stream=sys.stdout)
    result = runner.run(suite)
    failed = len(result.failures) + len(result.errors) + len(
        result.unexpectedSuccesses)
    skipped = len(result.skipped) + len(result.expectedFailures)
    print(f"{max(0, result.testsRun - failed - skipped)} passed, "
          f"{failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
