"""Asks a company the questions of a golden file and compares what is shown,
row by row, with what plain SQL says (see golden.md for the form of the file).

    RECKONER_BUILD=build python3 tests/eval/check_golden.py [--set NAME] [--details]

It is a report: it ends with 0 whatever the answers are, with 1 if the file
itself is wrong. --strict ends with 1 for any wrong answer, too. --misspelt asks
each question with one typing error, for each seed that is given. --file asks the
questions of another file of the same form, about the company that --project
names or that is in the folder --project-folder. Words that follow choose questions by id. Only the standard library.
"""
import argparse
import collections
import contextlib
import copy
import pathlib
import random
import re
import sqlite3
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import clinic  # noqa: E402  pylint: disable=wrong-import-position
import company  # noqa: E402  pylint: disable=wrong-import-position
import demo  # noqa: E402  pylint: disable=wrong-import-position
import hotels  # noqa: E402  pylint: disable=wrong-import-position
import parcels  # noqa: E402  pylint: disable=wrong-import-position

# The companies, and the files of questions that are kept beside this one.
PROJECTS = {
    "demo": demo.project,
    "parcels": parcels.project,
    "clinic": clinic.project,
    "hotels": hotels.project,
}
SETS = {
    "golden": (HERE / "golden.tsv", "demo"),
    "fresh_dev": (HERE / "fresh_dev.tsv", "demo"),
    "first_weeks": (HERE / "first_weeks.tsv", "demo"),
    "weekday": (HERE / "weekday.tsv", "demo"),
    "parcels": (HERE / "parcels.tsv", "parcels"),
    "clinic": (HERE / "clinic.tsv", "clinic"),
    "hotels": (HERE / "hotels.tsv", "hotels"),
}
FILE = SETS["golden"][0]
COLUMNS = (
    "id question context expected template adversarial sql why".split()
)
EXPECTED = ("hit", "clarify", "miss", "not_hit")

ORDER = re.compile(r" ORDER BY (\w+)(?: ASC| DESC)?(?: LIMIT (-?\d+))?$")


class Malformed(Exception):
    """A line of the file that is wrong."""


ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def misspell(question, random):
    """The question with one letter of one word deleted, inserted, changed or
    swapped with its neighbour. Words of four letters or more, no numbers."""
    words = list(re.finditer(r"[A-Za-z]{4,}", question))
    if not words:
        return question
    word = random.choice(words)
    at = random.randrange(word.start(), word.end())
    how = random.choice(("delete", "insert", "change", "swap"))
    if how == "swap":
        at = min(at, word.end() - 2)
        if question[at] == question[at + 1]:
            how = "change"
    letter = random.choice(ALPHABET.replace(question[at].lower(), ""))
    left, old, right = question[:at], question[at], question[at + 1 :]
    return {
        "delete": left + right,
        "insert": left + letter + old + right,
        "change": left + letter + right,
        "swap": left + right[:1] + old + right[1:],
    }[how]


class Row:
    """One question, and what is right."""

    def __init__(self, number, cells):
        if len(cells) != len(COLUMNS):
            raise Malformed(f"line {number}: {len(cells)} cells, not {len(COLUMNS)}")
        self.number = number
        for name, cell in zip(COLUMNS, cells):
            setattr(self, name, cell)
        self.templates = [t for t in cells[4].split("|") if t]
        self.statements = [s for s in cells[6].split(" ;; ") if s]
        problem = self.problem()
        if problem:
            raise Malformed(f"line {number} ({self.id}): {problem}")

    def problem(self):
        """What is wrong with the row in itself, or None."""
        for wrong, said in (
            (not re.fullmatch(r"[a-z]\d{3,}", self.id), "an id is a letter and digits"),
            (not self.question.strip(), "no question"),
            (self.expected not in EXPECTED, f"expected is {self.expected!r}"),
            (self.adversarial not in ("", "yes"), "adversarial is yes or empty"),
            (
                self.statements and len(self.statements) != len(self.templates),
                "as many statements as templates are needed",
            ),
            (
                self.expected == "hit" and not self.statements,
                "a hit needs its SQL",
            ),
            (
                self.expected == "clarify" and not self.templates,
                "a clarify needs the choice that must be offered",
            ),
            (
                self.expected != "hit" and not self.why,
                "what must not be answered needs a reason",
            ),
            (
                self.adversarial
                and any(re.search(r"\bFROM dump\b", s) for s in self.statements),
                "an adversarial question needs whole SQL",
            ),
        ):
            if wrong:
                return said
        return None


def project_of(name):
    """The company of that name, or in the folder of that path."""
    return PROJECTS[name]() if name in PROJECTS else company.in_folder(pathlib.Path(name))


def read_rows(path=FILE):
    """All rows of the file; Malformed for the first that is wrong."""
    lines = path.read_bytes().decode("utf-8").split("\n")
    if lines.pop() != "":
        raise Malformed("the last line has no end")
    if lines[0].split("\t") != COLUMNS:
        raise Malformed(f"line 1 must be: {' '.join(COLUMNS)}")
    rows = [Row(n, line.split("\t")) for n, line in enumerate(lines[1:], 2)]
    for what, keys in (
        ("id", [row.id for row in rows]),
        ("question", [(row.question, row.context) for row in rows]),
    ):
        key, times = collections.Counter(keys).most_common(1)[0]
        if times > 1:
            raise Malformed(f"the {what} {key!r} stands there {times} times")
    return rows


class Truth:
    """What the database of a company says."""

    def __init__(self, project):
        self.project = project
        self.templates = project.templates()
        self.database = sqlite3.connect(f"file:{project.database}?mode=ro", uri=True)
        self.known = {}

    def close(self):
        self.database.close()

    def rows(self, statement, template):
        """The rows of a statement, which may read the template's as `dump`."""
        values = {}
        if re.search(r"\bFROM dump\b", statement):
            whole, values = self.project.statement(template)
            statement = f"WITH dump AS ({whole}) {statement}"
        cursor = self.database.execute(statement, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor]

    def answer(self, statement, template):
        """The Answer that a statement describes."""
        key = (statement, template)
        if key not in self.known:
            order = ORDER.search(statement)
            limit = order and order[2]
            if limit:
                statement = statement[: statement.rindex(" LIMIT ")]
            self.known[key] = Answer(
                self.rows(statement, template),
                order and order[1],
                int(limit) if limit else None,
            )
        return self.known[key]


class Answer:
    """The rows that are right. With an order, the values of its first column
    must come in it (equal ones may change places, also at the cut); with a
    limit of -1, any number of first rows will do."""

    def __init__(self, rows, order, limit):
        self.rows, self.order, self.limit = rows, order, limit
        if order and rows and order not in rows[0]:
            raise Malformed(f"there is no column {order!r} to order by")

    def is_shown_by(self, shown):
        count = len(self.rows)
        if self.limit is not None:
            count = min(count, len(shown) if self.limit < 0 else self.limit)
        if len(shown) != count or (self.rows and not shown):
            return False
        if self.order and [alike(row.get(self.order)) for row in shown] != [
            alike(row[self.order]) for row in self.rows[:count]
        ]:
            return False
        return not counted(shown) - counted(self.rows)


def alike(value):
    return round(value, 9) if isinstance(value, float) else value


def counted(rows):
    return collections.Counter(
        frozenset((name, alike(value)) for name, value in row.items())
        for row in rows
    )


def ask(server, row):
    """The answer to a row's question, after that to the question before it."""
    more = {"as_of": company.DAY}
    if row.context:
        before = server.ask(row.context, **more)
        if before.get("context"):
            more["context"] = before["context"]
    return server.ask(row.question, **more)


def judge(row, told, truth):
    """What became of a question, in two words."""
    status = told["status"]
    if status == "hit":
        answers = [truth.answer(s, t) for s, t in zip(row.statements, row.templates)]
        if any(answer.is_shown_by(told["result"]["data"]) for answer in answers):
            return "right answer"
        return "wrong answer"
    if row.expected == "hit" or row.expected == "clarify":
        if status == "miss":
            return "needless miss" if row.expected == "hit" else "miss only"
        offered = {choice["id"] for choice in told["choices"]}
        if offered & set(row.templates):
            return "right choice"
        return "wrong choices"
    if row.expected == "miss" and status == "clarify":
        return "needless choices"
    return "right refusal"


def shown(told):
    """What was answered, for people: one line."""
    if told["status"] != "hit":
        choices = [choice["id"] for choice in told.get("choices") or []]
        return f"{told['status']}: {' | '.join(choices) or told.get('reason')}"
    route = told["route"]
    parts = [route["id"], f"{len(told['result']['data'])} rows"]
    for name in ("entities", "period", "order", "limit"):
        if route.get(name):
            parts.append(f"{name} {route[name]}")
    return f"hit: {', '.join(parts)} ({told['context']})"


def wanted(row):
    if row.statements:
        return f"{row.template}: " + " ;; ".join(s[-150:] for s in row.statements)
    return f"{row.expected} {row.template}: {row.why}"


def share(part, whole):
    return f"{part} of {whole} ({100.0 * part / whole if whole else 0:.1f} %)"


def summary(name, judged):
    """The figures of some rows, as lines."""
    by = collections.Counter((row.expected, how) for row, _, how in judged)
    expected = collections.Counter(row.expected for row, _, _ in judged)
    how = collections.Counter(how for _, _, how in judged)
    hits = how["right answer"] + how["wrong answer"]
    refused = expected["miss"] + expected["not_hit"]
    return [
        f"{name}: {len(judged)} questions, {expected['hit']} of them answerable",
        f"  wrong answers            {share(how['wrong answer'], hits)} answers given",
        f"  coverage                 "
        f"{share(by['hit', 'right answer'], expected['hit'])} answerable",
        f"  asked back, right choice {by['hit', 'right choice']}",
        f"  asked back, others       {by['hit', 'wrong choices']}",
        f"  needlessly missed        {by['hit', 'needless miss']}",
        f"  clarify: right choice    "
        f"{share(by['clarify', 'right choice'], expected['clarify'])}",
        f"  refused where right      "
        f"{share(how['right refusal'] + how['needless choices'], refused)}",
        f"  far misses asked back    {how['needless choices']}",
    ]


def report(rows, server, truth, details):
    """Asks everything and prints what was seen; how many were wrong."""
    judged = []
    for row in rows:
        told = ask(server, row)
        judged.append((row, told, judge(row, told, truth)))
    order = ["wrong answer", "needless miss", "wrong choices", "right choice",
             "miss only", "needless choices"]
    for kind in order if details else order[:1]:
        for row, told, how in judged:
            if how != kind or (how == "right choice" and row.expected == "clarify"):
                continue
            before = f" [after: {row.context}]" if row.context else ""
            print(f"{how}: {row.id} {row.question}{before}")
            print(f"    told   {shown(told)}")
            print(f"    right  {wanted(row)}")
    print("\n".join(summary("all", judged)))
    hard = [one for one in judged if one[0].adversarial]
    print("\n".join(summary("adversarial", hard)))
    return sum(how == "wrong answer" for _, _, how in judged)


def misspelt(rows, seed):
    """The rows with each question misspelt once, the same for one seed."""
    for row in rows:
        other = copy.copy(row)
        other.question = misspell(row.question, random.Random(f"{seed} {row.id}"))
        yield other


def check_statements(rows, truth):
    """Runs every statement: Malformed or sqlite3.Error for one that fails."""
    for row in rows:
        for template in row.templates:
            if template not in truth.templates:
                raise Malformed(f"{row.id}: there is no template {template}")
        for statement, template in zip(row.statements, row.templates):
            try:
                answer = truth.answer(statement, template)
            except sqlite3.Error as error:
                raise Malformed(f"{row.id}: {error}") from error
            if row.expected == "hit" and not answer.rows:
                raise Malformed(f"{row.id}: its SQL gives no rows")


def main(words):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--details", action="store_true")
    parser.add_argument("--misspelt", type=int, action="append", metavar="SEED", default=[],
                        help="ask with one typing error, the same for a seed")
    parser.add_argument("--strict", action="store_true")
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--set", choices=SETS, default="golden")
    chosen.add_argument("--file", type=pathlib.Path)
    about = parser.add_mutually_exclusive_group()
    about.add_argument("--project", choices=PROJECTS, help="of --file: demo")
    about.add_argument("--project-folder", type=pathlib.Path, metavar="DIR",
                       help="of --file: a company's folder, also outside the repository")
    parser.add_argument("id", nargs="*")
    options = parser.parse_args(words)
    if (options.project or options.project_folder) and not options.file:
        parser.error("a project needs --file; a --set knows its own")
    path, name = SETS[options.set]
    if options.file:
        path, name = options.file, options.project_folder or options.project or "demo"
    try:
        rows = read_rows(path)
        project = project_of(name)
        with contextlib.closing(Truth(project)) as truth:
            check_statements(rows, truth)
            asked = [r for r in rows if not options.id or r.id in options.id]
            if options.misspelt:
                asked = [m for s in options.misspelt for m in misspelt(asked, s)]
            with project.serve() as server:
                wrong = report(asked, server, truth, options.details)
    except Malformed as problem:
        print(f"{path.name}: {problem}", file=sys.stderr)
        return 1
    return 1 if options.strict and wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
