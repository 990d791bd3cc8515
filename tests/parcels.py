"""A second company, made once for a whole run: Kestrel Parcels, a carrier
(tests/projects/parcels). What the router does well should not be true of the
demo alone."""
import functools

import company
import reckoner

FOLDER = reckoner.ROOT / "tests/projects/parcels"


class Parcels(company.Scripted):
    HOME = FOLDER


@functools.lru_cache(maxsize=None)
def project():
    """Made when it is first asked for, removed when the run ends."""
    return company.made(Parcels)
