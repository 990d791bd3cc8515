#!/usr/bin/python3
"""Makes src/route/relations.bin: how the words of meanings.bin are related.

    apt-get install wordnet-base python3-numpy python3-snowballstemmer
    scripts/make-relations.py [/usr/share/wordnet]

Meanings say that "maximum" and "minimum" are near. This table says how: words
of one synset, derived from one another, opposites, the one a kind of the other.
Of two words related in several ways the first of these counts. Only the first
SENSES senses of a word count, and only words by themselves, no phrases.

The file, little-endian: the number of words, those of meanings.bin in the same
order; where the relatives of each begin, and where all end; the numbers of the
relatives, 16 bits each, those of a word ascending; and a byte for each, how it
is related (RELATIONS, from 1).

WordNet 3.0, Copyright 2006 by Princeton University; src/route/meanings.md.
"""
import sys

import numpy as np
import snowballstemmer

SENSES = 8
RELATIONS = ["same", "derived", "opposite", "broader", "narrower"]
PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
KIND, OPPOSITE, DERIVED = "@", "!", ("+", "\\", "=", "$", "&")

stemmer = snowballstemmer.stemmer("english")


def hash_word(word):
    value = 2166136261
    for byte in word.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def read_numbers():
    """Hash -> place in meanings.bin."""
    table = np.fromfile("src/route/meanings.bin", "<u4", 1)
    hashes = np.fromfile("src/route/meanings.bin", "<u4", 1 + table[0])[1:]
    return {int(h): i for i, h in enumerate(hashes)}


def read_pointers(folder):
    """Synset -> [(kind, synset)]."""
    pointers = {}
    for part, letter in PARTS.items():
        for line in open("%s/data.%s" % (folder, part), encoding="latin1"):
            if line.startswith("  "):
                continue
            field = line.split("|")[0].split()
            at = 4 + 2 * int(field[3], 16)
            pointers[letter, field[0]] = [
                (field[i], (field[i + 2], field[i + 1]))
                for i in range(at + 1, at + 1 + 4 * int(field[at]), 4)]
    return pointers


def read_synsets(folder, numbers):
    """Word -> its synsets."""
    synsets = {}
    for part, letter in PARTS.items():
        for line in open("%s/index.%s" % (folder, part), encoding="latin1"):
            field = line.split()
            if line.startswith("  ") or "_" in field[0]:
                continue
            word = numbers.get(hash_word(stemmer.stemWord(field[0])))
            if word is None:
                continue
            offsets = field[-int(field[2]):][:SENSES]
            synsets.setdefault(word, set()).update(
                (letter, offset) for offset in offsets)
    return synsets


def relate(synsets, pointers):
    """Word -> {relative: the first of RELATIONS that holds, from 1}."""
    having = {}
    for word, its in synsets.items():
        for synset in its:
            having.setdefault(synset, set()).add(word)
    relatives = {word: {} for word in synsets}

    def add(a, b, relation):
        for x in having.get(a, ()):
            for y in having.get(b, ()):
                if x != y:
                    known = relatives[x].get(y, len(RELATIONS) + 1)
                    relatives[x][y] = min(known, relation)

    for synset in having:
        add(synset, synset, 1)
        for kind, other in pointers[synset]:
            if kind in DERIVED or kind == OPPOSITE:
                relation = 2 if kind in DERIVED else 3
                add(synset, other, relation)
                add(other, synset, relation)
            if kind == KIND:
                add(synset, other, 4)
                add(other, synset, 5)
    return relatives


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet"
    numbers = read_numbers()
    relatives = relate(read_synsets(folder, numbers), read_pointers(folder))
    starts, others, kinds = [0], [], []
    for word in range(len(numbers)):
        for other, kind in sorted(relatives.get(word, {}).items()):
            others.append(other)
            kinds.append(kind)
        starts.append(len(others))
    with open("src/route/relations.bin", "wb") as out:
        out.write(np.array([len(numbers)] + starts, "<u4").tobytes())
        out.write(np.array(others, "<u2").tobytes())
        out.write(np.array(kinds, "u1").tobytes())
    print(", ".join("%d %s" % (kinds.count(i + 1), name)
                    for i, name in enumerate(RELATIONS)))


main()
