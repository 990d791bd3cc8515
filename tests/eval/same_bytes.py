"""Whether builds of different compilers answer alike.

    make same-bytes
    python3 tests/eval/same_bytes.py BUILD BUILD...

Each build publishes the demo for itself: the objects and the index must have
the same bytes. Then each is asked every golden question about the first one's
snapshot: the whole reply must be the same text, with all that is explained.
Ends with 1 if anything differs.
"""
import concurrent.futures
import csv
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DAY, LAST_DAY = "2026-11-20", "2026-11-19"
ENDS = {0: "answered", 3: "not answered"}  # of reckoner ask


def questions():
    with open(HERE / "golden.tsv", encoding="utf-8", newline="") as file:
        return [row["question"] for row in csv.DictReader(
            file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def make_project(folder, build):
    """The demo, over a database that is the same every time."""
    shutil.copytree(ROOT / "queries", folder / "queries")
    shutil.copytree(ROOT / "config", folder / "config")
    (folder / "var/demo").mkdir(parents=True)
    for command in (
        [build / "demo-warehouse", "--last-day", LAST_DAY,
         folder / "var/demo/warehouse.db"],
        [build / "reckoner", "regenerate", "--as-of", DAY],
    ):
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL,
                       timeout=1200)
    return folder


def published(folder):
    """Hashes of the objects, dumps and index, by their names."""
    objects = folder / "dumps/objects"
    return {str(path.relative_to(objects)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in objects.rglob("*") if path.is_file()}


def ask(build, folder, question):
    done = subprocess.run(
        [build / "reckoner", "ask", "--json", "--explain", "--as-of", DAY, "--",
         question],
        cwd=folder, capture_output=True, timeout=120, check=False)
    if done.returncode not in ENDS:
        raise SystemExit(f"{build}: {question!r} ended with {done.returncode}: "
                         f"{done.stderr.decode()}")
    return done.stdout


def ask_all(build, folder):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda question: ask(build, folder, question), questions()))


def main():
    builds = [pathlib.Path(name).resolve() for name in sys.argv[1:]]
    if len(builds) < 2:
        raise SystemExit(__doc__)
    differing = 0
    with tempfile.TemporaryDirectory() as made:
        folders = [make_project(pathlib.Path(made) / str(i), build)
                   for i, build in enumerate(builds)]
        first, expected = published(folders[0]), ask_all(builds[0], folders[0])
        for build, folder in zip(builds[1:], folders[1:]):
            objects = published(folder)
            others = len(set(first.items()) ^ set(objects.items()))
            replies = [question for question, old, new in zip(
                questions(), expected, ask_all(build, folders[0])) if old != new]
            print(f"{build.name}: {len(objects)} objects, {others} differ; "
                  f"{len(expected)} replies, {len(replies)} differ")
            for question in replies[:10]:
                print(f"    {question}")
            differing += others + len(replies)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
