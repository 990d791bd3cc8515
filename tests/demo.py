"""The demo project, made once for a whole run: its database to 2026-11-19, its
templates, and what SQLite says of them."""
import atexit
import functools
import shutil
import subprocess
import tempfile

import reckoner

LAST_DAY, DAY = "2026-11-19", "2026-11-20"

# The periods, worked out by hand for DAY, a Friday. The second is exclusive.
PERIODS = {
    "last week": ("2026-11-09", "2026-11-16"),
    "last 7 days": ("2026-11-13", "2026-11-20"),
    "last 28 days": ("2026-10-23", "2026-11-20"),
    "last 30 days": ("2026-10-21", "2026-11-20"),
    "last 90 days": ("2026-08-22", "2026-11-20"),
    "last 3 months": ("2026-08-01", "2026-11-01"),
    "last 6 months": ("2026-05-01", "2026-11-01"),
    "last 12 months": ("2025-11-01", "2026-11-01"),
}


class Demo(reckoner.Project):
    """config/ and queries/ of this repository, over a database of its own."""

    def __init__(self, folder):
        config = (reckoner.ROOT / "config/reckoner.yaml").read_text(encoding="utf-8")
        # Clients that stop in the middle are part of the tests.
        for name in ("header_timeout_ms: 10000", "request_timeout_ms: 30000"):
            config = config.replace(f"#{name}", name.split(":")[0] + ": 1000")
        super().__init__(folder, config)
        shutil.rmtree(self.folder / "queries")
        shutil.copytree(reckoner.ROOT / "queries", self.folder / "queries")
        self.database = self.folder / "var/demo/warehouse.db"
        self.database.parent.mkdir(parents=True)
        subprocess.run(
            [reckoner.DEMO_PROGRAM, "--last-day", LAST_DAY, self.database],
            check=True,
            capture_output=True,
            timeout=120,
        )
        self.first = self.run("regenerate", "--as-of", DAY, "--json")

    def rows(self, statement, *args):
        return reckoner.rows_of(self.database, statement, args)

    def template_rows(self, template):
        """The rows of a template, straight from SQLite."""
        text = (self.folder / "queries" / f"{template}.sql").read_text(encoding="utf-8")
        header, statement = text.split("---*/", 1)
        values = {"as_of": DAY}
        for line in header.splitlines():
            if line.startswith("period: "):
                period = line.removeprefix("period: ").strip()
                values["from"], values["until"] = PERIODS[period]
        return reckoner.rows_of(self.database, statement, values)


@functools.lru_cache(maxsize=None)
def project():
    """Made when it is first asked for, removed when the run ends."""
    temp = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
    atexit.register(temp.cleanup)
    made = Demo(temp.name)
    if made.first.code != 0:
        raise AssertionError(repr(made.first))
    return made


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
