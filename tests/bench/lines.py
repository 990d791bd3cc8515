"""What make bench asks: the lines of its table."""
import datetime
import json
import urllib.parse

import synthetic

NEVER_SEEN = 150000  # for one slice; more are never answered in it
FORMS = ("{}", "Show me all {}", "What do we know about {}?", "please show {}",
         "{} please", "list the {}", "Can you show me the {}?", "give me all {}",
         "I want to see {}", "show {} to me", "Tell me about {}",
         "Please list all {}")
PLACED = ("Show me all {} in {}", "{} in {}", "What do we know about {} in {}?",
          "please show {} for {}")
FIRST_DAY, DAYS = datetime.date(2027, 1, 1), 25000


class Line:
    """One line: what is asked of Reckoner, and what it is compared with.

    `asked` is a list of requests, or a function from a seed to one, for what
    must never have been asked before. `against` is a name and other requests
    to Reckoner.
    """

    def __init__(self, name, asked, connections=16, *, peers=True,
                 not_modified=False, against=None, status=None, once=False):
        self.name, self.asked, self.connections = name, asked, connections
        self.peers, self.not_modified, self.against = peers, not_modified, against
        self.status = status  # of every answer: hit, clarify or miss
        self.once = once  # each request is sent one time


def ask(question, **more):
    path = "/api/query?" + urllib.parse.urlencode({"q": question, **more})
    return ("GET", path, "")


def post(question, **more):
    return ("POST", "/api/query", json.dumps({"query": question, **more}))


def batch(questions):
    return ("POST", "/api/batch", json.dumps({"queries": questions}))


def dump(name):
    return [("GET", f"/api/dumps/sizes/rows_{name}", "")]


def title_of_size(name):
    return synthetic.title(synthetic.FIRST_SIZE + list(synthetic.SIZES).index(name))


def never_seen(texts, method=ask):
    """Questions in every form, each on another day of the asker's, which is a
    part of what a question means: none was asked before."""
    def asked(seed):
        for i in range(seed * NEVER_SEEN, (seed + 1) * NEVER_SEEN):
            day = FIRST_DAY + datetime.timedelta(i // len(texts) % DAYS)
            yield method(texts[i % len(texts)], as_of=day.isoformat())
    return asked


def dump_lines():
    for size in ("2k", "20k", "200k", "2m"):
        yield Line(f"dump of {size}", dump(size))
    yield Line("dump of 20k, not modified", dump("20k"), not_modified=True)
    for count in (1, 64):
        yield Line(f"dump of 20k, {count} connections", dump("20k"), count)


def filtered_lines(whole):
    """20 of 1,000 rows; a whole answer of the same size is beside it."""
    name = title_of_size("filtered")
    where = "/api/dumps/sizes/rows_filtered?where.city="
    cities = synthetic.CITIES
    yield Line("dump, 20 of 1,000 rows, repeated",
               [("GET", where + city, "") for city in cities])
    yield Line("hit, 20 of 1,000 rows, repeated",
               [ask(f"Show me all {name} in {city}") for city in cities],
               status="hit")
    yield Line("hit, 20 of 1,000 rows, never seen",
               never_seen([form.format(name, city)
                           for form in PLACED for city in cities]),
               status="hit", against=("a whole one", whole))


def question_lines(templates):
    titles = [synthetic.title(i) for i in range(templates)]
    some = titles[:: max(1, templates // 30)][:30]
    texts = [form.format(t) for form in FORMS for t in titles[:20000]]
    show = [f"Show me all {t}" for t in some]
    whole = never_seen(texts)
    yield Line("hit, never seen", whole, status="hit")
    yield Line("hit, repeated", list(map(ask, show)), status="hit")
    yield Line("hit by POST, never seen", never_seen(texts, post), peers=False,
               status="hit", against=("GET", whole))
    yield Line("hit by POST, repeated", list(map(post, show)), peers=False,
               status="hit", against=("GET", list(map(ask, show))))
    if 1000 <= templates <= 10000:  # fewer are over before they are measured
        yield Line("template's own question, first asked",
                   list(map(ask, titles)), status="hit", once=True,
                   against=("repeated", list(map(ask, show))))
    yield Line("miss, never seen",
               never_seen([f"How tall is a {t} giraffe?" for t in titles[:20000]]),
               peers=False)
    yield Line("miss, repeated", [ask(f"How tall is a {t[:5]} giraffe?")
                                  for t in some])
    if templates > 30:
        return
    for name in ("2k", "200k", "2m"):
        yield Line(f"hit on {name}, repeated",
                   [ask(f"Show me all {title_of_size(name)}")], status="hit",
                   against=("the dump", dump(name)))
    yield from filtered_lines(whole)
    yield Line("batch of 10", [batch(show[k:k + 10])
                               for k in range(0, len(show) - 9, 10)], peers=False)
    for count in (1, 64):
        yield Line(f"hit, repeated, {count} connections", list(map(ask, show)),
                   count, status="hit")
        yield Line(f"hit, never seen, {count} connections", whole, count,
                   status="hit")


def lines_of(templates):
    if templates == 30:
        yield from dump_lines()
    yield from question_lines(templates)
