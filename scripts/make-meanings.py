#!/usr/bin/python3
"""Makes src/route/meanings.bin, the router's table of what words mean.

    apt-get install wordnet-base python3-sklearn python3-snowballstemmer
    scripts/make-meanings.py [/usr/share/wordnet]

Words that WordNet explains alike, or uses in the same explanations, come to
lie near each other: a table of words against synsets (their words, what they
are said to be, and the words of their neighbours) is reduced to DIMENSIONS
numbers a word. Names of single places and people are left out. The file: the
number of words; the words' hashes (FNV-1a of the Snowball stem), ascending;
DIMENSIONS signed bytes for each, a vector of length 127. Little-endian.

WordNet 3.0, Copyright 2006 by Princeton University; src/route/meanings.md.
"""
import re
import sys

import numpy as np
import scipy.sparse as sparse
import snowballstemmer
from sklearn.utils.extmath import randomized_svd

DIMENSIONS, WORDS = 64, 20000
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


def stems(text):
    return stemmer.stemWords([w for w in re.findall("[a-z]+", text.lower())
                              if len(w) > 1 and w not in FUNCTION_WORDS])


def make_table(synsets):
    """Synsets by stems, and how often each stem is a word or explains one."""
    rows, columns, values, number, counts = [], [], [], {}, {}

    def add(row, text, value, is_counted=False):
        for stem in stems(text):
            columns.append(number.setdefault(stem, len(number)))
            rows.append(row)
            values.append(value)
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
    table = sparse.csr_matrix((values, (rows, columns)),
                              shape=(len(synsets), len(number)))
    chosen = sorted(number, key=lambda s: (-counts.get(s, 0), number[s]))[:WORDS]
    return table[:, [number[s] for s in chosen]], chosen


def reduce(table):
    used = np.bincount(table.indices, minlength=table.shape[1])
    table.data = np.sqrt(table.data)
    table = table @ sparse.diags(np.log(table.shape[0] / (1.0 + used)))
    length = np.sqrt(np.asarray(table.multiply(table).sum(1)).ravel())
    table = sparse.diags(1 / np.maximum(length, 1e-9)) @ table
    _, strength, axes = randomized_svd(table.tocsr(), DIMENSIONS, n_iter=5,
                                       random_state=1)
    vectors = axes.T * np.sqrt(strength)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True),
                                1e-9)


def hash_word(word):
    value = 2166136261
    for byte in word.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet"
    table, words = make_table(read_synsets(folder))
    vectors = reduce(table)
    by_hash = {hash_word(w): i for i, w in reversed(list(enumerate(words)))}
    hashes = sorted(by_hash)
    rows = np.rint(vectors[[by_hash[h] for h in hashes]] * 127)
    with open("src/route/meanings.bin", "wb") as out:
        out.write(np.array([len(hashes)] + hashes, "<u4").tobytes())
        out.write(rows.astype("i1").tobytes())
    print(len(hashes), "words")


main()
