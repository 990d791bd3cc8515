"""A fourth company, made once for a whole run: Wayfarer Hotels, seven houses
(tests/projects/hotels). It names its words for things itself, in its
config/synonyms.yaml, as the demo does."""
import functools

import company
import reckoner

FOLDER = reckoner.ROOT / "tests/projects/hotels"


class Hotels(company.Scripted):
    HOME = FOLDER


@functools.lru_cache(maxsize=None)
def project():
    """Made when it is first asked for, removed when the run ends."""
    return company.made(Hotels)
