"""The demo project, made once for a whole run: its database to 2026-11-19, its
templates, and what SQLite says of them."""
import functools
import subprocess

import company
import reckoner
from company import DAY, LAST_DAY  # noqa: F401  pylint: disable=unused-import


class Demo(company.Company):
    """config/ and queries/ of this repository, over a database of its own."""

    def __init__(self, folder):
        config = (reckoner.ROOT / "config/reckoner.yaml").read_text(encoding="utf-8")
        # Clients that stop in the middle are part of the tests.
        for name in ("header_timeout_ms: 10000", "request_timeout_ms: 30000"):
            config = config.replace(f"#{name}", name.split(":")[0] + ": 1000")
        queries = reckoner.ROOT / "queries"
        super().__init__(folder, config, queries, "var/demo/warehouse.db", make)


def make(database):
    """Makes the demo's database."""
    subprocess.run(
        [reckoner.DEMO_PROGRAM, "--last-day", LAST_DAY, database],
        check=True,
        capture_output=True,
        timeout=120,
    )


@functools.lru_cache(maxsize=None)
def project():
    """Made when it is first asked for, removed when the run ends."""
    return company.made(Demo)


class Case(reckoner.Case):
    """Tests of one class ask one server of the demo project."""

    @classmethod
    def setUpClass(cls):
        cls.server = None
        if not reckoner.PROGRAM.exists():
            return  # the class is skipped
        if not reckoner.DEMO_PROGRAM.exists():
            raise reckoner.unittest.SkipTest(f"{reckoner.DEMO_PROGRAM} is not built")
        cls.demo = project()
        cls.server = cls.demo.serve()

    @classmethod
    def tearDownClass(cls):
        if cls.server:
            code = cls.server.stop()
            if code != 0:
                raise AssertionError(f"serve ended with {code}: {cls.server.log()}")

    def tearDown(self):
        self.assertTrue(self.server.is_alive(), "the server died")
