"""What any client of HTTP may expect: validators, encodings, methods, limits."""
import gzip
import json
import re
import socket
import urllib.parse

import demo
import reckoner

WHOLE = "/api/dumps/sales_analytics/dealer_performance"
ASK = "/api/query?" + urllib.parse.urlencode(
    {"q": "Warranty claims by model", "as_of": demo.DAY}
)
GZIP = {"Accept-Encoding": "gzip"}
ROUTES = {
    "/api/query": {"get", "post"},
    "/api/batch": {"post"},
    "/api/suggestions": {"get"},
    "/api/capabilities": {"get"},
    "/api/status": {"get"},
    "/api/dumps": {"get"},
    "/api/dumps/{category}/{name}": {"get"},
    "/api/dumps/{category}/{name}/history": {"get"},
    "/api/dumps/{category}/{name}/diff": {"get"},
    "/api/regenerate": {"post"},
    "/api/runs": {"get"},
    "/api/runs/{id}": {"get", "delete"},
    "/api/runs/{id}/events": {"get"},
    "/api/schedule": {"get"},
    "/health": {"get"},
    "/ready": {"get"},
    "/metrics": {"get"},
    "/openapi.json": {"get"},
}


class Encodings(demo.Case):
    """gzip to whom accepts it, and validators that tell the two apart."""

    def test_gzip_is_one_whole_member_that_equals_identity(self):
        paths = [f"/api/dumps/{d['id']}" for d in self.demo.manifest()["dumps"]]
        for path in [ASK, *paths]:
            packed = self.server.get(path, GZIP)
            plain = self.server.get(path)
            self.assertEqual(packed.headers["content-encoding"], "gzip", path)
            self.assertNotIn("content-encoding", plain.headers)
            self.assertEqual(reckoner.gunzip(packed.body), plain.body, path)
            self.assertEqual(gzip.decompress(packed.body), plain.body, path)
            self.assertEqual(int(packed.headers["content-length"]), len(packed.body))
            json.loads(plain.body)

    def test_both_say_that_they_vary_and_have_other_etags(self):
        for path in (ASK, WHOLE):
            packed, plain = self.server.get(path, GZIP), self.server.get(path)
            self.assertIn("accept-encoding", packed.headers["vary"].lower())
            self.assertIn("accept-encoding", plain.headers["vary"].lower())
            self.assertNotEqual(packed.headers["etag"], plain.headers["etag"])
            for reply in (packed, plain):
                self.assertRegex(reply.headers["etag"], r'^"[^"]+"$')

    def test_the_weights_of_encodings_are_honoured(self):
        for accepted, is_gzip in (
            ("gzip", True),
            ("GZIP", True),
            ("x-gzip", True),
            ("gzip, deflate, br, zstd", True),
            ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
            ("*", True),
            ("gzip;q=0", False),
            ("gzip;q=0.000", False),
            ("*;q=0", False),
            ("identity", False),
            ("identity;q=1, gzip;q=0.5", False),
            ("br", False),
            ("", False),
            ("gzip;q=nonsense", False),
            (",,,", False),
        ):
            reply = self.server.get(WHOLE, {"Accept-Encoding": accepted})
            self.assertEqual(
                "content-encoding" in reply.headers, is_gzip, repr(accepted)
            )

    def test_who_has_it_is_told_so_and_gets_no_body(self):
        for path in (ASK, WHOLE, f"{WHOLE}.csv", f"{WHOLE}?limit=3"):
            for headers in ({}, GZIP):
                first = self.server.get(path, headers)
                tag = first.headers["etag"]
                for sent in (tag, f"W/{tag}", f'"other", {tag}', "*", f" {tag} "):
                    again = self.server.get(path, {**headers, "If-None-Match": sent})
                    self.assertEqual(again.status, 304, (path, sent))
                    self.assertEqual(again.body, b"")
                    self.assertEqual(again.headers["etag"], tag)
                    for name in ("vary", "cache-control", "expires"):
                        self.assertEqual(
                            again.headers.get(name), first.headers.get(name)
                        )
                for sent in ('"other"', tag[:-2] + '"', tag.strip('"')):
                    again = self.server.get(path, {**headers, "If-None-Match": sent})
                    self.assertEqual(again.status, 200, (path, sent))

    def test_the_etag_of_one_encoding_does_not_stand_for_the_other(self):
        tag = self.server.get(WHOLE, GZIP).headers["etag"]
        self.assertEqual(self.server.get(WHOLE, {"If-None-Match": tag}).status, 200)

    def test_another_part_and_another_question_have_another_etag(self):
        tags = [
            self.server.get(path).headers["etag"]
            for path in (
                WHOLE,
                f"{WHOLE}.csv",
                f"{WHOLE}?limit=3",
                f"{WHOLE}?limit=4",
                f"{WHOLE}?order=units",
                f"{WHOLE}?order=-units",
                ASK,
                ASK.replace("model", "month"),
            )
        ]
        self.assertEqual(len(set(tags)), len(tags))

    def test_head_is_get_without_its_body(self):
        for path in (ASK, WHOLE, "/api/dumps", "/health", "/nothing", f"{WHOLE}.csv"):
            for headers in ({}, GZIP):
                got = self.server.get(path, headers)
                head = self.server.request("HEAD", path, None, headers)
                self.assertEqual(head.status, got.status)
                self.assertEqual(head.body, b"")
                for name in ("content-type", "etag", "vary", "content-encoding"):
                    self.assertEqual(head.headers.get(name), got.headers.get(name))
                self.assertEqual(
                    head.headers["content-length"], got.headers["content-length"]
                )

    def test_an_answer_may_be_kept_until_its_dump_is_made_again(self):
        reply = self.server.get(ASK)
        self.assertIn("no-cache", reply.headers["cache-control"])
        self.assertRegex(
            reply.headers["expires"], r"^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$"
        )
        self.assertIn("no-store", self.server.get("/nothing").headers["cache-control"])


class Methods(demo.Case):
    """Methods, hosts and requests that are none."""

    def test_a_method_that_a_path_does_not_take_is_told_those_it_takes(self):
        for path, methods in ROUTES.items():
            path = path.format(
                category="sales_analytics", name="dealer_performance", id=1
            )
            allowed = {method.upper() for method in methods} | {"OPTIONS"}
            if "GET" in allowed:
                allowed.add("HEAD")
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
                if method in allowed:
                    continue
                reply = self.server.request(method, path)
                self.is_problem(reply, 405)
                told = set(reply.headers["allow"].replace(" ", "").split(","))
                self.assertEqual(told, allowed, path)

    def test_options_names_the_methods(self):
        reply = self.server.request("OPTIONS", "/api/query")
        self.assertEqual((reply.status, reply.body), (204, b""))
        self.assertIn("POST", reply.headers["allow"])

    def test_a_method_that_does_not_exist_is_refused(self):
        for method in ("FOO", "get", "G" * 100):
            reply = self.server.request(method, "/health")
            self.assertIn(reply.status, (400, 405, 501), method)

    def test_only_a_known_host_is_answered(self):
        port = self.server.port
        for host in (f"127.0.0.1:{port}", "localhost", "LOCALHOST:1", f"[::1]:{port}"):
            self.assertEqual(self.server.get("/health", {"Host": host}).status, 200)
        for host in (
            "evil.example",
            f"evil.example:{port}",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "localhost:port",
            "192.168.0.1",
            "[::2]",
            "",
        ):
            reply = self.server.get("/health", {"Host": host})
            self.assertIn(reply.status, (400, 421), host)

    def test_a_request_id_is_kept_if_it_is_well_formed(self):
        reply = self.server.get("/health", {"X-Request-Id": "abc-123"})
        self.assertEqual(reply.headers["x-request-id"], "abc-123")
        for odd in ("a b", "x" * 200, 'a"b', "ä".encode().decode("latin-1")):
            reply = self.server.get("/health", {"X-Request-Id": odd})
            self.assertNotEqual(reply.headers["x-request-id"], odd)
            self.assertRegex(reply.headers["x-request-id"], "^[0-9a-f]+$")
        self.assertIn("abc-123", self.server.log())

    def test_every_reply_has_the_headers_that_protect_a_browser(self):
        for path in (ASK, "/health", "/nothing", "/metrics"):
            headers = self.server.get(path).headers
            self.assertEqual(headers["x-content-type-options"], "nosniff")
            self.assertIn("content-security-policy", headers)
            self.assertNotIn("access-control-allow-origin", headers)
            self.assertNotIn("libmicrohttpd", str(headers).lower())

    def test_many_requests_share_a_connection(self):
        connection = self.server.connect()
        for path in (ASK, WHOLE, "/nothing", "/health") * 5:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
            self.assertEqual(int(response.headers["Content-Length"]), len(body))
        connection.close()

    def test_requests_sent_at_once_are_answered_in_order(self):
        host = f"Host: 127.0.0.1:{self.server.port}\r\n"
        sent = "".join(
            f"GET {path} HTTP/1.1\r\n{host}\r\n"
            for path in ("/health", "/ready", "/nothing")
        )
        sent += f"GET /health HTTP/1.1\r\n{host}Connection: close\r\n\r\n"
        got = self.server.ask_raw(sent.encode())
        self.assertEqual(
            re.findall(rb"HTTP/1\.1 (\d+)", got), [b"200", b"200", b"404", b"200"]
        )

    def raw_status(self, lines, body=b""):
        head = "\r\n".join(lines) + "\r\n\r\n"
        got = self.server.ask_raw(head.encode("latin-1") + body, shut=True)
        match = re.match(rb"HTTP/1\.[01] (\d+)", got)
        return int(match[1]) if match else None

    def test_a_body_in_chunks_is_taken(self):
        body = json.dumps({"query": "Warranty claims by model"}).encode()
        chunks = b"".join(
            b"%x\r\n%s\r\n" % (len(body[i : i + 7]), body[i : i + 7])
            for i in range(0, len(body), 7)
        )
        status = self.raw_status(
            [
                "POST /api/query HTTP/1.1",
                f"Host: 127.0.0.1:{self.server.port}",
                "Content-Type: application/json",
                "Transfer-Encoding: chunked",
                "Connection: close",
            ],
            chunks + b"0\r\n\r\n",
        )
        self.assertEqual(status, 200)

    def test_what_two_parties_could_read_differently_is_refused(self):
        host = f"Host: 127.0.0.1:{self.server.port}"
        post = ["POST /api/query HTTP/1.1", host, "Content-Type: application/json"]
        for lines in (
            [*post, "Content-Length: 13", "Transfer-Encoding: chunked"],
            [*post, "Content-Length: 13", "Content-Length: 14"],
            [*post, "Content-Length: -1"],
            [*post, "Content-Length: 0x0d"],
            [*post, "Content-Length: 13, 13"],
            [*post, "Transfer-Encoding: chunked, identity"],
            ["GET /health HTTP/1.1", host, "Host: evil.example"],
            ["GET /health HTTP/1.1", host, " folded: line"],
            ["GET /health HTTP/1.1", host, "bad name: x"],
            ["GET /health HTTP/1.1", host, "no colon"],
            ["GET  /health HTTP/1.1", host, "Content-Length: a"],
            ["GET /health HTTP/9.9", host],
            ["GET http://evil.example/health HTTP/1.1", host],
        ):
            with self.subTest(lines=lines):
                status = self.raw_status(lines, b'{"query":"a"}')
                self.assertTrue(status is None or 400 <= status <= 505, status)

    def test_http_1_1_without_a_host_is_refused(self):
        self.assertEqual(self.raw_status(["GET /health HTTP/1.1"]), 400)

    def test_bytes_that_are_no_request_do_no_harm(self):
        for sent in (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100,
            b"\x00" * 1000,
            b"\r\n\r\n\r\n",
            b"GET\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 5000 + b"\r\n",
            b"GET /" + b"a" * 70000,
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ):
            self.server.ask_raw(sent, shut=True)
            self.assertEqual(self.server.get("/health").status, 200)

    def test_who_leaves_in_the_middle_does_no_harm(self):
        for sent in (b"GET /api", b"POST /api/query HTTP/1.1\r\nContent-Length: 9"):
            with socket.create_connection(("127.0.0.1", self.server.port)) as wire:
                wire.sendall(sent)
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", self.server.port)) as wire:
                wire.sendall(
                    f"GET {WHOLE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
                )
        self.assertEqual(self.server.get("/health").status, 200)

    def test_a_head_that_is_too_large_is_refused(self):
        reply = self.server.get("/health", {"X-Long": "a" * 20000})
        self.assertEqual(reply.status, 431)
        reply = self.server.get("/api/query?q=" + "a" * 5000)
        self.is_problem(reply, 414)


class Telling(demo.Case):
    """What the server says of itself."""

    def test_health_and_ready(self):
        self.assertEqual(self.server.get("/health").json, {"status": "alive"})
        ready = self.server.get("/ready")
        self.assertEqual(ready.status, 200)
        self.assertEqual(
            ready.json, {"ready": True, "snapshot": 1, "problem": None}
        )

    def test_status_counts_what_was_asked(self):
        before = self.server.get("/api/status").json["questions"]
        self.server.get(ASK)
        self.server.ask("asdf qwer")
        self.server.ask("top selling models on Mars", as_of=demo.DAY)
        after = self.server.get("/api/status").json
        for name, more in (("asked", 3), ("hit", 1), ("miss", 1), ("clarify", 1)):
            self.assertEqual(after["questions"][name], before[name] + more, name)
        self.assertEqual(after["tokens"]["spent"], 0)
        self.assertEqual(after["status"], "ok")
        self.assertEqual(after["snapshot"]["as_of"], demo.DAY)
        self.assertEqual(len(after["dumps"]), after["snapshot"]["dumps"])

    SAMPLE = re.compile(
        r"^([a-z_:][a-z0-9_:]*)(\{[a-z_]+=\"(?:[^\"\\\n]|\\.)*\""
        r"(?:,[a-z_]+=\"(?:[^\"\\\n]|\\.)*\")*\})? (-?[0-9.e+-]+|\+Inf|NaN)$"
    )

    def samples(self):
        """Prometheus text: each sample's value, by name and labels."""
        reply = self.server.get("/metrics")
        self.assertTrue(reply.headers["content-type"].startswith("text/plain"))
        text = reply.body.decode()
        self.assertTrue(text.endswith("\n"))
        found, typed = {}, {}
        for line in text.splitlines():
            if line.startswith("# TYPE "):
                _, _, name, kind = line.split(" ")
                self.assertNotIn(name, typed)
                typed[name] = kind
            elif not line.startswith("# HELP "):
                match = self.SAMPLE.match(line)
                self.assertIsNotNone(match, line)
                base = re.sub("_(bucket|sum|count)$", "", match[1])
                self.assertTrue(match[1] in typed or typed.get(base) == "histogram")
                key = match[1] + (match[2] or "")
                self.assertNotIn(key, found)
                found[key] = float(match[3])
        return found

    def test_the_metrics_are_prometheus_text_and_count(self):
        before = self.samples()
        self.server.get(ASK)
        self.server.get("/api/query")
        after = self.samples()
        for key, more in (
            ('reckoner_questions_total{outcome="hit"}', 1),
            (
                'reckoner_http_requests_total{method="GET",route="/api/query",'
                'status="4xx"}',
                1,
            ),
        ):
            self.assertEqual(after[key], before.get(key, 0) + more)
        self.assertEqual(after["reckoner_snapshot_number"], 1)
        self.assertEqual(after["reckoner_tokens_total"], 0)

    def test_histograms_grow_towards_their_count(self):
        self.server.get(ASK)
        series = {}
        for key, value in self.samples().items():
            if "_bucket{" in key:
                name = re.sub(r',?le="[^"]*"', "", key)
                series.setdefault(name, []).append(value)
        self.assertGreater(len(series), 0)
        samples = self.samples()
        for name, values in series.items():
            self.assertEqual(values, sorted(values), name)
            total = name.replace("_bucket{", "_count{").replace("{}", "")
            self.assertGreaterEqual(samples[total], values[-1])

    def test_openapi_names_every_route_and_no_other(self):
        told = self.server.get("/openapi.json").json
        self.assertTrue(told["openapi"].startswith("3.1"))
        self.assertEqual(
            {path: set(methods) for path, methods in told["paths"].items()}, ROUTES
        )
        for path, methods in told["paths"].items():
            for method, operation in methods.items():
                self.assertTrue(operation["summary"], path)
                self.assertTrue(operation["responses"], path)
                names = {
                    p["name"]
                    for p in operation.get("parameters", [])
                    if p["in"] == "path"
                }
                self.assertEqual(names, set(re.findall(r"\{(\w+)\}", path)))
                self.assertEqual("requestBody" in operation, method == "post")

    def test_a_reply_is_one_that_openapi_promises(self):
        told = self.server.get("/openapi.json").json["paths"]
        for path, template in (
            (ASK, "/api/query"),
            ("/api/query", "/api/query"),
            (WHOLE, "/api/dumps/{category}/{name}"),
            (f"{WHOLE}x", "/api/dumps/{category}/{name}"),
            (f"{WHOLE}?limit=0", "/api/dumps/{category}/{name}"),
            ("/api/suggestions?limit=0", "/api/suggestions"),
        ):
            status = str(self.server.get(path).status)
            self.assertIn(status, told[template]["get"]["responses"], path)

    def test_every_request_is_one_line_of_json_in_the_log(self):
        self.server.get("/health", {"X-Request-Id": "find-me-1"})
        reckoner.until(lambda: "find-me-1" in self.server.log(), "the log line")
        for line in self.server.log().splitlines():
            json.loads(line)
        (line,) = [x for x in self.server.log().splitlines() if "find-me-1" in x]
        self.assertIn("/health", line)


class Starting(reckoner.Case):
    """Starting, stopping, and what serve refuses."""

    def test_a_port_that_is_taken_is_a_failure_that_says_so(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            made = self.project("CREATE TABLE t(a)")
            made.template("a/b", "SELECT a FROM t")
            result = made.run("serve", "--port", str(port))
            self.assertIn(str(port), self.ends_with(reckoner.FAILED, result).err)

    def test_an_address_for_everyone_needs_a_word_of_consent(self):
        made = self.project("CREATE TABLE t(a)")
        made.template("a/b", "SELECT a FROM t")
        result = made.run("serve", "--port", "0", "--address", "0.0.0.0")
        self.assertIn("allow_remote", result.err)
        self.assertIn(result.code, (reckoner.FAILED, reckoner.USAGE))
        result = made.run("serve", "--port", "0", "--address", "nonsense")
        self.assertIn("nonsense", result.err)
        self.assertIn(result.code, (reckoner.FAILED, reckoner.USAGE))

    def test_a_head_or_a_body_that_takes_too_long_is_cut_off(self):
        made = self.project(
            "CREATE TABLE t(a)",
            reckoner.CONFIG + "  header_timeout_ms: 200\n  request_timeout_ms: 400\n"
            "  idle_timeout_ms: 200\n",
        )
        made.template("a/b", "SELECT a FROM t")
        with made.serve() as server:
            for sent in (
                b"",
                b"GET /health HTTP/1.1\r\nHost: localhost\r\n",
                b"POST /api/query HTTP/1.1\r\nHost: localhost\r\n"
                b"Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{",
            ):
                # Returns when the server closes; ask_raw gives up after 30 s.
                server.ask_raw(sent)
            self.assertEqual(server.get("/health").status, 200)

    def test_more_connections_than_allowed_are_turned_away(self):
        made = self.project(
            "CREATE TABLE t(a)",
            reckoner.CONFIG
            + "  max_connections: 5\n  max_connections_per_address: 5\n",
        )
        made.template("a/b", "SELECT a FROM t")
        with made.serve() as server:
            held = [
                socket.create_connection(("127.0.0.1", server.port), 10)
                for _ in range(12)
            ]
            try:
                for wire in held:
                    wire.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                said = []
                for wire in held:
                    try:
                        said.append(wire.recv(4096)[9:12])
                    except ConnectionResetError:
                        said.append(b"")
                self.assertEqual(said.count(b"200"), 5, said)
                self.assertLessEqual(set(said), {b"200", b"429", b"503", b""})
            finally:
                for wire in held:
                    wire.close()
            reckoner.until(
                lambda: self.is_healthy(server), "room for a new connection"
            )

    def answers_of(self, server, count):
        """What so many connections at once are told, by status."""
        held = [socket.create_connection(("127.0.0.1", server.port), 10)
                for _ in range(count)]
        said = []
        try:
            for wire in held:
                wire.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            for wire in held:
                said.append(wire.recv(4096)[9:12].decode())
        finally:
            for wire in held:
                wire.close()
        return {status: said.count(status) for status in set(said)}

    def test_connections_are_open_files_and_their_limit_is_raised_or_kept_to(self):
        made = self.project("CREATE TABLE t(a)")
        made.template("a/b", "SELECT a FROM t")
        with made.serve(under="ulimit -Sn 100;") as server:
            self.assertEqual(self.answers_of(server, 120), {"200": 120})
            self.assertNotIn("too_few_open_files", server.log())
        with made.serve(under="ulimit -n 200;") as server:
            self.assertEqual(self.answers_of(server, 120), {"200": 100, "503": 20})
            self.assertIn("too_few_open_files", server.log())

    @staticmethod
    def is_healthy(server):
        try:
            return server.get("/health").status == 200
        except OSError:
            return False
