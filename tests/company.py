"""What the companies of the tests have in common: a folder of their own, a
database that ends on the day before the asker's, and a first snapshot.

demo.py, parcels.py, clinic.py and hotels.py are such companies; check_golden.py asks any.
"""
import atexit
import contextlib
import functools
import re
import shutil
import sqlite3
import tempfile

import reckoner

LAST_DAY, DAY = "2026-11-19", "2026-11-20"

# The periods of all templates, worked out by hand for DAY, a Friday. The second
# day is exclusive.
PERIODS = {
    "last week": ("2026-11-09", "2026-11-16"),
    "last 6 weeks": ("2026-10-05", "2026-11-16"),
    "last 8 weeks": ("2026-09-21", "2026-11-16"),
    "last 12 weeks": ("2026-08-24", "2026-11-16"),
    "last 7 days": ("2026-11-13", "2026-11-20"),
    "last 14 days": ("2026-11-06", "2026-11-20"),
    "last 28 days": ("2026-10-23", "2026-11-20"),
    "last 30 days": ("2026-10-21", "2026-11-20"),
    "last 90 days": ("2026-08-22", "2026-11-20"),
    "last 365 days": ("2025-11-20", "2026-11-20"),
    "last month": ("2026-10-01", "2026-11-01"),
    "last 3 months": ("2026-08-01", "2026-11-01"),
    "last 6 months": ("2026-05-01", "2026-11-01"),
    "last 12 months": ("2025-11-01", "2026-11-01"),
    "last 24 months": ("2024-11-01", "2026-11-01"),
    "last quarter": ("2026-07-01", "2026-10-01"),
}


class Company(reckoner.Project):
    """A project with templates of its own, whose database make(path) makes."""

    def __init__(self, folder, config, queries, database, make):
        super().__init__(folder, config)
        shutil.copytree(queries, self.folder / "queries", dirs_exist_ok=True)
        synonyms = queries.parent / "config/synonyms.yaml"
        if synonyms.exists():
            shutil.copy(synonyms, self.folder / "config")
        self.database = self.folder / database
        self.database.parent.mkdir(parents=True)
        make(self.database)
        self.first = self.run("regenerate", "--as-of", DAY, "--json")

    def rows(self, statement, *args):
        return reckoner.rows_of(self.database, statement, args)

    def statement(self, template):
        """The SQL of a template and the values of its parameters."""
        text = (self.folder / "queries" / f"{template}.sql").read_text(encoding="utf-8")
        header, statement = text.split("---*/", 1)
        values = {"as_of": DAY}
        period = re.search(r"^period: (.*)$", header, re.MULTILINE)
        if period:
            name = period[1].strip()
            if name not in PERIODS:
                raise LookupError(f"{template}: work out {name!r} in {__file__}")
            values["from"], values["until"] = PERIODS[name]
        return statement.strip().removesuffix(";"), values

    def template_rows(self, template):
        """The rows of a template, straight from SQLite."""
        return reckoner.rows_of(self.database, *self.statement(template))

    def templates(self):
        """The ids of all its templates."""
        paths = (self.folder / "queries").glob("*/*.sql")
        return {f"{path.parent.name}/{path.stem}" for path in paths}


class Scripted(Company):
    """The project in the folder HOME as it stands, over a database that its
    make.sql makes where the configuration has its only source."""

    HOME = None

    def __init__(self, folder):
        config = (self.HOME / "config/reckoner.yaml").read_text(encoding="utf-8")
        (database,) = re.findall(r"\bsqlite:(\S+)", config)
        super().__init__(folder, config, self.HOME / "queries", database, self.make)

    @classmethod
    def script(cls):
        return (cls.HOME / "make.sql").read_text(encoding="utf-8")

    @classmethod
    def make(cls, database):
        with contextlib.closing(sqlite3.connect(database)) as connection:
            connection.executescript(cls.script())


def made(company):
    """The company in a folder that is removed when the run ends."""
    temp = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
    atexit.register(temp.cleanup)
    project = company(temp.name)
    if project.first.code != 0:
        raise AssertionError(repr(project.first))
    return project


@functools.lru_cache(maxsize=None)
def in_folder(home):
    """The company of a folder that is shaped like those of tests/projects, also
    of one outside the repository; made once for a whole run."""

    class Given(Scripted):
        HOME = home

    return made(Given)
