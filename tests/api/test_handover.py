"""A server that ends answers what it was asked, and one that takes its socket
over, before or after, answers the rest: nobody notices.

RECKONER_HANDOVERS says how many times (4 if it is not set).
"""
import contextlib
import http.client
import os
import socket
import threading

import reckoner

HANDOVERS = int(os.environ.get("RECKONER_HANDOVERS", "4"))
PATH = "/api/dumps/s/all"


class Client(threading.Thread):
    """Asks over and over, on one connection or on a new one each time, and
    never a second time for the same answer."""

    def __init__(self, port, keeps, stop):
        super().__init__()
        self.port, self.keeps, self.stop = port, keeps, stop
        self.answered, self.wrong = 0, []

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, connection, expected):
        connection.request("GET", PATH)
        body = connection.getresponse().read()
        if body != expected:
            self.wrong.append(body[:500])
        self.answered += 1

    def run(self):
        try:
            with contextlib.closing(self.connect()) as connection:
                connection.request("GET", PATH)
                expected = connection.getresponse().read()
                while not self.stop.is_set():
                    if self.keeps:
                        self.ask(connection, expected)
                        continue
                    with contextlib.closing(self.connect()) as fresh:
                        self.ask(fresh, expected)
        except (OSError, http.client.HTTPException) as error:
            self.wrong.append(repr(error))


class Handover(reckoner.Case):
    def test_no_request_fails_while_servers_take_turns_at_a_socket(self):
        made = self.project("CREATE TABLE sales(a); INSERT INTO sales VALUES (1), (2)")
        made.template("s/all", "SELECT a FROM sales ORDER BY a")
        self.run_ok(made, "regenerate")
        stop = threading.Event()
        with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
            port = listening.getsockname()[1]
            server = made.serve(listening=listening)
            self.assertEqual(server.port, port)
            clients = [Client(port, i % 2, stop) for i in range(4)]
            for client in clients:
                client.start()
            try:
                for turn in range(HANDOVERS):
                    before = [client.answered for client in clients]
                    reckoner.until(
                        lambda: all(c.answered > b + 20 or c.wrong
                                    for c, b in zip(clients, before)),
                        "twenty answers for each client")
                    if turn % 2:  # meanwhile, who comes waits for the next one
                        self.assertEqual(server.stop(), 0)
                        server = made.serve(listening=listening)
                        continue
                    following = made.serve(listening=listening)
                    self.assertEqual(server.stop(), 0)
                    server = following
            finally:
                stop.set()
                for client in clients:
                    client.join(60)
                self.assertEqual(server.stop(), 0)
        self.assertEqual([client.wrong for client in clients], [[], [], [], []])
