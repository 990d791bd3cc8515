"""What people ask the demo company, and what plain SQL says."""
import json

import demo
import reckoner

QUESTIONS = {
    "What were the top selling models in the Northeast?": (
        "sales_analytics/top_models_by_region",
        {"region": ["Northeast"]},
    ),
    "top selling models northeast": (
        "sales_analytics/top_models_by_region",
        {"region": ["Northeast"]},
    ),
    "Show dealer performance by region": ("sales_analytics/dealer_performance", {}),
    "F&I conversion rates by dealer": (
        "sales_analytics/fni_conversion_by_dealer",
        {},
    ),
    "Show me KPI health scores": ("kpi_monitoring/kpi_health_scores", {}),
    "Which metrics are underperforming?": (
        "kpi_monitoring/underperforming_metrics",
        {},
    ),
    "Variance reports by category": ("kpi_monitoring/variance_by_category", {}),
    "Current inventory levels by plant": ("inventory_management/stock_levels", {}),
    "inventory stock levels": ("inventory_management/stock_levels", {}),
    "Stockout risk analysis": ("inventory_management/stockout_risk", {}),
    "Component availability status": (
        "inventory_management/component_availability",
        {},
    ),
    "CEO weekly summary": ("executive_reports/ceo_weekly_summary", {}),
    "Financial margin analysis": ("executive_reports/margin_analysis", {}),
    "Risk and opportunity matrix": ("executive_reports/risk_opportunity_matrix", {}),
    "Warranty claims by model": ("warranty_analysis/claims_by_model", {}),
    "Components with repeat repairs": ("warranty_analysis/repeat_repairs", {}),
    "Failure pattern analysis": ("warranty_analysis/failure_patterns", {}),
}

NEVER_HIT = (
    "What is the weather in Boston?",
    "top selling models on Mars",
    "delete all dealers",
    "warranty claims in the year 1950",
    "asdf qwer",
    "",
)

LAST_7_DAYS = ("2026-11-13", "2026-11-20")


class DemoQuestions(demo.Case):
    """Every question of the list, over HTTP and at the shell."""

    def ask(self, question, **more):
        return self.server.ask(question, as_of=demo.DAY, **more)

    def test_every_question_hits_its_dump_without_a_token(self):
        for question, (name, entities) in QUESTIONS.items():
            with self.subTest(question=question):
                answer = self.ask(question)
                self.assertEqual(answer["status"], "hit")
                self.assertEqual(answer["route"]["id"], name)
                self.assertEqual(answer["route"]["entities"], entities)
                self.assertEqual(answer["usage"], {"tokens": 0})
                self.assertEqual(answer["query"], question)
                self.assertGreater(answer["route"]["confidence"], 0.5)
                self.assertTrue(answer["answer"])

    def test_the_rows_are_those_of_sqlite(self):
        for question, (name, entities) in QUESTIONS.items():
            with self.subTest(question=question):
                expected = [
                    row
                    for row in self.demo.template_rows(name)
                    if all(row[c] in values for c, values in entities.items())
                ]
                self.assertGreater(len(expected), 0)
                result = self.ask(question)["result"]
                self.assertEqual(result["data"], expected)
                self.assertEqual(result["metadata"]["row_count"], len(expected))
                self.assertEqual(
                    [column["name"] for column in result["columns"]],
                    list(expected[0]),
                )

    def test_the_shell_answers_with_the_same_bytes(self):
        for question in QUESTIONS:
            with self.subTest(question=question):
                told = self.demo.run("ask", question, "--as-of", demo.DAY, "--json")
                reply = self.server.get("/api/query", q=question, as_of=demo.DAY)
                self.assertEqual(told.code, 0)
                self.assertEqual(told.raw.rstrip(b"\n"), reply.body.rstrip(b"\n"))

    def test_every_answer_says_where_it_comes_from(self):
        manifest = {d["id"]: d for d in self.demo.manifest()["dumps"]}
        for question, (name, _) in QUESTIONS.items():
            with self.subTest(question=question):
                answer = self.ask(question)
                entry = manifest[name]
                self.assertEqual(answer["receipt"]["snapshot"], 1)
                self.assertEqual(
                    answer["receipt"]["content_hash"], entry["object"]["hash"]
                )
                self.assertEqual(
                    answer["receipt"]["template_hash"], entry["template_hash"]
                )
                self.assertEqual(answer["freshness"]["as_of"], demo.DAY)
                self.assertIsNone(answer["freshness"]["error"])
                statement = (
                    (self.demo.folder / "queries" / f"{name}.sql")
                    .read_text(encoding="utf-8")
                    .split("---*/\n", 1)[1]
                )
                self.assertEqual(
                    answer["result"]["metadata"]["sql"].strip(), statement.strip()
                )

    # Worked out without the template's own SQL

    def test_top_models_of_the_northeast_counted_by_hand(self):
        units, revenue = {}, {}
        for row in self.demo.rows(
            "SELECT models.name AS model, price FROM sales, dealers, regions, models"
            " WHERE dealers.id = dealer_id AND regions.id = region_id"
            " AND models.id = model_id AND regions.name = 'Northeast'"
            " AND sold_on BETWEEN '2026-11-13' AND '2026-11-19'"
        ):
            units[row["model"]] = units.get(row["model"], 0) + 1
            revenue[row["model"]] = revenue.get(row["model"], 0) + row["price"]
        answer = self.ask("top selling models northeast")
        data = answer["result"]["data"]
        self.assertEqual({row["model"]: row["units"] for row in data}, units)
        self.assertEqual({row["model"]: row["revenue"] for row in data}, revenue)
        best = max(units, key=units.get)
        self.assertIn(f"{best} leads", answer["answer"])
        self.assertIn(str(units[best]), answer["answer"])
        told = {i["kind"]: i["text"] for i in answer["result"]["insights"]}
        self.assertIn(str(sum(units.values())), told["total"])

    def test_warranty_claims_by_model_counted_by_hand(self):
        claims = {}
        for row in self.demo.rows(
            "SELECT name, COUNT(*) AS n, SUM(cost) AS cost FROM warranty_claims"
            " JOIN models ON models.id = model_id"
            " WHERE claimed_on BETWEEN '2026-08-22' AND '2026-11-19' GROUP BY name"
        ):
            claims[row["name"]] = (row["n"], row["cost"])
        data = self.ask("Warranty claims by model")["result"]["data"]
        self.assertEqual(
            {row["model"]: (row["claims"], row["cost"]) for row in data}, claims
        )
        counts = [row["claims"] for row in data]
        self.assertEqual(counts, sorted(counts, reverse=True))

    def test_stock_levels_read_by_hand(self):
        data = self.ask("Current inventory levels by plant")["result"]["data"]
        self.assertEqual(
            {(row["plant"], row["model"], row["on_hand"]) for row in data},
            {
                tuple(row.values())
                for row in self.demo.rows(
                    "SELECT plants.name AS p, models.name AS m, on_hand"
                    " FROM vehicle_stock, plants, models WHERE as_of = ?"
                    " AND plants.id = plant_id AND models.id = model_id",
                    demo.LAST_DAY,
                )
            },
        )

    # A part of a dump

    def test_a_named_value_filters_and_a_number_limits(self):
        whole = self.demo.template_rows("sales_analytics/top_models_by_region")
        for question, region, limit in (
            ("top 3 selling models in the Midwest", "Midwest", 3),
            ("top 5 selling models in the southeast", "Southeast", 5),
        ):
            answer = self.ask(question)
            self.assertEqual(answer["status"], "hit", answer)
            self.assertEqual(answer["route"]["limit"], limit)
            rows = [row for row in whole if row["region"] == region]
            self.assertEqual(answer["result"]["data"], rows[:limit])

    def test_two_named_values_filter_together(self):
        answer = self.ask("top selling models in the Northeast and the Midwest")
        if answer["status"] == "hit":
            self.assertEqual(
                answer["result"]["data"],
                [
                    row
                    for row in self.demo.template_rows(
                        "sales_analytics/top_models_by_region"
                    )
                    if row["region"] in ("Northeast", "Midwest")
                ],
            )

    def test_a_follow_up_keeps_what_was_understood(self):
        first = self.ask("top selling models northeast")
        again = self.ask("and in the Midwest?", context=first["context"])
        self.assertEqual(again["status"], "hit", again)
        self.assertEqual(
            again["route"]["id"], "sales_analytics/top_models_by_region"
        )
        self.assertEqual(
            again["result"]["data"],
            [
                row
                for row in self.demo.template_rows(
                    "sales_analytics/top_models_by_region"
                )
                if row["region"] == "Midwest"
            ],
        )
        self.assertEqual(again["route"]["entities"], {"region": ["Midwest"]})
        without = self.ask("and in the Midwest?")
        self.assertNotEqual(without["status"], "hit")

    def test_a_context_that_is_nonsense_does_no_harm(self):
        for context in (
            "nonsense",
            "a/b?c=d",
            "sales_analytics/top_models_by_region?region=Mars",
            "sales_analytics/top_models_by_region?nothing=1&&&===",
            "?" * 5000,
            "../../etc/passwd",
            "\U0001f697",
        ):
            body = {"query": "and in the Midwest?", "context": context}
            reply = self.server.post("/api/query", body)
            self.assertIn(reply.status, (200, 400), context)
            if reply.status == 200:
                self.assertIn(reply.json["status"], ("miss", "clarify"), context)

    # What must not be answered

    def test_what_no_dump_covers_never_hits(self):
        for question in NEVER_HIT:
            with self.subTest(question=question):
                answer = self.ask(question)
                self.assertIn(answer["status"], ("miss", "clarify"))
                self.assertIsNone(answer["answer"])
                self.assertTrue(answer["reason"])
                self.assertEqual(answer["usage"], {"tokens": 0})
                self.assertNotIn("result", answer)

    def test_a_value_period_or_direction_that_is_not_covered_never_hits(self):
        for question in (
            "top selling models in Atlantis",
            "top selling models in the Northeast in 1999",
            "top selling models in the Northeast last year",
            "top selling models not in the whole world",
            "top selling models by salesperson",
            "average age of top selling model buyers",
            "warranty claims by astronaut",
        ):
            with self.subTest(question=question):
                self.assertNotEqual(self.ask(question)["status"], "hit")

    def test_a_thing_that_no_dump_knows_is_not_answered_with_another(self):
        for question in (
            "What were the top selling motorcycles in the Northeast?",
            "Which penguins are underperforming?",
            "Financial margin recipes",
        ):
            with self.subTest(question=question):
                self.assertNotEqual(self.ask(question)["status"], "hit")

    def test_a_choice_leads_to_the_answer_it_promises(self):
        answer = self.ask("top selling models on Mars")
        self.assertEqual(answer["status"], "clarify")
        for choice in answer["choices"]:
            told = self.ask(choice["question"])
            self.assertEqual(told["status"], "hit", choice)
            self.assertEqual(told["route"]["id"], choice["id"])

    def test_every_question_a_template_names_hits_that_template(self):
        capable = self.server.get("/api/capabilities").json
        asked = [
            (question, template["id"])
            for category in capable["categories"]
            for template in category["templates"]
            for question in template["questions"]
        ]
        self.assertGreater(len(asked), 200)
        wrong = []
        for start in range(0, len(asked), 100):
            part = asked[start : start + 100]
            reply = self.server.post(
                "/api/batch",
                {"queries": [{"query": q, "as_of": demo.DAY} for q, _ in part]},
            )
            for (question, name), answer in zip(part, reply.json["answers"]):
                found = answer.get("route", {}).get("id")
                if answer["status"] != "hit" or found != name:
                    wrong.append((question, name, answer["status"], found))
        self.assertEqual(wrong, [])

    def test_no_near_miss_that_a_template_names_hits_that_template(self):
        wrong = []
        for path in sorted((reckoner.ROOT / "queries").glob("*/*.sql")):
            header = path.read_text(encoding="utf-8").split("---*/")[0]
            name = f"{path.parent.name}/{path.stem}"
            if "not_questions:\n" not in header:
                continue
            for line in header.split("not_questions:\n")[1].splitlines():
                if not line.startswith("  - "):
                    break
                question = line.removeprefix("  - ").strip().strip('"')
                answer = self.ask(question)
                if answer.get("route", {}).get("id") == name:
                    wrong.append((question, name))
        self.assertEqual(wrong, [])

    # Odd bytes

    def test_a_question_of_100_kilobytes_is_refused_or_missed(self):
        for text in ("x" * 100000, "top selling models " * 5300):
            reply = self.server.post("/api/query", {"query": text})
            self.assertIn(reply.status, (200, 413), reply)
            if reply.status == 200:
                self.assertEqual(reply.json["status"], "miss")
            reply = self.server.get("/api/query", q=text)
            self.assertIn(reply.status, (414, 431), reply)

    def test_a_long_question_that_fits_is_a_miss_with_a_reason(self):
        reply = self.server.post("/api/query", {"query": "top models " * 5000})
        self.assertEqual(reply.json["status"], "miss")
        self.assertTrue(reply.json["reason"])
        self.assertLess(len(reply.body), 10000)

    def test_bytes_that_are_no_text_are_refused(self):
        for path in (
            "/api/query?q=%00%00%00",
            "/api/query?q=%FF%FE",
            "/api/query?q=%C0%AF",
            "/api/query?q=%ED%A0%80",
            "/api/query?q=%zz",
            "/api/query?q=%4",
        ):
            self.is_problem(self.server.get(path), 400)
        for body in (
            b'{"query":"\x00\x00"}',
            b'{"query":"\\u0000"}',
            b'{"query":"\xff\xfe"}',
            b'{"query":"\xc0\xaf"}',
            b'{"query":"\xed\xa0\x80"}',
            b'{"query":"\\ud83d"}',
        ):
            self.is_problem(self.server.post("/api/query", body), 400)

    def test_text_of_any_script_is_answered(self):
        for question in (
            "🚗" * 300,
            "שלום",
            "\u202e\u202c",
            "e\u0301" * 500,
            "%s%n%x",
            "' OR 1=1; --",
            "<script>alert(1)</script>",
            "\\u0000",
            '"' * 1000,
            "\u0085\u2028\ufeff",
            "a" * 8000,
        ):
            reply = self.server.post("/api/query", {"query": question})
            self.assertEqual(reply.status, 200, question)
            self.assertIn(reply.json["status"], ("miss", "clarify"), question)
            self.assertTrue(question.startswith(reply.json["query"]))
            self.assertNotIn(b"</script", reply.body)

    def test_capitals_spaces_and_marks_do_not_matter(self):
        expected = self.ask("Warranty claims by model")["result"]
        for question in (
            "WARRANTY CLAIMS BY MODEL",
            "  warranty   claims by model ?? ",
            "Please show me warranty claims by model!",
            "warranty claims, by model",
        ):
            answer = self.ask(question)
            self.assertEqual(answer["status"], "hit", question)
            self.assertEqual(answer["result"], expected, question)

    def test_yesterday_s_asker_and_today_s_differ_in_what_today_means(self):
        sure = self.server.ask("units sold in the last 7 days per region", as_of=demo.DAY)
        late = self.server.ask(
            "units sold in the last 7 days per region", as_of="2026-12-24"
        )
        self.assertNotEqual(late["status"], "hit", json.dumps(late)[:500])
        self.assertIn(sure["status"], ("hit", "clarify", "miss"))
