#!/usr/bin/python3
"""Makes the router's weights from question sets. Needed only to retrain.

    make build/bench/route_eval
    scripts/train-router.py build/bench/route_eval SET[:turnedN][=WEIGHT[,LATER]] ...

Writes src/route/weights.c and src/route/difference_weights.c. A set is a
folder with index.tsv and queries.tsv (src/route/eval.h). What is trained from
is what the router itself measures (route_eval --pairs), so that training and
running agree. A question belongs to a subject: its database, or the answer
that it asks for. Subjects are dealt into folds, and all figures come from
folds that none of the three stages was trained on; only what shifts the
confidence of all (WRONG) is one number for each of four kinds of sets. Needs
python3-scipy.

A question with an answer is also asked as if it had none, WITHOUT times as
heavy: most mistakes are answers beside the one that is missing.

WEIGHT counts in the first stage, LATER, the same unless stated, in the second
and third; 0: only measured.

SET:turnedN asks the examples of a set, one for each answer, against an index of
its questions: a question that had no answer becomes an example that nothing
asks for, and three answers of ten are left out, others for every N. More pairs
to learn from, of the same subjects.
"""
import os
import re
import subprocess
import sys
import tempfile
import zlib

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import minimize

FOLDS = 5
QUESTIONS_MAX = int(os.environ.get("QUESTIONS_MAX", 1500))  # trained on, a set
OBSTACLE_COST, PERIOD_COST, PERIOD = 3.0, 6.0, 2
MARGIN_MAX = 6.0
DIFFERENCES = 160
HEAD = 16  # columns of a row before its features
(QUESTION, GROUP, RIGHT, ANSWERABLE, TEMPLATE, OBSTACLE, CROWD, SHARE, LEAD,
 KNOWN, EXPECTED, COSINE, EXAMPLES, WORDS, OUTSTANDING, LARGE) = range(HEAD)
DENSE_STRICT = float(os.environ.get("DENSE_STRICT", 1.0))
SPARSE_STRICT = float(os.environ.get("SPARSE_STRICT", 4.0))
SUBJECTS_MIN = int(os.environ.get("SUBJECTS_MIN", 3))
# Questions without an answer are at least this share of every set, by weight:
# with fewer, a threshold would be chosen by answerable ones alone.
MISS_SHARE = 0.18
# A question that has an answer is asked again without it, and has none then;
# this much of its weight.
WITHOUT = float(os.environ.get("WITHOUT", 0.6))
# Confidence is shifted so that this share of the answers given at ACCEPT is
# wrong, in sets of one example an answer, of five, of ten, and of one example in
# a large catalogue.
ACCEPT = 0.93
WRONG = [float(w) for w in
         os.environ.get("WRONG", "0.0195,0.048,0.047,0.055").split(",")]
FEW, MORE, EXAMPLES_MAX = 5, 10, 20
# May speak for or against.
FREE = {"HEAD_SAME", "QUESTION_HEAD", "EXAMPLE_HEAD", "QUESTION_SECOND",
        "EXAMPLE_SECOND", "INVERSIONS", "SHARED", "QUESTION_NEAREST",
        "EXAMPLE_NEAREST", "REPLACED_NEAR"}
FIXED_ZERO = {"FEATURE_IS_TITLE"}
# Of one name several features.
FAMILIES = {"FEATURE_LEFT": 9, "FEATURE_QUESTION_RELATED": 6,
            "FEATURE_EXAMPLE_RELATED": 6, "FEATURE_ALONE": 6}
# At most; 0 where nothing is said.
LEAST = {"QUESTION_NUMBERS": -2.0, "EXAMPLE_NUMBERS": -2.0,
         "QUESTION_LITERALS": -2.0, "EXAMPLE_LITERALS": -2.0,
         "UNKNOWN_COUNT": -1.0}


def feature_names():
    text = open("src/route/features.h").read()
    body = text.split("enum feature {")[1].split("FEATURE_QUESTION_OPERATORS,")[0]
    names = []
    for name in re.findall(r"^\s+(FEATURE_\w+)", body, re.M):
        names += ["%s + %d" % (name, i) for i in range(FAMILIES[name])] \
            if name in FAMILIES else [name]
    text = open("src/route/operators.h").read()
    ops = re.findall(r"^\s+(OP_\w+)", text.split("enum operation {")[1]
                     .split("OP_CLASSES")[0], re.M)
    names += ["FEATURE_QUESTION_OPERATORS + " + op for op in ops]
    names += ["FEATURE_EXAMPLE_OPERATORS + " + op for op in ops]
    return names


def read_table(path):
    return [line.rstrip("\n").split("\t") for line in open(path)
            if line.strip()]


def turn(folder, out, salt):
    """Writes the set that asks the examples, and finds the questions."""
    asked, kept = read_table(folder + "/queries.tsv"), {}
    with open(out + "/index.tsv", "w") as index:
        for n, (answer, question, group) in enumerate(asked):
            if answer == "MISS":
                answer = "%s/unasked-%d" % (group, n)
            elif answer in kept or zlib.crc32((salt + answer).encode()) // 64 % 10 < 3:
                continue
            kept[answer] = True
            index.write("%s\t%s\n" % (answer, question))
    with open(out + "/queries.tsv", "w") as queries:
        for answer, example in read_table(folder + "/index.tsv"):
            queries.write("%s\t%s\t%s\n" % (
                answer if answer in kept else "MISS", example,
                answer.split("/")[0]))


class Set:
    def __init__(self, program, argument, width, names):
        folder, _, weight = argument.partition("=")
        folder, _, turned = folder.partition(":")
        self.name = os.path.basename(folder.rstrip("/"))
        self.is_turned = turned.startswith("turned")
        if self.is_turned:
            self.name += ", " + turned
            scratch = tempfile.TemporaryDirectory()
            turn(folder, scratch.name, turned)
            folder = scratch.name
        weight, _, later = weight.partition(",")
        self.weight = float(weight or 1)
        self.later = float(later or self.weight)
        out = subprocess.run([program, folder, "--pairs"], check=True,
                             capture_output=True).stdout
        rows = np.frombuffer(out).reshape(-1, width)
        self.head = rows[:, :HEAD].copy()
        self.dense = rows[:, HEAD:HEAD + names].astype(np.float32)
        keys = rows[:, HEAD + names:]
        at, col = np.nonzero(keys)
        self.keys = (at, keys[at, col].astype(np.int64))
        lines = read_table(folder + "/queries.tsv")
        self.total = len(lines)
        self.answerable = sum(l[0] != "MISS" for l in lines)
        subjects = [l[2] if len(l) > 2 else l[1] if l[0] == "MISS" else l[0]
                    for l in lines]
        hashes = np.array([zlib.crc32(s.encode()) for s in subjects])
        question = self.head[:, QUESTION].astype(int)
        self.subject = hashes[question]
        self.fold = self.subject // 7 % FOLDS
        step = max(1.0, self.total / QUESTIONS_MAX)
        kept = np.zeros(self.total, bool)
        kept[(np.arange(0, self.total, step)).astype(int)] = True
        self.misses = np.array([l[0] == "MISS" for l in lines])
        self.miss_weight = max(1.0, MISS_SHARE / (1 - MISS_SHARE) *
                               self.answerable / max(1, self.misses.sum()))
        self.has_crowd = self.head[:, CROWD].mean() > 0.3
        # As WRONG has them.
        self.kind = 0 if not self.has_crowd else \
            1 if self.head[:, EXAMPLES].mean() < (FEW + MORE) / 2 else 2
        if self.head[:, LARGE].mean() > 0.5:
            self.kind = 3
        self.kept = kept[question]
        self.train = self.kept & (self.weight > 0)


def known_keys(sets):
    """Differences that several subjects have, for a column each."""
    seen = {}
    for s in sets:
        at, keys = s.keys
        kept = s.train[at]
        for key, subject in set(zip(keys[kept], s.subject[at[kept]])):
            seen.setdefault(key, set()).add(subject)
    chosen = sorted(k for k, v in seen.items() if len(v) >= SUBJECTS_MIN)
    return {k: i for i, k in enumerate(chosen)}


def limits(names):
    """What is missing may never speak for an answer, nor what is shared
    against it: small indexes know few words, and would teach that unknown
    words are harmless."""
    shared = ("COSINE", "SEQUENCE", "NEIGHBOURS", "RAW_OVERLAP", "SAME_CONTENT",
              "SAME_ALL", "BREVITY")
    out = []
    for name in names:
        short = name.replace("FEATURE_", "")
        if name in FIXED_ZERO:
            out.append((0, 0))
        elif short == "BIAS":
            out.append((None, None))
        elif short in shared:
            out.append((0, None))
        else:
            free = "OPERATORS" in short or " + " in short or short in FREE
            out.append((None, LEAST.get(short, None if free else 0)))
    return out


def lose_choices(score, labels, weights, starts):
    """A question chooses among its pairs and none: what it loses, by the
    logarithm of the chance of what is right, and the slope by each score."""
    chances = np.exp(np.clip(score, -60, 60))
    group = np.repeat(np.arange(len(starts)),
                      np.diff(np.append(starts, len(score))))
    total = 1 + np.add.reduceat(chances, starts)
    right = np.add.reduceat(chances * labels, starts)
    is_there = right > 0
    right = np.where(is_there, right, 1)
    value = weights[starts] * (np.log(total) - np.log(right))
    return value.sum(), weights * (
        chances / total[group] -
        np.where(is_there[group], chances * labels / right[group], 0))


def lose_pairs(score, labels, weights):
    sign = np.where(labels > 0, 1.0, -1.0)
    margin = sign * score
    return (weights * np.logaddexp(0, -margin)).sum(), \
        weights * -sign / (1 + np.exp(np.minimum(margin, 500)))


def fit(x, labels, weights, questions, bounds, strict):
    """Rows of a question stand together; of the first ones the question
    chooses one, the others, whose question is -1, are judged one by one."""
    count = int((questions >= 0).sum())
    starts = np.nonzero(np.diff(questions[:count], prepend=-1))[0]

    def loss(w):
        score = x @ w
        slope = np.zeros(len(score))
        value = 0.5 * (strict * w * w).sum()
        if count > 0:
            here, slope[:count] = lose_choices(
                score[:count], labels[:count], weights[:count], starts)
            value += here
        here, slope[count:] = lose_pairs(score[count:], labels[count:],
                                         weights[count:])
        return value + here, x.T @ slope + strict * w

    start = np.array([min(hi, 0) if hi is not None else 0.0
                      for _, hi in bounds])
    return minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B",
                    options={"maxiter": 300, "maxfun": 400}).x


def design(s, columns):
    crowd = s.head[:, CROWD:CROWD + 1].astype(np.float32)
    dense = np.hstack([(1 - crowd) * s.dense, crowd * s.dense])
    at, keys = s.keys
    column = np.array([columns.get(k, -1) for k in keys], dtype=int)
    ok = column >= 0
    thin = sparse.csr_matrix(
        (np.ones(ok.sum(), np.float32), (at[ok], column[ok])),
        shape=(len(dense), len(columns)))
    thin = thin.multiply(1 - crowd)
    return sparse.hstack([sparse.csr_matrix(dense), thin]).tocsr()


def hindered(head, score):
    cost = np.where(head[:, OBSTACLE] == 0, 0,
                    np.where(head[:, OBSTACLE] == PERIOD, PERIOD_COST,
                             OBSTACLE_COST))
    return score - cost


def templates(s, score):
    """One row per question and template: its best example, and the second."""
    rank = hindered(s.head, score)
    order = np.lexsort((-rank, s.head[:, TEMPLATE], s.head[:, QUESTION]))
    q, t = s.head[order, QUESTION], s.head[order, TEMPLATE]
    first = np.ones(len(order), bool)
    first[1:] = (q[1:] != q[:-1]) | (t[1:] != t[:-1])
    starts = np.nonzero(first)[0]
    ends = np.append(starts[1:], len(order))
    best = order[starts]
    second = np.zeros(len(starts))
    has = ends - starts > 1
    second[has] = np.clip(rank[best[has]] - rank[order[starts[has] + 1]], 0, 4)
    return best, second


def rank_rows(s, score, best, second):
    h = s.head[best]
    x = np.column_stack([np.ones(len(best)), score[best], second,
                         np.clip(h[:, SHARE], -10, 0),
                         np.clip(h[:, LEAD], -5, 5), h[:, COSINE]])
    return blend(x, h[:, CROWD])


RANK_OF_PROFILE = [3, 4]
RANK_LEAST = {1: 0, 3: 0, 4: 0}
LEAD_OF_PROFILE = [4, 5, 6, 10, 12]
LEAD_LEAST = {1: 0, 2: 0, 3: 0, 4: 0, 12: 0}
LEAD_EXAMPLES = 11
# Say nothing of a template with one example.
LEAD_OF_MANY = {6, 8, 10, 11, 12, 13}


# What counts in a large catalogue whose templates have one example each: the
# profile says more there, and words in common less.
LEAD_OF_LARGE = {0, 1, 2, 4, 7, 12}
LEAD_FEATURES = 14


def blend(x, *kinds):
    return np.hstack([x] + [x * kind[:, None] for kind in kinds])


def blank_all(x, columns, width):
    for i in columns:
        x[:, i::width] = 0


def leads(s, score, best, rank):
    """One row per question: the best template, as the third stage sees it."""
    h = s.head[best]
    r = hindered(h, rank)
    order = np.lexsort((-r, h[:, QUESTION]))
    q = h[order, QUESTION]
    first = np.ones(len(order), bool)
    first[1:] = q[1:] != q[:-1]
    starts = np.nonzero(first)[0]
    ends = np.append(starts[1:], len(order))
    top = order[starts]
    has = ends - starts > 1
    after = order[np.minimum(starts + 1, len(order) - 1)]
    margin = np.where(has, np.clip(r[top] - r[after], 0, MARGIN_MAX),
                      MARGIN_MAX)
    pair = score[best]
    ahead = np.where(has, np.clip(pair[top] - pair[after], -MARGIN_MAX,
                                  MARGIN_MAX), MARGIN_MAX)
    cosine = h[top, COSINE]
    examples = np.log(np.clip(h[top, EXAMPLES], 1, EXAMPLES_MAX))
    x = np.column_stack([
        np.ones(len(top)), rank[top], margin, pair[top],
        np.clip(h[top, SHARE], -10, 0), h[top, KNOWN],
        (1 - h[top, KNOWN]) * np.minimum(h[top, WORDS], 12) / 6, cosine,
        cosine - np.where(has, h[after, COSINE], 0), ahead,
        np.clip(h[top, LEAD], -5, 5),
        examples,
        h[top, OUTSTANDING] / 5 * np.where(examples > 0, examples, 1), np.log(np.clip(h[top, WORDS], 1, 12))])
    top3 = count_top3(h, order, starts, ends)
    return (blend(x, h[top, CROWD], h[top, LARGE]), h[top, RIGHT], h[top, OBSTACLE] == 0,
            h[top, QUESTION], s.fold[best[top]], top3)


def count_top3(h, order, starts, ends):
    total = 0
    for k in range(3):
        at = starts + k
        ok = at < ends
        total += h[order[at[ok]], RIGHT].sum()
    return total


class Lead:
    """A set as the third stage sees it: one row for each question."""

    def __init__(self, s, score, best, rank, blank):
        self.x, self.right, self.is_free, question, self.fold, self.top3 = \
            leads(s, score, best, rank)
        blank_all(self.x, blank, LEAD_FEATURES)
        self.set = s
        self.misses = s.misses[question.astype(int)]
        self.weight = np.where(self.misses, s.miss_weight, 1)
        self.odds = np.zeros(len(self.right))

    def confidence(self, more=0):
        return np.where(self.is_free,
                        1 / (1 + np.exp(-(self.odds + more))), 0)

    def given(self, confidence, accept):
        """Right answers, and wrong ones by weight."""
        is_given = confidence >= accept
        return (self.right * is_given).sum(), \
            (self.weight * is_given * (1 - self.right)).sum()

    def coverage(self, confidence, rate):
        order = np.argsort(-confidence, kind="stable")
        wrong = np.cumsum((self.weight * (1 - self.right))[order])
        right = np.cumsum(self.right[order])
        good = np.nonzero((wrong <= rate * (wrong + right)) &
                          (confidence[order] > 0))[0]
        return right[good[-1]] / self.set.answerable if len(good) else 0

    def rule(self, confidence):
        """At the threshold that makes most questions right, of every second
        question for the others: right of the answerable, and of the others
        refused."""
        right = refused = 0
        at = np.arange(len(confidence))
        for half in (0, 1):
            chosen, used = at[at % 2 != half], at[at % 2 == half]
            chosen = chosen[np.argsort(-confidence[chosen], kind="stable")]
            gain = np.cumsum(np.where(self.misses, -1, self.right)[chosen])
            least = confidence[chosen[np.argmax(gain)]]
            is_given = (confidence[used] >= least) & (confidence[used] > 0)
            right += (is_given * self.right[used]).sum()
            refused += (~is_given & self.misses[used]).sum()
        return right / self.set.answerable, refused / max(1, self.misses.sum())

    def line(self):
        confidence = self.confidence()
        answerable = self.set.answerable
        right, wrong = self.given(confidence, ACCEPT)
        return ("%s: top-1 %.1f %%, top-3 %.1f %%; coverage %.1f %%, %.1f %% "
                "wrong; at 1, 2, 5 %% wrong: %s; most made right: %.1f %%, "
                "%.0f %% refused" % ((
                    self.set.name, 100 * self.right.sum() / answerable,
                    100 * self.top3 / answerable, 100 * right / answerable,
                    100 * wrong / max(right + wrong, 1), ", ".join(
                        "%.1f %%" % (100 * self.coverage(confidence, rate))
                        for rate in (.01, .02, .05))) + tuple(
                            100 * part for part in self.rule(confidence))))


def find_shift(tops, wrong):
    """The most by which the confidence of sets can be raised."""
    best = 0
    for step in np.arange(-1.5, 1.505, 0.01):
        given = np.array([t.given(t.confidence(step), ACCEPT) for t in tops])
        share = given[:, 1] / np.maximum(given.sum(1), 1)
        if np.average(share) <= wrong:
            best = step
    return best


def shift(tops):
    """Moves the confidence to what WRONG allows: of sets with one example by
    one number, of the others by how many examples a template has. By how much,
    and how much more for the logarithm of the examples."""
    one, few, more, large = [find_shift(
        [t for t in tops if t.set.kind == kind and not t.set.is_turned and
         (t.set.weight >= 0.5 or kind == 3)], wrong)
        for kind, wrong in enumerate(WRONG)]
    slope = (more - few) / np.log(MORE / FEW)
    start = few - slope * np.log(FEW)
    for t in tops:
        t.odds += start + slope * t.x[:, LEAD_EXAMPLES] if t.set.has_crowd \
            else large if t.set.kind == 3 else one
    print("moved by %.2f, %.2f, %.2f and %.2f" % (one, few, more, large))
    return one, start, slope, large


def move(weights, moves):
    """The same, in the weights of the third stage."""
    one, start, slope, large = moves
    weights[0] += one
    weights[LEAD_FEATURES] += start - one
    weights[LEAD_FEATURES + LEAD_EXAMPLES] += slope
    weights[2 * LEAD_FEATURES] += large - one


def logistic(x, y, w, width, bounds, strict):
    """Weights for each kind of sets; those of the first kind, then by how much
    those of the others differ. `bounds` and `strict` of all kinds' own."""
    others = [x[:, i:i + width] for i in range(width, x.shape[1], width)]
    own = np.hstack([x[:, :width] - sum(others)] + others)
    best = fit(own, y, w, np.full(len(y), -1.0), bounds, strict)
    first = best[:width]
    return np.concatenate([first] + [best[i:i + width] - first for i in
                                     range(width, len(best), width)])


def bounds_of(width, rising, allowed=None):
    """Those of `rising` have a least value, so that they speak for an answer,
    never against: what only corrects another column would go wrong on other
    questions than these."""
    return [(rising.get(i), None) if allowed is None or i in allowed else (0, 0)
            for i in range(width)]


def fit_rank(parts, fold):
    """From all folds but this one; from all if it is None."""
    xs, ys, ws = [], [], []
    for s, best, x in parts:
        if s.later <= 0:
            continue
        kept = s.kept[best] & (s.fold[best] != fold)
        xs.append(x[kept])
        ys.append(s.head[best[kept], RIGHT])
        ws.append(np.full(kept.sum(), s.later))
    width = xs[0].shape[1] // 2
    return logistic(np.concatenate(xs), np.concatenate(ys),
                    np.concatenate(ws), width,
                    bounds_of(width, RANK_LEAST) * 2, np.full(2 * width, 0.1))


def fit_lead(tops, fold):
    """The sets of a large catalogue are few, and have weights of their own: by
    themselves, so that they are found exactly."""
    n, every = LEAD_FEATURES, set(range(LEAD_FEATURES))
    x, y, w = lead_rows([t for t in tops if t.set.kind != 3], fold)
    bounds = bounds_of(n, LEAD_LEAST, every - LEAD_OF_MANY) + \
        bounds_of(n, LEAD_LEAST)
    both = logistic(x[:, :2 * n], y, w, n, bounds, np.full(2 * n, 0.1))
    x, y, w = lead_rows([t for t in tops if t.set.kind == 3], fold)
    large = fit(x[:, :n], y, w / w.max(), np.full(len(y), -1.0),
                bounds_of(n, LEAD_LEAST, LEAD_OF_LARGE), np.full(n, 0.1))
    return np.concatenate([both, large - both[:n]])


def lead_rows(tops, fold):
    xs, ys, ws = [], [], []
    for t in tops:
        if t.set.later <= 0:
            continue
        kept = t.is_free & (t.fold != fold)
        weight = t.set.later * min(1.0, QUESTIONS_MAX / t.set.total)
        xs.append(t.x[kept])
        ys.append(t.right[kept])
        ws.append(t.weight[kept] * weight)
    return np.concatenate(xs), np.concatenate(ys), np.concatenate(ws)


def stages(sets, scores, has_profile):
    """The second and the third stage from scores of unseen folds."""
    parts = []
    for s, score in zip(sets, scores):
        best, second = templates(s, score)
        x = rank_rows(s, score, best, second)
        if not has_profile:
            blank_all(x, RANK_OF_PROFILE, x.shape[1] // 2)
        parts.append((s, best, x))
    ranks = [np.zeros(len(best)) for _, best, _ in parts]
    for fold in range(FOLDS):
        w = fit_rank(parts, fold)
        for (s, best, x), rank in zip(parts, ranks):
            here = s.fold[best] == fold
            rank[here] = x[here] @ w
    blank = [] if has_profile else LEAD_OF_PROFILE
    tops = [Lead(s, score, best, rank, blank)
            for (s, best, _), score, rank in zip(parts, scores, ranks)]
    for fold in range(FOLDS):
        w = fit_lead(tops, fold)
        for t in tops:
            here = t.fold == fold
            t.odds[here] = t.x[here] @ w
    moves = shift(tops)
    lead_w = fit_lead(tops, None)
    move(lead_w, moves)
    return fit_rank(parts, None), lead_w, [t.line() for t in tops]


def c_table(values, prefix=""):
    return "{" + ", ".join("%.3f" % v for v in values) + "}"


def write_weights(names, w, ranks, leads_w, lines):
    n = len(names)
    with open("src/route/weights.c", "w") as out:
        out.write("/*\n * Made by scripts/train-router.py; do not edit. What it "
                  "was made from, and what\n * else was tried: "
                  "tests/eval/README.md. On questions about subjects that were\n"
                  " * not trained on:\n *\n")
        for line in lines:
            out.write(" *   %s\n" % ";\n *     ".join(line.split("; ")))
        out.write(" */\n#include \"route/features.h\"\n\n")
        for title, values in (("feature_weights", w[:n]),
                              ("crowd_weights", w[n:2 * n] - w[:n])):
            out.write("const double %s[FEATURE_COUNT] = {\n" % title)
            for name, value in zip(names, values):
                out.write("    [%s] = %.3f,\n" % (name, value))
            out.write("};\n\n")
        for title, kinds, tables in (("rank", 2, ranks),
                                     ("lead", 3, leads_w)):
            out.write("const double %s_weights[2][%d][%s_FEATURES] = {\n"
                      % (title, kinds, title.upper()))
            for t in tables:
                out.write("    {%s},\n" % ",\n     ".join(
                    c_table(part) for part in np.split(t, kinds)))
            out.write("};\n" if title == "lead" else "};\n\n")
    subprocess.run(["clang-format", "-i", "src/route/weights.c"])


def write_differences(columns, weights):
    entries = []
    taken = set()
    for key, column in columns.items():
        byte = int(np.clip(round(weights[column] * 32), -127, 127)) + 128
        upper = key & 0xFFFFFF00
        if abs(byte - 128) < 4 or upper in taken:
            continue
        taken.add(upper)
        entries.append(upper | byte)
    with open("src/route/difference_weights.c", "w") as out:
        out.write("/* Made by scripts/train-router.py; do not edit. */\n"
                  "#include \"route/difference.h\"\n\n"
                  "const uint32_t difference_weights[] = {\n")
        for i in range(0, len(entries), 6):
            out.write("    " + " ".join("0x%08X," % e
                                        for e in sorted(entries)[i:i + 6]) + "\n")
        out.write("};\n\nconst size_t difference_count =\n"
                  "    sizeof(difference_weights) / "
                  "sizeof(difference_weights[0]);\n")
    subprocess.run(["clang-format", "-i", "src/route/difference_weights.c"])
    print(len(entries), "differences")


def main():
    program, arguments = sys.argv[1], sys.argv[2:]
    names = feature_names()
    width = HEAD + len(names) + DIFFERENCES
    sets = [Set(program, a, width, len(names)) for a in arguments]
    columns = known_keys(sets)
    sets.sort(key=lambda s: s.has_crowd)
    xs = [design(s, columns) for s in sets]
    bounds = limits(names) * 2 + [(None, None)] * len(columns)
    strict = np.concatenate([np.full(2 * len(names), DENSE_STRICT),
                             np.full(len(columns), SPARSE_STRICT)])
    strict[[0, len(names)]] = 0.01

    def parts(s, x, fold):
        """Rows to learn from, whether each is right, their weight, and the
        number of the question that chooses, from all folds but this one."""
        kept = s.train & (s.fold != fold)
        h = s.head[kept]
        if s.has_crowd:
            return [(x[kept], h[:, RIGHT], s.weight, np.full(len(h), -1.0))]
        number = 1e6 * sets.index(s)
        rest = kept & (s.head[:, ANSWERABLE] > 0) & (s.head[:, RIGHT] == 0)
        r = s.head[rest]
        return [(x[kept], h[:, RIGHT], s.weight, h[:, QUESTION] + number),
                (x[rest], r[:, RIGHT], s.weight * WITHOUT,
                 r[:, QUESTION] + number + 5e5)]

    def train(fold):
        chosen = [part for s, x in zip(sets, xs) for part in parts(s, x, fold)]
        x = sparse.vstack([part[0] for part in chosen]).tocsr()
        y = np.concatenate([part[1] for part in chosen])
        w = np.concatenate([np.full(len(part[1]), part[2]) for part in chosen])
        q = np.concatenate([part[3] for part in chosen])
        return fit(x, y, w, q, bounds, strict)

    scores = [np.zeros(len(s.head)) for s in sets]
    for fold in range(FOLDS):
        w = train(fold)
        for s, x, score in zip(sets, xs, scores):
            here = s.fold == fold
            score[here] = x[here] @ w
    ranks, lead_ws = [], []
    for has_profile in (False, True):
        rank_w, lead_w, lines = stages(sets, scores, has_profile)
        ranks.append(rank_w)
        lead_ws.append(lead_w)
        print("with profile:" if has_profile else "without profile:")
        print("\n".join(lines), flush=True)
    if os.environ.get("DRY"):
        return
    final = train(None)
    write_weights(names, final, ranks, lead_ws, lines)
    write_differences(columns, final[2 * len(names):])


if __name__ == "__main__":
    main()
