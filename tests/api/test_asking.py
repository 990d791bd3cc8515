"""GET and POST /api/query, /api/batch, /api/suggestions, /api/capabilities."""
import json

import demo

TOP = "top selling models northeast"
TOP_ID = "sales_analytics/top_models_by_region"


class Asking(demo.Case):
    """One question."""

    def test_get_and_post_give_the_same_body(self):
        for question in (TOP, "Warranty claims by model", "delete all dealers", ""):
            got = self.server.get("/api/query", q=question, as_of=demo.DAY)
            posted = self.server.post(
                "/api/query", {"query": question, "as_of": demo.DAY}
            )
            self.assertEqual((got.status, posted.status), (200, 200))
            self.assertEqual(got.body, posted.body)
            self.assertEqual(got.headers["content-type"], "application/json")
            self.assertEqual(posted.headers["content-type"], "application/json")

    def test_the_same_question_gets_the_same_bytes_twice(self):
        for question in (TOP, "Warranty claims by model", "asdf qwer"):
            replies = [
                self.server.get("/api/query", q=question, as_of=demo.DAY)
                for _ in range(3)
            ]
            self.assertEqual(len({reply.body for reply in replies}), 1)
            self.assertEqual(len({reply.headers["etag"] for reply in replies}), 1)

    def test_the_question_may_be_percent_encoded_in_any_way(self):
        plain = self.server.get("/api/query?q=top+selling+models+northeast")
        for path in (
            "/api/query?q=top%20selling%20models%20northeast",
            "/api/query?q=%74op%20selling+models%20northeast",
            "/api/query?as_of=2026-11-20&q=top+selling+models+northeast",
        ):
            reply = self.server.get(path)
            self.assertEqual(reply.json["result"], plain.json["result"])

    def test_a_percent_sign_in_the_question_is_one(self):
        reply = self.server.get("/api/query?q=100%25+%26+more+%2B+%3D")
        self.assertEqual(reply.json["query"], "100% & more + =")

    def test_an_explanation_is_only_given_when_it_is_asked_for(self):
        plain = self.server.ask(TOP, as_of=demo.DAY)
        self.assertNotIn("explain", plain)
        explained = self.server.ask(TOP, as_of=demo.DAY, explain="1")
        self.assertTrue(explained.pop("explain")["words"])
        self.assertEqual(explained, plain)
        posted = self.server.post(
            "/api/query", {"query": TOP, "as_of": demo.DAY, "explain": True}
        ).json
        self.assertTrue(posted.pop("explain")["decision"])
        self.assertEqual(posted, plain)

    def test_a_wrong_parameter_is_a_problem_that_names_it(self):
        for path, named, code in (
            ("/api/query", "q", "bad_parameter"),
            ("/api/query?q=a&q=b", "q", "bad_parameter"),
            ("/api/query?q=a&as_of=tomorrow", "as_of", "bad_parameter"),
            ("/api/query?q=a&as_of=2026-02-30", "as_of", None),
            ("/api/query?q=a&contxt=b", "contxt", "unknown_parameter"),
            ("/api/query?Q=a", "q", None),
        ):
            problem = self.is_problem(self.server.get(path), 400, code)
            self.assertIn(named, problem["detail"], path)
        problem = self.server.get("/api/query?q=a&contxt=b").json
        self.assertEqual(problem["did_you_mean"], ["context"])

    def test_a_wrong_body_is_a_problem_that_says_why(self):
        deep = b'{"query":' + b"[" * 5000 + b"]" * 5000 + b"}"
        for body, said in (
            (b"", "JSON"),
            (b"{", "JSON"),
            (b'{"query":"a"', "JSON"),
            (b'{"query":"a",}', "JSON"),
            (b'{"query":"a"} {}', "JSON"),
            (b"{'query':'a'}", "JSON"),
            (b'{"query":NaN}', "JSON"),
            (b'{"query":"a","query":"b"}', "twice"),
            (b'{"query":"a","quer\\u0079":"b"}', "twice"),
            (b'{"query":"\\u0000"}', "NUL"),
            (b'{"query":"\\udead"}', "surrogate"),
            (b'{"query":"a\nb"}', "JSON"),
            (deep, "deep"),
            (b"{}", "query"),
            (b"[]", "object"),
            (b"null", "object"),
            (b"5", "object"),
            (b'{"query":1}', "string"),
            (b'{"query":null}', "string"),
            (b'{"query":["a"]}', "string"),
            (b'{"query":"a","context":5}', "string"),
            (b'{"query":"a","as_of":20261120}', "string"),
            (b'{"query":"a","as_of":9007199254740993}', None),
            (b'{"query":"a","as_of":1e999}', None),
            (b'{"query":"a","as_of":"20.11.2026"}', "day"),
            (b'{"query":"a","explain":"yes"}', "true or false"),
            (b'{"query":"a","limit":5}', "limit"),
            (b'{"Query":"a"}', "Query"),
            ('{"query":"a"}'.encode("utf-16"), None),
        ):
            with self.subTest(body=body[:60]):
                reply = self.server.post("/api/query", body)
                problem = self.is_problem(reply, 400)
                if said:
                    self.assertIn(said, problem["detail"])

    def test_a_body_must_say_that_it_is_json(self):
        body = json.dumps({"query": TOP}).encode()
        for kind in ("text/plain", "application/x-www-form-urlencoded", "", "json"):
            reply = self.server.request(
                "POST", "/api/query", body, {"Content-Type": kind}
            )
            self.is_problem(reply, 415)
        for kind in ("application/json; charset=utf-8", "Application/JSON"):
            reply = self.server.request(
                "POST", "/api/query", body, {"Content-Type": kind}
            )
            self.assertEqual(reply.status, 200, kind)

    def test_the_largest_body_is_taken_and_one_byte_more_is_not(self):
        start, end = b'{"query":"', b'"}'
        room = 65536 - len(start) - len(end)
        reply = self.server.post("/api/query", start + b"a" * room + end)
        self.assertEqual(reply.status, 200)
        reply = self.server.post("/api/query", start + b"a" * (room + 1) + end)
        self.is_problem(reply, 413)


class Batches(demo.Case):
    """Many questions in one request."""

    def test_each_answer_is_what_the_question_alone_would_get(self):
        questions = [TOP, "Warranty claims by model", "asdf qwer", ""]
        queries = [{"query": q, "as_of": demo.DAY} for q in questions]
        reply = self.server.post("/api/batch", {"queries": queries})
        answers = reply.json["answers"]
        self.assertEqual(
            answers, [self.server.ask(q, as_of=demo.DAY) for q in questions]
        )

    def test_a_bad_question_fails_alone(self):
        reply = self.server.post(
            "/api/batch",
            {
                "queries": [
                    {"query": TOP, "as_of": demo.DAY},
                    {"quer": "a"},
                    5,
                    None,
                    [],
                    {"query": 1},
                    {"query": TOP, "as_of": "someday"},
                    {"query": "Warranty claims by model", "as_of": demo.DAY},
                ]
            },
        )
        self.assertEqual(reply.status, 200)
        answers = reply.json["answers"]
        self.assertEqual(
            [answer["status"] for answer in answers],
            ["hit"] + ["error"] * 6 + ["hit"],
        )
        for answer in answers[1:-1]:
            self.assertTrue(answer["error"])

    def test_no_questions_are_no_answers(self):
        reply = self.server.post("/api/batch", {"queries": []})
        self.assertEqual(reply.json, {"answers": []})

    def test_a_batch_of_100_is_answered_and_of_101_is_not(self):
        reply = self.server.post("/api/batch", {"queries": [TOP] * 100})
        self.assertEqual(len(reply.json["answers"]), 100)
        self.assertEqual({a["status"] for a in reply.json["answers"]}, {"hit"})
        reply = self.server.post("/api/batch", {"queries": [TOP] * 101})
        self.assertIn(reply.status, (400, 413, 429))
        self.assertIn("100", self.is_problem(reply, reply.status)["detail"])

    def test_another_shape_is_a_problem(self):
        for body in (
            {},
            [],
            {"queries": "a"},
            {"queries": {"query": "a"}},
            {"queries": [], "more": 1},
            {"query": "a"},
        ):
            self.is_problem(self.server.post("/api/batch", body), 400)

    def test_a_batch_cannot_be_got(self):
        reply = self.server.get("/api/batch")
        self.is_problem(reply, 405)
        self.assertIn("POST", reply.headers["allow"])


class Finding(demo.Case):
    """What can be asked."""

    def test_suggestions_are_questions_that_hit(self):
        for typed in ("top", "warr", "stock", "", "kpi h"):
            found = self.server.get("/api/suggestions", q=typed).json["suggestions"]
            self.assertGreater(len(found), 0, typed)
            self.assertLessEqual(len(found), 8)
            for suggestion in found:
                answer = self.server.ask(suggestion["question"], as_of=demo.DAY)
                self.assertEqual(answer["status"], "hit", suggestion)
                self.assertEqual(answer["route"]["id"], suggestion["id"])

    def test_the_best_suggestion_is_about_what_was_typed(self):
        for typed, name in (
            ("top selling mod", TOP_ID),
            ("repeat rep", "warranty_analysis/repeat_repairs"),
            ("ceo w", "executive_reports/ceo_weekly_summary"),
        ):
            found = self.server.get("/api/suggestions", q=typed).json["suggestions"]
            self.assertEqual(found[0]["id"], name, typed)

    def test_as_many_suggestions_as_were_asked_for(self):
        for limit in (1, 3, 50):
            reply = self.server.get("/api/suggestions", q="", limit=limit)
            self.assertEqual(len(reply.json["suggestions"]), limit)
        for limit in ("0", "51", "-1", "many", "", "1e1", "99999999999999999999"):
            self.is_problem(
                self.server.get("/api/suggestions", q="top", limit=limit), 400
            )

    def test_odd_letters_are_no_trouble_for_suggestions(self):
        for typed in ("🚗", "\u202e", "x" * 1000, "%", "'", "\\", "é"):
            reply = self.server.get("/api/suggestions", q=typed)
            self.assertEqual(reply.status, 200)
            self.assertIsInstance(reply.json["suggestions"], list)

    def test_capabilities_name_every_template_and_its_columns(self):
        told = self.server.get("/api/capabilities").json
        templates = {
            t["id"]: t for c in told["categories"] for t in c["templates"]
        }
        files = {
            f"{path.parent.name}/{path.stem}"
            for path in (self.demo.folder / "queries").glob("*/*.sql")
        }
        self.assertEqual(set(templates), files)
        self.assertEqual(
            templates[TOP_ID]["columns"], ["region", "model", "units", "revenue"]
        )
        self.assertIn(TOP, templates[TOP_ID]["questions"])
        self.assertEqual(templates[TOP_ID]["period"], "last 7 days")
        regions = {r["name"] for r in self.demo.rows("SELECT name FROM regions")}
        self.assertLessEqual(regions, set(told["entities"]["region"]["values"]))
        notes = {
            (path.parent.name, path.stem)
            for path in (self.demo.folder / "queries").glob("*/*.md")
        }
        self.assertEqual({(n["category"], n["name"]) for n in told["notes"]}, notes)

    def test_parameters_that_a_route_does_not_have_are_refused(self):
        for path in ("/api/capabilities?q=1", "/api/status?x", "/health?a=b"):
            self.is_problem(self.server.get(path), 400, "unknown_parameter")
