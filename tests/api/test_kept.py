"""Answers that are kept: those made ahead, and those sent to many at once."""
import http.client
import re
import threading

import reckoner

SQL = """
CREATE TABLE sales(city TEXT, units INTEGER);
INSERT INTO sales VALUES('Lyon', 30), ('Paris', 20), ('Nice', 10);
"""
OWN = {
    "s/sales_by_city": ["What were the sales by city?", "Units sold in each city"],
    "s/city_names": ["Which cities are there?"],
}
NONE_KEPT = "  kept_answer_bytes: 0\n"


def make(case, config=""):
    """The project, published."""
    project = case.project(SQL, reckoner.CONFIG + config)
    project.template("s/sales_by_city", "SELECT city, units FROM sales",
                     OWN["s/sales_by_city"],
                     "columns: {units: {role: measure}, city: {role: dimension}}")
    project.template("s/city_names", "SELECT city FROM sales", OWN["s/city_names"])
    case.run_ok(project, "regenerate")
    return project


class Kept(reckoner.Case):
    def gauge(self, server, name):
        text = server.get("/metrics").body.decode()
        return float(re.search(rf"^{name} (\S+)$", text, re.M)[1])

    def wait_for(self, server, count):
        reckoner.until(
            lambda: self.gauge(server, "reckoner_kept_answers") >= count,
            f"{count} answers made ahead")

    def ask_all(self, server):
        """What each own question is answered with, packed and not."""
        found = {}
        for question in sum(OWN.values(), []):
            for coding in ("gzip", "identity"):
                reply = server.get("/api/query", {"Accept-Encoding": coding},
                                   q=question)
                body = reply.body
                if reply.headers.get("content-encoding") == "gzip":
                    body = reckoner.gunzip(body)
                found[question, coding] = body
        return found

    def test_own_questions_are_answered_ahead_and_in_the_same_words(self):
        project = make(self)
        with project.serve() as server:
            self.wait_for(server, 3)
            ahead = self.ask_all(server)
        project.write("config/reckoner.yaml", reckoner.CONFIG + NONE_KEPT)
        with project.serve() as server:
            fresh = self.ask_all(server)
            self.assertEqual(self.gauge(server, "reckoner_kept_answers"), 0)
        self.assertEqual(ahead, fresh)

    def test_rows_that_were_chosen_before_are_the_same_in_other_words(self):
        texts = ["What were the sales by city in {}?", "sales by city for {}",
                 "Units sold in each city in {}", "show the sales by city in {}"]
        asked = [text.format(city) for city in ("Lyon", "Paris", "Nice")
                 for text in texts]
        # The day is a part of a question: each is new on each of them.
        days = ["2027-01-01", "2027-01-02", "2027-01-03"]

        def ask(server):
            return [[server.ask(text, as_of=day) for text in asked] for day in days]

        project = make(self)
        with project.serve() as server:
            self.wait_for(server, 3)
            chosen = ask(server)
        project.write("config/reckoner.yaml", reckoner.CONFIG + NONE_KEPT)
        with project.serve() as server:
            fresh = ask(server)
        self.assertEqual(chosen, fresh)
        for trees in chosen:
            for text, tree in zip(asked, trees):
                self.assertEqual(tree["status"], "hit", text)
                self.assertEqual([row["city"] in text for row in tree["result"]["data"]],
                                 [True], text)

    def test_a_new_snapshot_is_answered_ahead_anew(self):
        project = make(self)
        with project.serve() as server:
            self.wait_for(server, 3)
            project.sql("UPDATE sales SET units = units + ?", 5)
            number = self.run_ok(project, "regenerate", "--json").json["snapshot"]
            reckoner.until(
                lambda: self.gauge(server, "reckoner_snapshot_number") == number,
                "the new snapshot")
            self.wait_for(server, 3)
            tree = server.ask(OWN["s/sales_by_city"][0])
            self.assertEqual([row["units"] for row in tree["result"]["data"]],
                             [35, 25, 15])

    def test_no_more_than_half_of_the_memory_is_taken_ahead(self):
        project = make(self, "  kept_answer_bytes: 262144\n")
        for number in range(120):
            project.template(f"t/item_{number}", "SELECT city, units FROM sales")
        self.run_ok(project, "regenerate")
        with project.serve() as server:
            reckoner.until(
                lambda: self.gauge(server, "reckoner_kept_answer_bytes")
                > 262144 // 2 - 8192, "half of the memory")
            # One answer may stand over the edge.
            self.assertLess(self.gauge(server, "reckoner_kept_answer_bytes"),
                            262144 // 2 + 8192)


class Asker(threading.Thread):
    """Asks the same on one connection, each time under a name of its own."""

    def __init__(self, server, number, count):
        super().__init__()
        self.server, self.number, self.count = server, number, count
        self.wrong = []

    def ask(self, connection, name, headers):
        connection.request("GET", "/api/query?q=Which+cities+are+there%3F",
                           headers={"Accept-Encoding": "gzip",
                                    "X-Request-Id": name, **headers})
        reply = connection.getresponse()
        body = reply.read()
        if reply.getheader("X-Request-Id") != name:
            self.wrong.append((name, reply.getheader("X-Request-Id")))
        if len(reply.headers.get_all("Date")) != 1:
            self.wrong.append(reply.headers.get_all("Date"))
        if not re.fullmatch(r"handler;dur=\d+\.\d{3}",
                            reply.getheader("Server-Timing")):
            self.wrong.append(reply.getheader("Server-Timing"))
        return reply, body

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port,
                                                timeout=30)
        reply, body = self.ask(connection, "first", {})
        for i in range(self.count):
            name = f"asker{self.number:03}-{i:07}"  # as long as our own ids
            again, same = self.ask(connection, name, {})
            if again.status != 200 or same != body:
                self.wrong.append((name, again.status))
            again, none = self.ask(
                connection, f"other{self.number:03}-{i:07}",
                {"If-None-Match": reply.getheader("ETag")})
            if again.status != 304 or none:
                self.wrong.append((name, again.status))
        connection.close()


class Shared(reckoner.Case):
    def test_everyone_gets_the_head_of_their_own_request(self):
        project = make(self)
        with project.serve() as server:
            askers = [Asker(server, i, 150) for i in range(8)]
            for asker in askers:
                asker.start()
            for asker in askers:
                asker.join(120)
            for asker in askers:
                self.assertEqual(asker.wrong, [])
