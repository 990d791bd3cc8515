"""Many requests while many snapshots come: nothing fails, nothing is mixed,
nothing grows.

RECKONER_REQUESTS and RECKONER_SWAPS say how many (make soak-serve: a million
and 200). The swaps are spread over the requests.
"""
import os
import pathlib
import re

import pressing
import reckoner

REQUESTS = int(os.environ.get("RECKONER_REQUESTS", "20000"))
SWAPS = int(os.environ.get("RECKONER_SWAPS", "12"))


def resources(server):
    """Resident kilobytes and open files of the server."""
    folder = pathlib.Path(f"/proc/{server.process.pid}")
    status = (folder / "status").read_text("utf-8")
    resident = int(re.search(r"VmRSS:\s+(\d+)", status)[1])
    return resident, len(list((folder / "fd").iterdir()))


def handler_times(server):
    """Of the routes under /api: for some shares of the requests, the seconds
    within which they were answered, from reading them to having the answer."""
    counts = {}
    for labels, edge, count in re.findall(
            r'_duration_seconds_bucket\{(.*),le="(.*)"\} (\d+)',
            server.get("/metrics").body.decode()):
        if 'route="/api/' in labels:
            counts[float(edge)] = counts.get(float(edge), 0) + int(count)
    total = counts[float("inf")]
    return {share: next(edge for edge in sorted(counts)
                        if counts[edge] >= share * total)
            for share in (0.5, 0.9, 0.99, 0.999)}


class Load(pressing.Case):
    def publish(self, made, edition):
        made.sql("UPDATE sales SET edition = ?", edition)
        number = self.run_ok(made, "regenerate", "--json").json["snapshot"]
        self.assertEqual(number, edition)

    def swap_all(self, made, server, press):
        """Publishes all along the requests; what the server used after each."""
        used = []
        for edition in range(2, SWAPS + 2):
            due = REQUESTS * (edition - 2) // SWAPS
            reckoner.until(lambda: press.answered >= due or press.is_over(),
                           f"{due} answers", 300)
            self.publish(made, edition)
            reckoner.until(
                lambda: server.get("/ready").json["snapshot"] == edition,
                f"snapshot {edition}")
            used.append(resources(server))
        return used

    def test_snapshots_come_and_go_under_load(self):
        made = self.pressed_project()
        self.publish(made, 1)
        with made.serve() as server:
            with pressing.Press(made.folder, server.port, 8, REQUESTS) as press:
                used = self.swap_all(made, server, press)
            times = handler_times(server)
        self.say(f"in the handler, share of the requests: seconds at most: {times}")
        self.say(f"{press.result}; kB and files after some swaps: "
                 f"{used[::max(1, SWAPS // 10)]} {used[-1]}")
        self.is_clean(press.result, REQUESTS)
        self.assertEqual(press.result["snapshot"], SWAPS + 1)
        warm, last = used[len(used) // 2], used[-1]
        self.assertLessEqual(last[1], warm[1] + 2, used)
        # A sanitizer holds on to what was freed.
        if not os.environ.get("RECKONER_BUILD", "build").endswith(("-san", "-tsan")):
            self.assertLess(last[0], warm[0] * 1.1 + 2048, used)
