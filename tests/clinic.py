"""A third company, made once for a whole run: Saltmarsh Clinics, four hospitals
(tests/projects/clinic). Its words are those of neither the demo nor the
carrier."""
import functools

import company
import reckoner

FOLDER = reckoner.ROOT / "tests/projects/clinic"


class Clinic(company.Scripted):
    HOME = FOLDER


@functools.lru_cache(maxsize=None)
def project():
    """Made when it is first asked for, removed when the run ends."""
    return company.made(Clinic)
