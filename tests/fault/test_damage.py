"""A changed byte anywhere in dumps/ is found, is refused, and is mended."""
import json
import pathlib
import random
import signal
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from fault_project import SCALE, Project, Server

PLACES = int(6 * SCALE)  # random ones in each file, beside both ends


def flipped(body, at):
    return body[:at] + bytes([body[at] ^ 0x20]) + body[at + 1:]


def replace(path, body):
    """A new file, so that hard links to the old one keep their bytes."""
    path.unlink(missing_ok=True)
    path.write_bytes(body)


class DamageTest(unittest.TestCase):
    def setUp(self):
        self.project = Project(templates=3)
        self.addCleanup(self.project.remove)
        self.project.publish(1)
        self.project.publish(2)

    def parts(self, number=None):
        """One file of every kind that belongs to the current snapshot and to
        no other: kind -> path."""
        number = number or self.project.head()[0]
        manifest = self.project.manifest(number)
        named = self.project.named(manifest)
        before = self.project.named(self.project.manifest(number - 1))
        parts = {"HEAD": self.project.dumps / "HEAD",
                 "manifest": self.project.manifest_path(number)}
        for kind, paths in named.items():
            parts[kind] = next(p for p in paths if p not in before[kind])
        return parts

    def assert_found(self, what):
        code, found = self.project.verify()
        self.assertEqual(code, 1, what)
        self.assertGreater(found["damaged"], 0, what)

    def assert_refused(self, what, shown):
        generation, complaint = self.project.shown()
        self.assertNotEqual(complaint, "", what)
        self.assertEqual(generation, shown, what)

    def assert_clean(self):
        code, found = self.project.verify()
        self.assertEqual((code, found.get("findings")), (0, []))


class Bytes(DamageTest):
    def damages(self, path, other):
        """What may become of a file: name -> new bytes, None for no file."""
        body = path.read_bytes()
        chance = random.Random(path.name)
        places = {0, 1, len(body) - 1, len(body) // 2}
        places |= {chance.randrange(len(body)) for _ in range(PLACES)}
        for at in sorted(places):
            yield f"byte {at} of {len(body)}", flipped(body, at)
        yield "half of it", body[:len(body) // 2]
        yield "all but its last byte", body[:-1]
        yield "a byte more", body + b"\n"
        yield "nothing in it", b""
        yield "another file's bytes", other.read_bytes()
        yield "no such file", None

    def test_every_damage_is_found_and_refused_and_restoring_ends_it(self):
        parts = self.parts()
        others = list(parts.values())
        looked = 0
        for i, (kind, path) in enumerate(parts.items()):
            body = path.read_bytes()
            # Without a good HEAD the newest whole snapshot is this very one.
            shown = 2 if kind == "HEAD" else 1
            for how, damaged in self.damages(path, others[i - 1]):
                with self.subTest(kind=kind, how=how):
                    if damaged is None:
                        path.unlink()
                    else:
                        replace(path, damaged)
                    self.assert_found((kind, how))
                    self.assert_refused((kind, how), shown)
                    looked += 1
                replace(path, body)
            self.assert_clean()
        self.assertEqual(self.project.shown(), (2, ""))
        print(f"             {looked} damages in {len(parts)} kinds of files")

    def test_files_that_change_places_are_found(self):
        named = self.project.named(
            self.project.manifest(self.project.head()[0]))
        pairs = [named["dump"][:2], named["columns"][:2],
                 [self.project.manifest_path(1), self.project.manifest_path(2)]]
        for one, two in pairs:
            first, second = one.read_bytes(), two.read_bytes()
            replace(one, second)
            replace(two, first)
            self.assert_found(one)
            replace(one, first)
            replace(two, second)
            self.assert_clean()

    def test_the_next_run_mends_every_kind_of_damage(self):
        for kind in self.parts():
            for how in ("changed", "gone", "empty"):
                number = self.project.head()[0]
                path = self.parts()[kind]
                if how == "gone":
                    path.unlink()
                else:
                    replace(path, flipped(path.read_bytes(), 9)
                            if how == "changed" else b"")
                with self.subTest(kind=kind, how=how):
                    self.assert_found(kind)
                    self.project.regenerate()  # over the same data
                    self.assertEqual(self.project.read()[0], number + 1)
                    self.assert_clean()
                # Keep what is current different from what was before.
                self.project.publish(self.project.read()[1] + 1)

    def test_damage_to_an_old_snapshot_does_not_touch_the_current_one(self):
        self.project.publish(3)
        old = self.parts(2)["dump"]
        replace(old, flipped(old.read_bytes(), 30))
        self.assert_found(old)
        self.assertEqual(self.project.shown(), (3, ""))
        for generation in (4, 5):  # it goes when its time is over
            self.project.publish(generation)
        self.assert_clean()


class Serving(DamageTest):
    def start(self):
        server = Server(self.project)
        self.addCleanup(server.stop)
        return server

    def assert_serves(self, server, number, generation):
        status, ready = server.get("/ready")
        self.assertEqual((status, ready["ready"], ready["snapshot"]),
                         (200, True, number))
        status, dump = server.get("/api/dumps/" + self.project.ids[0])
        self.assertEqual(status, 200)
        self.assertIn(f" of {generation}.0", json.dumps(dump))

    def assert_says(self, server, what):
        status = server.status()
        self.assertEqual(status["status"], "degraded")
        self.assertIn(what, status["problem"])
        self.assertEqual(server.get("/ready")[1]["problem"],
                         status["problem"])

    def test_a_running_server_refuses_damage_and_serves_the_one_before(self):
        server = self.start()
        generation = 2
        for kind in ("dump", "columns", "index", "manifest", "HEAD"):
            with self.subTest(kind=kind):
                number, shown = self.project.read()
                server.wait_for(lambda s: s["snapshot"]["number"] == number)
                server.signal(signal.SIGSTOP)
                try:
                    generation += 1
                    self.project.publish(generation)
                    path = self.parts()[kind]
                    replace(path, flipped(path.read_bytes(), 30))
                finally:
                    server.signal(signal.SIGCONT)
                server.wait_for(lambda s: s["problem"] is not None)
                self.assert_serves(server, number, shown)
                self.assert_says(server, path.name)
                self.project.regenerate()
                server.wait_for(lambda s: s["problem"] is None and
                                s["snapshot"]["number"] == number + 2)
                self.assert_serves(server, number + 2, generation)

    def test_damage_below_a_running_server_does_not_reach_its_answers(self):
        server = self.start()
        for paths in self.project.named(self.project.manifest(2)).values():
            for path in paths:
                path.write_bytes(b"")  # in place: the same file
        self.assert_serves(server, 2, 2)

    def test_a_server_that_starts_falls_back_to_the_newest_whole_one(self):
        for kind in ("dump", "columns", "index", "manifest"):
            path = self.parts()[kind]
            body = path.read_bytes()
            replace(path, flipped(body, len(body) - 1))
            with self.subTest(kind=kind):
                server = self.start()
                self.assert_serves(server, 1, 1)
                self.assert_says(server, path.name)
                server.stop()
            replace(path, body)
        self.project.dumps.joinpath("HEAD").unlink()
        server = self.start()
        self.assert_serves(server, 2, 2)
        self.assert_says(server, "HEAD")

    def test_a_server_takes_up_a_snapshot_whose_bytes_were_restored(self):
        path = self.parts()["dump"]
        body = path.read_bytes()
        replace(path, flipped(body, 30))
        server = self.start()
        self.assert_serves(server, 1, 1)
        replace(path, body)
        server.wait_for(lambda s: s["problem"] is None)
        self.assert_serves(server, 2, 2)

    def test_a_server_tries_again_what_it_could_not_read(self):
        path = self.parts()["dump"]
        body = path.read_bytes()
        path.unlink()
        path.mkdir()  # no wrong bytes, but none to be had
        server = self.start()
        self.assert_serves(server, 1, 1)
        path.rmdir()
        path.write_bytes(body)
        server.wait_for(lambda s: s["problem"] is None)
        self.assert_serves(server, 2, 2)

    def test_a_server_without_a_whole_snapshot_says_so_and_waits(self):
        for number in (1, 2):
            path = self.project.manifest_path(number)
            replace(path, flipped(path.read_bytes(), 50))
        server = self.start()
        self.assertEqual(server.get("/ready")[0], 503)
        self.assertEqual(server.status()["status"], "down")
        self.project.regenerate()
        server.wait_for(lambda s: s["status"] == "ok")
        self.assert_serves(server, 3, 2)

    def test_a_server_whose_folder_is_taken_away_goes_on_and_says_so(self):
        server = self.start()
        self.project.dumps.rename(self.project.path / "elsewhere")
        server.wait_for(lambda s: s["problem"] is not None)
        self.assert_serves(server, 2, 2)
        (self.project.path / "elsewhere").rename(self.project.dumps)
        server.wait_for(lambda s: s["problem"] is None)


if __name__ == "__main__":
    unittest.main()
