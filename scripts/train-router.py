#!/usr/bin/python3
"""Makes src/route/weights.c from question sets. Needed only to retrain.

    make build/bench/route_eval
    scripts/train-router.py build/bench/route_eval OUT.c SET[=WEIGHT] ...

A set is a folder with index.tsv and queries.tsv (src/route/eval.h). Questions
are split by group into folds (by number, where there are no groups); the
figures printed, and the second stage, come from questions that the first stage
was not trained on. Needs python3-sklearn.
"""
import subprocess
import sys

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

FOLDS = 5
OBSTACLE_COST = 3.0
MARGIN_MAX = 6.0
FIXED_ZERO = {"FEATURE_IS_TITLE"}
# At most; 0 where nothing is said.
LEAST = {"QUESTION_NUMBERS": -2.0, "EXAMPLE_NUMBERS": -2.0,
         "QUESTION_LITERALS": -2.0, "EXAMPLE_LITERALS": -2.0,
         "UNKNOWN_COUNT": -1.0}


def feature_names():
    text = open("src/route/features.h").read()
    body = text.split("enum feature {")[1].split("FEATURE_QUESTION_OPERATORS,")[0]
    import re
    names = re.findall(r"^\s+(FEATURE_\w+)", body, re.M)
    text = open("src/route/operators.h").read()
    ops = re.findall(r"^\s+(OP_\w+)", text.split("enum operation {")[1]
                     .split("OP_CLASSES")[0], re.M)
    names += ["FEATURE_QUESTION_OPERATORS + " + op for op in ops]
    names += ["FEATURE_EXAMPLE_OPERATORS + " + op for op in ops]
    return names


def read_pairs(program, folder):
    out = subprocess.run([program, folder, "--pairs"], check=True,
                         capture_output=True).stdout
    rows = np.array([line.split() for line in out.decode().splitlines()],
                    dtype=np.float32)
    total = sum(1 for line in open(folder + "/queries.tsv") if line.strip())
    missing = sum(1 for line in open(folder + "/queries.tsv")
                  if line.strip() and not line.startswith("MISS"))
    return rows, total, missing


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
            out.append((None, LEAST.get(short, 0)))
    return out


def fit(features, labels, weights, bounds):
    x = features.astype(np.float64)
    sign = np.where(labels > 0, 1.0, -1.0)
    w64 = weights.astype(np.float64)

    def loss(w):
        margin = sign * (x @ w)
        value = (w64 * np.logaddexp(0, -margin)).sum() + 0.5 * (w[1:] ** 2).sum()
        slope = x.T @ (w64 * -sign / (1 + np.exp(margin)))
        slope[1:] += w[1:]
        return value, slope

    start = np.zeros(x.shape[1])
    return minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B",
                    options={"maxiter": 400}).x


def tops(rows, scores):
    """Per question: best score, margin, whether right, whether blocked."""
    out = []
    order = np.argsort(rows[:, 0], kind="stable")
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and rows[order[end], 0] == rows[order[start], 0]:
            end += 1
        best = {}
        for i in order[start:end]:
            rank = scores[i] - (OBSTACLE_COST if rows[i, 5] else 0)
            template = rows[i, 4]
            if template not in best or rank > best[template][0]:
                best[template] = (rank, scores[i], rows[i, 2], rows[i, 5])
        ranked = sorted(best.values(), key=lambda b: -b[0])
        margin = min(MARGIN_MAX, ranked[0][0] - ranked[1][0]) \
            if len(ranked) > 1 else MARGIN_MAX
        out.append((ranked[0][1], margin, ranked[0][2], ranked[0][3]))
        start = end
    return np.array(out)


def coverage(conf, right, answerable, rate):
    order = np.argsort(-conf)
    wrong = np.cumsum(1 - right[order])
    given = np.arange(1, len(order) + 1)
    good = np.where(wrong <= rate * given)[0]
    return (given[good[-1]] - wrong[good[-1]]) / answerable if len(good) else 0


def main():
    program, target, sets = sys.argv[1], sys.argv[2], sys.argv[3:]
    names = feature_names()
    bounds = limits(names)
    data = []
    for number, name in enumerate(sets):
        folder, _, weight = name.partition("=")
        rows, total, answerable = read_pairs(program, folder)
        assert rows.shape[1] == 6 + len(names), (rows.shape, len(names))
        key = rows[:, 1] if rows[:, 1].max() > 0 else rows[:, 0] // 20
        data.append((folder.rstrip("/").split("/")[-1], rows, key % FOLDS,
                     float(weight or 1), answerable))
    pairs = np.concatenate([d[1] for d in data])
    folds = np.concatenate([d[2] for d in data])
    weights = np.concatenate([np.full(len(d[1]), d[3]) for d in data])
    features, labels = pairs[:, 6:], pairs[:, 2]
    scores = np.zeros(len(pairs))
    for fold in range(FOLDS):
        train = folds != fold
        w = fit(features[train], labels[train], weights[train], bounds)
        scores[~train] = features[~train] @ w
    lead_x, lead_y, lead_w, parts, start = [], [], [], [], 0
    for name, rows, _, weight, answerable in data:
        top = tops(rows, scores[start:start + len(rows)])
        start += len(rows)
        free = top[:, 3] == 0
        lead_x.append(top[free, :2])
        lead_y.append(top[free, 2])
        lead_w.append(np.full(free.sum(), weight))
        parts.append((name, top, free, answerable))
    x = np.concatenate(lead_x)
    x = np.hstack([np.ones((len(x), 1)), x])
    lead = LogisticRegression(C=10, fit_intercept=False, max_iter=1000)
    lead.fit(x, np.concatenate(lead_y), sample_weight=np.concatenate(lead_w))
    lead = lead.coef_[0]
    report = []
    for name, top, free, answerable in parts:
        conf = 1 / (1 + np.exp(-(lead[0] + top[:, :2] @ lead[1:])))[free]
        right = top[free, 2]
        line = "%s: top-1 %.1f %%; coverage at 1, 2, 5 %% wrong: %s" % (
            name, 100 * top[:, 2].sum() / answerable,
            ", ".join("%.1f %%" % (100 * coverage(conf, right, answerable, r))
                      for r in (.01, .02, .05)))
        for accept in (.8, .9, .95, .97):
            given = conf >= accept
            line += "; at %.2f %.1f %% (%.1f %% wrong)" % (
                accept, 100 * right[given].sum() / answerable,
                100 * (1 - right[given].mean()) if given.any() else 0)
        print(line)
        report.append(line.split("; at ")[0])
    final = fit(features, labels, weights, bounds)
    with open(target, "w") as out:
        out.write("/*\n * Made by scripts/train-router.py; do not edit. Found "
                  "with questions that the\n * weights were not trained on:\n")
        for line in report:
            a, b = line.split("; ")
            out.write(" *   %s;\n *     %s\n" % (a, b))
        out.write(" */\n#include \"route/features.h\"\n\n"
                  "const double feature_weights[FEATURE_COUNT] = {\n")
        for name, weight in zip(names, final):
            out.write("    [%s] = %.3f,\n" % (name, weight))
        out.write("};\n\nconst double lead_weights[LEAD_FEATURES] = {\n")
        for name, weight in zip(("BIAS", "SCORE", "MARGIN"), lead):
            out.write("    [LEAD_%s] = %.3f,\n" % (name, weight))
        out.write("};\n")


main()
