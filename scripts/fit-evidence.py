#!/usr/bin/python3
"""Fits the weights of the evidence (src/route/evidence.c). Needed only to refit.

    RECKONER_BUILD=build scripts/fit-evidence.py [--misspelt SEED ...] [--save FILE]
    scripts/fit-evidence.py --load FILE [--held]

Asks the questions of tests/eval of their companies, at a threshold so low that
whatever the gate lets through is answered, and takes the measures from what is
explained. Whether an answer is right is judged by rows, as check_golden.py does.
The same questions are asked of catalogues without the templates that answer
them: each template is taken out once, so what is answered there is wrong, and
what a company asks about that it has no template for is learnt, too.

What is printed: how many right answers are left when none, or one in a hundred,
is wrong, with weights that were fitted without the templates asked about, and
with those fitted on the other companies only; that last figure is the honest one.
Then the weights that are fitted on everything. --held lists the answerable
questions that were not answered at the shipped weights, and what held them.
Needs python3-scipy.
"""
import argparse
import collections
import json
import pathlib
import random
import re
import shutil
import sys
import tempfile
import zlib

import numpy as np
from scipy.optimize import minimize

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/eval")]

import check_golden as golden  # noqa: E402  pylint: disable=wrong-import-position
import company  # noqa: E402  pylint: disable=wrong-import-position

FOLDS = 5
CATALOGUES = 8  # each lacks an eighth of the templates
ACCEPT = 0.93
STRICT = 0.05
# Wrong answers are at least this share of all, by weight: with fewer, the right
# ones would choose the threshold.
WRONG_SHARE = 0.35
LINE = re.compile(r"^    (.+): (-?[\d.]+) \(([+-][\d.]+)\)$", re.MULTILINE)


def read_features():
    """Names of the features in evidence.h and, from evidence.c, what they are
    called and their limits: (name, said, weight)."""
    text = (ROOT / "src/route/evidence.c").read_text()
    said = dict(re.findall(r'\[(EVIDENCE_\w+)\] = "([^"]+)"', text))
    weights = dict(re.findall(r"\[(EVIDENCE_\w+)\] = (-?[\d.]+)", text))
    return [(name, said[name], float(weights[name])) for name in said]


FEATURES = read_features()
# Least and most of each weight: a measure never speaks against its meaning,
# and what was hardly seen in the questions still counts.
LIMITS = {
    "EVIDENCE_BIAS": (None, None),
    "EVIDENCE_STRANGE": (None, -1.0),
    "EVIDENCE_FOREIGN": (None, -2.0),
    "EVIDENCE_MENTIONED": (None, -1.5),
    "EVIDENCE_UNASKED": (None, 0),
    "EVIDENCE_TWIN": (None, -3.0),
    "EVIDENCE_CORRECTED": (None, -0.3),
}


class Without(company.Company):
    """A company without some of its templates, answering at any confidence."""

    def __init__(self, folder, whole, removed):
        config = (whole.folder / "config/reckoner.yaml").read_text(encoding="utf-8")
        config = re.sub(r"^  #(accept|clarify): .*\n", "", config, flags=re.MULTILINE)
        config = re.sub(r"^router:\n", "", config, flags=re.MULTILINE)
        config += "\nrouter:\n  accept: 0.0002\n  clarify: 0.0001\n"
        kept = pathlib.Path(folder) / "kept"
        for name in ("config", "queries"):  # the company's own words are in config
            shutil.copytree(whole.folder / name, kept / name)
        queries = kept / "queries"
        for template in removed:
            (queries / f"{template}.sql").unlink()
        database = whole.database.relative_to(whole.folder)
        super().__init__(
            folder, config, queries, str(database),
            lambda path: shutil.copy(whole.database, path))


def list_catalogues(whole):
    """What each catalogue lacks: first nothing, then a share of the templates,
    so that each is lacking once."""
    templates = sorted(whole.templates())
    random.Random(7).shuffle(templates)
    return [[]] + [templates[i::CATALOGUES] for i in range(CATALOGUES)]


def ask(server, row):
    """What was answered and how it was explained; None for what the evidence
    did not decide."""
    more = {"as_of": company.DAY, "explain": "1"}
    if row.context:
        before = server.ask(row.context, as_of=company.DAY)
        if before.get("context"):
            more["context"] = before["context"]
    return server.ask(row.question, **more)


def describe(row, told, truth, name, removed):
    """One answer as the fit sees it, or None where the evidence had no say."""
    decision = told["explain"]["decision"]
    lines = decision.split("\n1. ")[0]
    measures = {said: float(value) for said, value, _ in LINE.findall(lines)}
    if told["status"] == "hit" and told["route"]["method"] != "fuzzy":
        return None
    blocked = re.search(r"\A[^\n]*\n    cannot be: ([^\n]*)",
                        decision.split("\n1. ")[-1])
    how = golden.judge(row, told, truth)
    return {
        "set": name, "id": row.id, "question": row.question,
        "company": golden.SETS[name][1], "expected": row.expected,
        "templates": row.templates, "is_removed": bool(removed),
        "status": told["status"], "is_right": how == "right answer",
        "how": how,
        "template": (told.get("route") or {}).get("id") or "",
        "first": re.split(",", decision.split("\n1. ")[-1])[0],
        "blocked": blocked[1] if blocked else "",
        "measures": measures,
        "words": [(w["word"], w["became"]) for w in told["explain"]["words"]],
        "lines": lines,
    }


def ask_company(name, sets, seeds):
    """All answers of one company's sets, with and without the right templates."""
    whole = golden.PROJECTS[name]()
    truth = golden.Truth(whole)
    rows = {s: golden.read_rows(golden.SETS[s][0]) for s in sets}
    for removed in list_catalogues(whole):
        with tempfile.TemporaryDirectory() as folder:
            project = Without(folder, whole, removed)
            if project.first.code != 0:
                raise SystemExit(repr(project.first))
            with project.serve() as server:
                for s in sets:
                    asked = rows[s]
                    if removed:
                        asked = [r for r in asked if set(r.templates) & set(removed)]
                    else:
                        asked = asked + [m for seed in seeds
                                         for m in golden.misspelt(asked, seed)]
                    for row in asked:
                        one = describe(row, ask(server, row), truth, s, removed)
                        if one:
                            yield one
    truth.close()


def ask_all(seeds):
    by_company = collections.defaultdict(list)
    for name, (_, project) in golden.SETS.items():
        by_company[project].append(name)
    return [one for project, sets in by_company.items()
            for one in ask_company(project, sets, seeds)]


class Data:
    """The answers as numbers."""

    def __init__(self, answers):
        self.answers = answers
        self.x = np.array([[1.0 if name == "EVIDENCE_BIAS" else
                            a["measures"].get(said, 0.0)
                            for name, said, _ in FEATURES] for a in answers])
        self.y = np.array([a["is_right"] for a in answers], float)
        wrong = WRONG_SHARE / (1 - WRONG_SHARE) * self.y.sum() / \
            max(1, (1 - self.y).sum())
        self.weight = np.where(self.y > 0, 1.0, max(1.0, wrong))

    def kept(self, test):
        return Data([a for a in self.answers if test(a)])


def bounds():
    return [LIMITS.get(name, (0, None)) for name, _, _ in FEATURES]


def fit(data):
    sign = np.where(data.y > 0, 1.0, -1.0)
    strict = np.where([n == "EVIDENCE_BIAS" for n, _, _ in FEATURES], 0, STRICT)

    def loss(w):
        margin = sign * (data.x @ w)
        slope = -data.weight * sign / (1 + np.exp(np.minimum(margin, 500)))
        return (data.weight * np.logaddexp(0, -margin)).sum() + \
            0.5 * (strict * w * w).sum(), data.x.T @ slope + strict * w

    start = [hi if hi is not None else lo or 0.0 for lo, hi in bounds()]
    return minimize(loss, start, jac=True, bounds=bounds(),
                    method="L-BFGS-B").x


def left_at(score, y, rate):
    """The share of right answers given before more than `rate` are wrong."""
    order = np.lexsort((y, -score))
    right = np.cumsum(y[order])
    wrong = np.cumsum(1 - y[order])
    good = np.nonzero(wrong <= rate * (right + wrong))[0]
    return right[good[-1]] / max(1, y.sum()) if len(good) else 0.0


def line(name, score, y):
    given = score >= np.log(ACCEPT / (1 - ACCEPT))
    wrong = int((given * (1 - y)).sum())
    print(f"{name:34} {len(y):5} {int((1 - y).sum()):5}"
          f" {100 * left_at(score, y, 0):6.1f} {100 * left_at(score, y, .01):6.1f}"
          f" {wrong:6} {100 * (given * y).sum() / max(1, y.sum()):6.1f}")


def fold_of(answer):
    key = (answer["templates"] or [answer["question"]])[0]
    return zlib.crc32(key.encode()) // 7 % FOLDS


def cross(data):
    """The scores of answers by weights fitted without their templates."""
    folds = np.array([fold_of(a) for a in data.answers])
    score = np.zeros(len(folds))
    for fold in range(FOLDS):
        w = fit(data.kept(lambda a, f=fold: fold_of(a) != f))
        score[folds == fold] = data.x[folds == fold] @ w
    return score


def lines_by_kind(title, data, score):
    is_removed = np.array([a["is_removed"] for a in data.answers])
    line(title, score, data.y)
    line("  of these, whole catalogues", score[~is_removed], data.y[~is_removed])


def report(data):
    print(f"{'weights':34} given wrong  at 0% at 1%  wrong  right at {ACCEPT}")
    shipped = np.array([w for _, _, w in FEATURES])
    base = [said for _, said, _ in FEATURES].index("by the sentences alone")
    lines_by_kind("the sentences alone", data, data.x[:, base])
    lines_by_kind("as shipped", data, data.x @ shipped)
    lines_by_kind("folds of templates", data, cross(data))
    for name in golden.PROJECTS:
        here = data.kept(lambda a, n=name: a["company"] == n)
        there = data.kept(lambda a, n=name: a["company"] != n)
        lines_by_kind(f"{name}, fitted elsewhere", here, here.x @ fit(there))
    best = fit(data)
    lines_by_kind("fitted on all", data, data.x @ best)
    print()
    for (name, said, old), new in zip(FEATURES, best):
        print(f"    [{name}] = {new:.2f}, /* {old:.2f}: {said} */")


def list_wrong(data):
    """The wrong answers that the shipped weights are surest of."""
    score = data.x @ np.array([w for _, _, w in FEATURES])
    for i in np.argsort(-score):
        if not data.y[i]:
            a = data.answers[i]
            print(f"{score[i]:6.2f} {a['id']} {'removed ' * a['is_removed']}"
                  f"{a['question']} -> {a['template']} {a['measures']}")


def list_held(answers):
    """Answerable questions that would not be answered, by what held them."""
    shipped = np.array([w for _, _, w in FEATURES])
    for a in answers:
        if a["expected"] != "hit" or a["is_removed"]:
            continue
        score = Data([a]).x[0] @ shipped
        if a["status"] == "hit" and score >= np.log(ACCEPT / (1 - ACCEPT)):
            continue
        print(f"{a['id']} {a['question']}\n    {a['how']}; {a['first']};"
              f" {a['blocked']} {score:.2f}")
        print("    " + ", ".join(f"{w}: {b}" for w, b in a["words"]
                                 if b != "politeness"))
        print("    " + ", ".join(f"{k} {v}" for k, v in a["measures"].items()))


def main(words):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--misspelt", type=int, action="append", default=[])
    parser.add_argument("--save", type=pathlib.Path)
    parser.add_argument("--load", type=pathlib.Path)
    parser.add_argument("--held", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args(words)
    answers = json.loads(options.load.read_text()) if options.load else \
        ask_all(options.misspelt)
    if options.save:
        options.save.write_text(json.dumps(answers))
    if options.held:
        list_held(answers)
    data = Data([a for a in answers if a["status"] == "hit"])
    if options.wrong:
        list_wrong(data)
    if not options.held and not options.wrong:
        report(data)


if __name__ == "__main__":
    main(sys.argv[1:])
