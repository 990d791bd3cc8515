"""A third company, made once for a whole run: Saltmarsh Clinics, four hospitals
(tests/projects/clinic). Its words are those of neither the demo nor the
carrier."""
import contextlib
import functools
import sqlite3

import company
import reckoner

FOLDER = reckoner.ROOT / "tests/projects/clinic"


class Clinic(company.Company):
    """The project as it stands, over a database of its own."""

    def __init__(self, folder):
        config = (FOLDER / "config/reckoner.yaml").read_text(encoding="utf-8")
        super().__init__(folder, config, FOLDER / "queries", "var/clinic.db", make)


def make(database):
    """Makes the hospitals' database."""
    script = (FOLDER / "make.sql").read_text(encoding="utf-8")
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.executescript(script)


@functools.lru_cache(maxsize=None)
def project():
    """Made when it is first asked for, removed when the run ends."""
    return company.made(Clinic)
