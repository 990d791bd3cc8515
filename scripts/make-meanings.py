#!/usr/bin/python3
"""Makes src/route/meanings.bin, the router's table of what words mean.

    apt-get install wordnet-base python3-sklearn python3-snowballstemmer
    scripts/make-meanings.py [/usr/share/wordnet]

Words come to lie near each other in two ways. By what they are said to be: a
table of words against synsets (their words, what they are said to be, and the
words of their neighbours). And by what is met on random walks: from a synset
to a neighbour, or by a word that explains it to one of that word's synsets,
the commoner ones more often; words met within a few steps of each other more
often than by chance belong together (as Goikoetxea et al., NAACL 2015). Both
tables are reduced, the walks count 7 of 10, and both together are reduced to
DIMENSIONS numbers a word. Names of single places and people are left out. Five
minutes. The file: the number of words; the words' hashes (FNV-1a of the
Snowball stem), ascending; DIMENSIONS signed bytes for each, a vector of length
127. Little-endian.

WordNet 3.0, Copyright 2006 by Princeton University; src/route/meanings.md.
"""
import re
import sys

import numpy as np
import scipy.sparse as sparse
import snowballstemmer
from sklearn.utils.extmath import randomized_svd

DIMENSIONS, WORDS = 64, 20000
DIMENSIONS_BEFORE = 200  # of each table by itself
WALKS_WEIGHT = 0.7
ROUNDS, STEPS, WINDOW = 40, 8, 3  # walks from each synset; how long; how far
BY_EXPLANATION = 0.4  # the share of steps that follow a word
TELLING = 0.7  # the share of synsets passed whose own word is noted
# Words that say how, not what.
FUNCTION_WORDS = set("""a an the of or and to in for on with by as is are was
    were be been being that which who whom whose it its this these those from at
    into not no than then there their they them he she his her him we us our you
    your i me my any some other one two such so if but can could may might will
    would shall should do does did has have had having what how when where why
    please very more most while used using usually especially""".split())
NAME = "@i"  # points from a single thing to its kind
NEAR = {"@": 0.7, "&": 0.8, "+": 0.6, "\\": 0.6, "$": 0.6, "=": 0.4, "^": 0.3,
        "*": 0.3, "%p": 0.3, "#p": 0.3, "~": 0.15}
OPPOSITE = "!"
STEP = {"@": 1.0, "~": 1.0, "&": 1.0, "+": 1.0, "\\": 0.8, "=": 0.5, "$": 0.8,
        "^": 0.5, "*": 0.7, ">": 0.5}
STEP_ELSE = 0.4
PARTS = {"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}

stemmer = snowballstemmer.stemmer("english")


def read_synsets(folder):
    """(part, offset) -> words, pointers, explanation, examples."""
    synsets = {}
    for part in ("noun", "verb", "adj", "adv"):
        for line in open("%s/data.%s" % (folder, part), encoding="latin1"):
            if line.startswith("  "):
                continue
            left, _, gloss = line.partition("|")
            field = left.split()
            count = int(field[3], 16)
            words = [w.lower().split("(")[0]
                     for w in field[4:4 + 2 * count:2]]
            at = 4 + 2 * count
            pointers = [(field[i], PARTS[field[i + 2]], field[i + 1])
                        for i in range(at + 1, at + 1 + 4 * int(field[at]), 4)]
            if any(kind == NAME for kind, _, _ in pointers):
                continue
            said, quote, shown = gloss.partition('"')
            synsets[part, field[0]] = words, pointers, said, shown
    return synsets


def read_senses(folder):
    """(word, part, offset) -> how common it is among the word's senses."""
    common = {}
    for part in ("noun", "verb", "adj", "adv"):
        for line in open("%s/index.%s" % (folder, part)):
            if line.startswith("  "):
                continue
            field = line.split()
            count = int(field[2])
            tagged = int(field[-count - 1])
            for rank, offset in enumerate(field[-count:]):
                common[field[0], part, offset] = \
                    (1.5 if rank < tagged else 1.0) / (1 + rank)
    return common


stems_of = {}


def stems(text):
    if text not in stems_of:
        stems_of[text] = stemmer.stemWords(
            [w for w in re.findall("[a-z]+", text.lower())
             if len(w) > 1 and w not in FUNCTION_WORDS])
    return stems_of[text]


class Table:
    """A sparse table, filled entry by entry."""

    def __init__(self):
        self.rows, self.columns, self.values = [], [], []

    def add(self, row, column, value):
        self.rows.append(row)
        self.columns.append(column)
        self.values.append(value)

    def finish(self, height, width):
        return sparse.csr_matrix((self.values, (self.rows, self.columns)),
                                 shape=(height, width))


def make_table(synsets):
    """Synsets by stems; the number of each stem, and the columns to keep: of
    the stems that are most often a word or explain one."""
    table, number, counts = Table(), {}, {}

    def add(row, text, value, is_counted=False):
        for stem in stems(text):
            table.add(row, number.setdefault(stem, len(number)), value)
            if is_counted:
                counts[stem] = counts.get(stem, 0) + 1

    for row, (words, pointers, said, shown) in enumerate(synsets.values()):
        for word in words:
            is_phrase = "_" in word or "-" in word
            add(row, re.sub("[_-]", " ", word), 1.0 if is_phrase else 2.0, True)
        add(row, said, 1.0, True)
        add(row, shown, 0.3)
        for kind, part, offset in pointers:
            for word in synsets.get((part, offset), ((),))[0]:
                if kind in NEAR and "_" not in word:
                    add(row, word, NEAR[kind])
    chosen = sorted(number, key=lambda s: (-counts.get(s, 0), number[s]))[:WORDS]
    return table.finish(len(synsets), len(number)), number, chosen


class Chooser:
    """Of each row of a table one column at random, by its value."""

    def __init__(self, table):
        self.ends, self.columns = table.indptr, table.indices
        self.sums = np.concatenate([[0], np.cumsum(table.data)])

    def choose(self, rows, random):
        """Columns, and whether the row has any."""
        first = self.sums[self.ends[rows]]
        last = self.sums[self.ends[rows + 1]]
        at = np.searchsorted(self.sums, first + (last - first) *
                             random.random(len(rows)), side="right") - 1
        at = np.clip(at, self.ends[rows], np.maximum(self.ends[rows + 1] - 1,
                                                     self.ends[rows]))
        return self.columns[np.minimum(at, len(self.columns) - 1)], last > first


def make_graph(synsets, senses, number):
    """Where walks go: from synsets to synsets, to their own words and to those
    that explain them, and from words to their synsets."""
    at = {key: i for i, key in enumerate(synsets)}
    steps, own, explaining, meant = Table(), Table(), Table(), Table()
    for key, (words, pointers, said, shown) in synsets.items():
        row = at[key]
        for word in words:
            is_phrase = "_" in word or "-" in word
            common = senses.get((word,) + key, 0.1)
            for stem in stems(re.sub("[_-]", " ", word)):
                own.add(row, number[stem],
                        (0.3 if is_phrase else 1.0) * min(max(common, 0.2), 1))
                meant.add(number[stem], row,
                          (0.1 if is_phrase else 1.0) * common)
        for text, value in ((said, 1.0), (shown, 0.3)):
            for stem in stems(text):
                explaining.add(row, number[stem], value)
        for kind, part, offset in pointers:
            if (part, offset) in at and kind != OPPOSITE:
                steps.add(row, at[part, offset], STEP.get(kind, STEP_ELSE))
    height, width = len(synsets), len(number)
    explaining = explaining.finish(height, width)
    used = np.asarray((explaining > 0).sum(0)).ravel()
    explaining = explaining @ sparse.diags(1 / np.sqrt(10 + used))
    return [Chooser(t.tocsr()) for t in
            (steps.finish(height, height), own.finish(height, width),
             explaining, meant.finish(width, height))]


def walk(graph, column, height, random):
    """What is met from each synset, in order; -1 where nothing is noted."""
    steps, own, explaining, meant = graph
    here = random.permutation(height)
    met = np.full((height, 2 * STEPS), -1, np.int32)
    for i in range(STEPS):
        word, is_there = own.choose(here, random)
        is_there &= random.random(height) < TELLING
        met[:, 2 * i] = np.where(is_there, column[word], -1)
        follows = random.random(height) < BY_EXPLANATION
        word, explains = explaining.choose(here, random)
        beside, is_beside = steps.choose(here, random)
        follows = (follows | ~is_beside) & explains
        met[:, 2 * i + 1] = np.where(follows, column[word], -1)
        behind, is_behind = meant.choose(word, random)
        here = np.where(follows & is_behind, behind,
                        np.where(is_beside, beside, here))
    order = np.argsort(met < 0, axis=1, kind="stable")
    return np.take_along_axis(met, order, 1)


def meet(graph, column, height):
    """How often two of the chosen words are met within WINDOW of each other."""
    random = np.random.default_rng(1)
    size = column.max() + 1
    total = sparse.csr_matrix((size, size), dtype=np.float32)
    for _ in range(ROUNDS):
        met = walk(graph, column, height, random)
        a = np.concatenate([met[:, :-d].ravel() for d in range(1, WINDOW + 1)])
        b = np.concatenate([met[:, d:].ravel() for d in range(1, WINDOW + 1)])
        ok = (a >= 0) & (b >= 0) & (a != b)
        total += sparse.coo_matrix(
            (np.ones(ok.sum(), np.float32), (a[ok], b[ok])),
            shape=(size, size)).tocsr()
    return total + total.T


def above_chance(total):
    """By how much more often than by chance, as a logarithm less one half."""
    total = total.tocoo()
    each = np.asarray(total.tocsr().sum(1)).ravel()
    share = each ** 0.75 / (each ** 0.75).sum()
    values = np.log(total.data / (each[total.row] * share[total.col])) - 0.5
    ok = values > 0
    return sparse.csr_matrix((values[ok].astype(np.float32),
                              (total.row[ok], total.col[ok])),
                             shape=total.shape)


def by_rarity(table):
    used = np.bincount(table.indices, minlength=table.shape[1])
    table.data = np.sqrt(table.data)
    table = table @ sparse.diags(np.log(table.shape[0] / (1.0 + used)))
    length = np.sqrt(np.asarray(table.multiply(table).sum(1)).ravel())
    return (sparse.diags(1 / np.maximum(length, 1e-9)) @ table).T.tocsr()


def unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def reduce(table, dimensions, power):
    rows, strength, _ = randomized_svd(table, dimensions, n_iter=4,
                                       random_state=1)
    return unit(rows * strength ** power)


def hash_word(word):
    value = 2166136261
    for byte in word.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet"
    synsets = read_synsets(folder)
    table, number, words = make_table(synsets)
    column = np.full(len(number), -1)
    kept = [number[w] for w in words]
    column[kept] = np.arange(len(words))
    graph = make_graph(synsets, read_senses(folder), number)
    met = above_chance(meet(graph, column, len(synsets)))
    both = np.hstack([
        WALKS_WEIGHT * reduce(met, DIMENSIONS_BEFORE, 0.5),
        (1 - WALKS_WEIGHT) * reduce(by_rarity(table[:, kept]),
                                    DIMENSIONS_BEFORE, 0.5)])
    vectors = reduce(both, DIMENSIONS, 1.0)
    by_hash = {hash_word(w): i for i, w in reversed(list(enumerate(words)))}
    hashes = sorted(by_hash)
    rows = np.rint(vectors[[by_hash[h] for h in hashes]] * 127)
    with open("src/route/meanings.bin", "wb") as out:
        out.write(np.array([len(hashes)] + hashes, "<u4").tobytes())
        out.write(rows.astype("i1").tobytes())
    print(len(hashes), "words")


main()
