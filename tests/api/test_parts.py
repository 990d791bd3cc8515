"""The question's own words choose what part of a dump is shown: whatever is
shown must be what SQL selects for those words."""
import unittest

import demo

TOP = "sales_analytics/top_models_by_region"
DEALERS = "sales_analytics/dealer_performance"
MONTHS = "sales_analytics/revenue_by_month"


class Parts(demo.Case):
    """Filters, orders, numbers and spans, in words."""

    def hit(self, question, name):
        answer = self.server.ask(question, as_of=demo.DAY)
        self.assertEqual(answer["status"], "hit", (question, answer))
        self.assertEqual(answer["route"]["id"], name)
        return answer

    def rows(self, name, keep=lambda row: True):
        return [row for row in self.demo.template_rows(name) if keep(row)]

    def shows(self, question, name, rows, by=None):
        """The answer shows these rows; in this order by that column, in which
        ties may stand either way."""
        data = self.hit(question, name)["result"]["data"]
        if by:
            self.assertEqual(
                [row[by] for row in data], [row[by] for row in rows], question
            )
            return
        self.assertEqual(data, rows, question)

    def test_a_region_and_a_number(self):
        midwest = self.rows(DEALERS, lambda r: r["region"] == "Midwest")
        self.shows("top 3 dealers by revenue in the Midwest", DEALERS, midwest[:3])
        west = self.rows(DEALERS, lambda r: r["region"] == "West")
        self.shows("top 5 dealers by revenue in the West", DEALERS, west[:5])

    def test_worst_reads_the_order_backwards(self):
        for question, region in (
            ("worst selling models in the northeast", "Northeast"),
            ("which models sell worst in the Midwest", "Midwest"),
        ):
            rows = self.rows(TOP, lambda r, region=region: r["region"] == region)
            rows.sort(key=lambda row: row["units"])
            self.shows(question, TOP, rows, by="units")
            self.assertIn(
                str(rows[0]["units"]), self.hit(question, TOP)["answer"]
            )

    def test_another_measure_orders_by_it(self):
        rows = self.rows(DEALERS)
        rows.sort(key=lambda row: row["gross_profit"])
        self.shows(
            "bottom 5 dealers by gross profit", DEALERS, rows[:5], by="gross_profit"
        )
        rows = self.rows(TOP, lambda r: r["region"] == "Northeast")
        rows.sort(key=lambda row: -row["revenue"])
        self.shows(
            "top selling models in the northeast by revenue", TOP, rows, by="revenue"
        )

    def test_excluding_a_value_shows_the_others(self):
        self.shows(
            "dealer performance excluding the Midwest",
            DEALERS,
            self.rows(DEALERS, lambda r: r["region"] != "Midwest"),
        )

    def test_two_values_show_both(self):
        dealers = ("Empire Auto Group", "Motor City Cars")
        self.shows(
            f"Show dealer performance for {dealers[0]} and {dealers[1]}",
            DEALERS,
            self.rows(DEALERS, lambda r: r["dealer"] in dealers),
        )

    def test_one_typing_error_is_forgiven_and_told(self):
        question = "top selling models in the Nrotheast"
        self.shows(
            question, TOP, self.rows(TOP, lambda r: r["region"] == "Northeast")
        )
        told = self.hit(question, TOP)["route"]["entities"]
        self.assertEqual(told, {"region": ["Northeast"]})

    def test_a_month_is_a_span_of_the_rows(self):
        (row,) = self.demo.rows(
            "SELECT COUNT(*) AS units, SUM(price) AS revenue FROM sales"
            " WHERE sold_on BETWEEN '2026-03-01' AND '2026-03-31'"
        )
        for question in ("revenue in March", "revenue in March 2026"):
            answer = self.hit(question, MONTHS)
            (shown,) = answer["result"]["data"]
            self.assertEqual(
                (shown["units"], shown["revenue"]), (row["units"], row["revenue"])
            )
            self.assertEqual(
                answer["route"]["span"], {"from": "2026-03-01", "until": "2026-04-01"}
            )
            self.assertIn(f"{row['revenue']:,}", answer["answer"])

    def test_last_month_is_the_month_before_the_asker_s_day(self):
        answer = self.hit("revenue last month", MONTHS)
        (row,) = self.demo.rows(
            "SELECT SUM(price) AS revenue FROM sales"
            " WHERE sold_on BETWEEN '2026-10-01' AND '2026-10-31'"
        )
        self.assertEqual(
            [r["revenue"] for r in answer["result"]["data"]], [row["revenue"]]
        )
        later = self.server.ask("revenue last month", as_of="2027-02-10")
        self.assertNotEqual(later["status"], "hit")

    def test_the_named_period_of_a_dump_is_a_hit_and_another_is_not(self):
        name = "warranty_analysis/claims_by_model"
        self.shows("warranty claims by model last 90 days", name, self.rows(name))
        for period in ("yesterday", "last 30 days", "in 2024", "since Monday"):
            answer = self.server.ask(
                f"warranty claims by model {period}", as_of=demo.DAY
            )
            self.assertNotEqual(answer["status"], "hit", period)

    def test_a_part_that_is_a_whole_dump_has_all_its_rows(self):
        for question in ("dealer performance", "Show dealer performance by region"):
            self.shows(question, DEALERS, self.rows(DEALERS))

    def test_only_the_top_3_continues_what_was_asked(self):
        first = self.hit("top selling models northeast", TOP)
        again = self.server.ask(
            "only the top 3", as_of=demo.DAY, context=first["context"]
        )
        self.assertEqual(again["status"], "hit", again)
        northeast = self.rows(TOP, lambda r: r["region"] == "Northeast")
        self.assertEqual(again["result"]["data"], northeast[:3])
        third = self.server.ask(
            "and in the Midwest?", as_of=demo.DAY, context=again["context"]
        )
        self.assertEqual(third["status"], "hit", third)
        self.assertEqual(
            {row["region"] for row in third["result"]["data"]}, {"Midwest"}
        )

    def test_the_second_is_not_answered_with_the_first(self):
        answer = self.server.ask(
            "the 2nd best selling model in the northeast", as_of=demo.DAY
        )
        best = self.rows(TOP, lambda r: r["region"] == "Northeast")[0]["model"]
        if answer["status"] == "hit":
            self.assertNotIn(f"{best} leads", answer["answer"])

    def test_whatever_hits_shows_rows_that_its_words_allow(self):
        regions = [r["name"] for r in self.demo.rows("SELECT name FROM regions")]
        models = [r["name"] for r in self.demo.rows("SELECT name FROM models")]
        forms = (
            ("top selling models in the {region}", ("region",)),
            ("best selling cars in {region}", ("region",)),
            ("how many {model} were sold in the {region}", ("region", "model")),
            ("{model} sales in {region} in the last 7 days", ("region", "model")),
            ("warranty claims of {model}", ("model",)),
            ("stock of {model}", ("model",)),
            ("dealers in the {region} by units", ("region",)),
        )
        hits = 0
        queries = [
            (form.format(region=region, model=model), names, region, model)
            for form, names in forms
            for region in regions
            for model in models[:6]
        ]
        for start in range(0, len(queries), 100):
            part = queries[start : start + 100]
            answers = self.server.post(
                "/api/batch",
                {"queries": [{"query": q[0], "as_of": demo.DAY} for q in part]},
            ).json["answers"]
            for (question, names, region, model), answer in zip(part, answers):
                if answer["status"] != "hit":
                    continue
                hits += 1
                for row in answer["result"]["data"]:
                    if "region" in names:
                        self.assertEqual(row.get("region"), region, question)
                    if "model" in names:
                        self.assertEqual(row.get("model"), model, question)
        self.assertGreater(hits, 50)
