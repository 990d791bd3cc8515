"""GET /api/dumps and one dump: whole or a part, as JSON and as CSV."""
import csv
import io
import re
import sqlite3

import demo

TOP = "sales_analytics/top_models_by_region"
DEALERS = "sales_analytics/dealer_performance"


class Dumps(demo.Case):
    """Parts of dumps equal what SQLite selects."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.server:
            cls.all_rows = cls.demo.template_rows(TOP)

    def part(self, query, name=TOP):
        reply = self.server.get(f"/api/dumps/{name}", **query)
        self.assertEqual(reply.status, 200, reply)
        return reply.json["result"]["data"]

    def test_the_list_says_of_each_what_it_is(self):
        listed = self.server.get("/api/dumps").json
        manifest = self.demo.manifest()
        self.assertEqual(listed["snapshot"], manifest["number"])
        self.assertEqual(listed["as_of"], demo.DAY)
        self.assertEqual(
            [(d["id"], d["row_count"], d["complete"]) for d in listed["dumps"]],
            [(d["id"], d["row_count"], d["complete"]) for d in manifest["dumps"]],
        )
        self.assertEqual(listed["failed"], [])
        for dump in listed["dumps"]:
            self.assertEqual(dump["id"].split("/")[0], dump["category"])
            self.assertEqual(dump["freshness"]["as_of"], demo.DAY)

    def test_every_dump_equals_its_sql(self):
        compared = 0
        for dump in self.server.get("/api/dumps").json["dumps"]:
            try:
                expected = self.demo.template_rows(dump["id"])
            except KeyError:
                continue  # a period that was not worked out by hand
            reply = self.server.get(f"/api/dumps/{dump['id']}").json
            self.assertEqual(reply["result"]["data"], expected, dump["id"])
            self.assertEqual(reply["id"], dump["id"])
            self.assertEqual(
                reply["receipt"]["content_hash"], dump["content_hash"]
            )
            compared += 1
        self.assertGreater(compared, 35)

    def test_json_with_or_without_its_ending_is_the_same(self):
        plain = self.server.get(f"/api/dumps/{TOP}")
        named = self.server.get(f"/api/dumps/{TOP}.json")
        self.assertEqual(plain.body, named.body)

    def test_a_value_filters(self):
        for region in ("Northeast", "West", "Atlantis", "", "northeast'--"):
            self.assertEqual(
                self.part({"where.region": region}),
                [row for row in self.all_rows if row["region"] == region],
            )

    def test_two_values_of_a_column_are_either(self):
        self.assertEqual(
            self.part({"where.region": ["Northeast", "West"]}),
            [r for r in self.all_rows if r["region"] in ("Northeast", "West")],
        )

    def test_two_columns_are_both(self):
        self.assertEqual(
            self.part({"where.region": "West", "where.model": "Ion 4"}),
            [
                row
                for row in self.all_rows
                if (row["region"], row["model"]) == ("West", "Ion 4")
            ],
        )

    def test_a_number_filters_too(self):
        units = self.all_rows[0]["units"]
        self.assertEqual(
            self.part({"where.units": units}),
            [row for row in self.all_rows if row["units"] == units],
        )

    def test_rows_are_ordered_by_any_column_in_both_directions(self):
        for column in ("region", "model", "units", "revenue"):
            upwards = sorted(self.all_rows, key=lambda row: row[column])
            downwards = sorted(
                self.all_rows, key=lambda row: row[column], reverse=True
            )
            for order, expected in (
                (column, upwards),
                (f"-{column}", downwards),
                (f"{column} desc", downwards),
                (f"{column} asc", upwards),
            ):
                found = self.part({"order": order})
                self.assertEqual(
                    [row[column] for row in found],
                    [row[column] for row in expected],
                    order,
                )
                self.assertCountEqual(
                    [tuple(row.values()) for row in found],
                    [tuple(row.values()) for row in expected],
                )

    def test_filter_order_and_limit_together_equal_sql(self):
        found = self.part(
            {"where.region": "Midwest", "order": "-revenue", "limit": 5}
        )
        expected = self.demo.rows(
            "SELECT r.name AS region, m.name AS model, COUNT(*) AS units,"
            " SUM(price) AS revenue FROM sales s JOIN dealers d ON d.id = dealer_id"
            " JOIN regions r ON r.id = region_id JOIN models m ON m.id = model_id"
            " WHERE sold_on BETWEEN '2026-11-13' AND '2026-11-19'"
            " AND r.name = 'Midwest' GROUP BY 2 ORDER BY revenue DESC LIMIT 5"
        )
        self.assertEqual(found, expected)

    def test_what_is_said_of_a_part_speaks_of_the_part(self):
        reply = self.server.get(
            f"/api/dumps/{TOP}", **{"where.region": "Midwest", "limit": 2}
        ).json["result"]
        rows = [row for row in self.all_rows if row["region"] == "Midwest"]
        self.assertEqual(reply["metadata"]["row_count"], 2)
        self.assertEqual(reply["metadata"]["matching_rows"], len(rows))
        self.assertEqual(reply["metadata"]["total_rows"], len(self.all_rows))
        self.assertEqual(reply["data"], rows[:2])
        charted = reply["chart_config"]["data"]
        self.assertEqual(charted["labels"], ["Midwest"])

    def test_a_limit_beyond_the_rows_is_all_of_them(self):
        self.assertEqual(self.part({"limit": 1000000}), self.all_rows)

    def test_csv_holds_the_same_rows(self):
        for query in ({}, {"where.region": "West", "order": "-revenue", "limit": 3}):
            reply = self.server.get(f"/api/dumps/{DEALERS}.csv", **query)
            self.assertEqual(reply.status, 200)
            self.assertTrue(reply.headers["content-type"].startswith("text/csv"))
            self.assertIn(
                'filename="dealer_performance.csv"',
                reply.headers["content-disposition"],
            )
            text = reply.body.decode("utf-8")
            self.assertTrue(text.endswith("\r\n"))
            rows = list(csv.DictReader(io.StringIO(text, newline="")))
            expected = [
                {name: str(value) for name, value in row.items()}
                for row in self.part(query, DEALERS)
            ]
            self.assertEqual(rows, expected)

    def test_a_wrong_part_is_a_problem_that_names_it(self):
        for query, status, named in (
            ({"where.regon": "West"}, 400, "region"),
            ({"where.": "West"}, 400, None),
            ({"order": "unit"}, 400, "units"),
            ({"order": ""}, 400, None),
            ({"limit": "0"}, 400, "limit"),
            ({"limit": "-1"}, 400, "limit"),
            ({"limit": "ten"}, 400, "limit"),
            ({"limit": "1000001"}, 400, "limit"),
            ({"limit": ["1", "2"]}, 400, "limit"),
            ({"were.region": "West"}, 400, "were.region"),
            ({"where.region": ["x"] * 63}, 400, None),
        ):
            with self.subTest(query=query):
                for end in ("", ".csv"):
                    reply = self.server.get(f"/api/dumps/{TOP}{end}", **query)
                    if query.get("where.region"):
                        self.assertIn(reply.status, (200, 400, 414, 429))
                        continue
                    problem = self.is_problem(reply, status)
                    if named:
                        self.assertIn(named, problem["detail"])

    def test_a_name_that_is_nearly_right_is_told(self):
        for path, meant in (
            (f"/api/dumps/{TOP}s", TOP),
            (f"/api/dumps/{TOP[:-1]}", TOP),
            ("/api/dump", "/api/dumps"),
            ("/api/querry", "/api/query"),
            ("/api/dmps/a/b", "/api/dumps/{category}/{name}"),
            ("/helth", "/health"),
        ):
            problem = self.is_problem(self.server.get(path), 404)
            self.assertIn(meant, problem["did_you_mean"], path)

    def test_a_path_cannot_climb(self):
        for path in (
            "/api/dumps/../../config/reckoner.yaml",
            "/api/dumps/..%2f..%2fconfig/reckoner.yaml",
            "/api/dumps/%2e%2e/%2e%2e",
            "/api/dumps/sales_analytics/..",
            "//api/dumps",
            "/api/dumps/a/b/c",
            "/api/dumps/a/",
            "/api//dumps",
        ):
            reply = self.server.get(path)
            self.assertIn(reply.status, (400, 404), path)
            self.is_problem(reply, reply.status)
            self.assertNotIn(b"sources", reply.body)


class EveryDump(demo.Case):
    """Parts of every dump, against the same rows in a table of SQLite."""

    def table_of(self, result):
        """The dump's rows in a database in memory, in the order of the dump."""
        db = sqlite3.connect(":memory:")
        self.addCleanup(db.close)
        names = [column["name"] for column in result["columns"]]
        columns = ", ".join(f'"{name}"' for name in names)
        db.execute(f"CREATE TABLE t({columns})")
        places = ", ".join("?" * len(names))
        for row in result["data"]:
            db.execute(f"INSERT INTO t VALUES ({places})", list(row.values()))
        return db

    def select(self, db, rest, *values):
        cursor = db.execute(f"SELECT * FROM t {rest}", values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor]

    def test_parts_of_every_dump_equal_sql(self):
        asked = 0
        for dump in self.server.get("/api/dumps").json["dumps"]:
            path = f"/api/dumps/{dump['id']}"
            result = self.server.get(path).json["result"]
            db = self.table_of(result)
            dimensions = [
                c["name"] for c in result["columns"] if c["role"] == "dimension"
            ]
            for column in dimensions[:2]:
                values = [row[column] for row in result["data"] if row[column]]
                for value in sorted(set(values))[:3]:
                    found = self.server.get(path, **{f"where.{column}": value}).json
                    self.assertEqual(
                        found["result"]["data"],
                        self.select(db, f'WHERE "{column}" = ? ORDER BY rowid', value),
                        (path, value),
                    )
                    asked += 1
            if not result["metadata"]["complete"]:
                continue
            for column in result["columns"]:
                name = column["name"]
                for sign, way in (("", "ASC"), ("-", "DESC")):
                    found = self.server.get(path, order=sign + name, limit=7).json
                    self.assertEqual(
                        found["result"]["data"],
                        self.select(
                            db,
                            f'ORDER BY "{name}" IS NULL, "{name}" {way}, rowid'
                            " LIMIT 7",
                        ),
                        (path, name, way),
                    )
                    asked += 1
        self.assertGreater(asked, 500)

    def test_what_an_insight_points_at_is_what_it_says(self):
        told = 0
        for dump in self.server.get("/api/dumps").json["dumps"]:
            result = self.server.get(f"/api/dumps/{dump['id']}").json["result"]
            roles = {c["name"]: c["role"] for c in result["columns"]}
            for insight in result["insights"]:
                values = []
                for cell in insight["cells"]:
                    _, data, row, name = cell.split("/")
                    self.assertEqual(data, "data")
                    values.append(result["data"][int(row)][name])
                    self.assertIn(roles[name], ("measure", "time"), insight)
                column = [
                    row[name] for row in result["data"] if row[name] is not None
                ]
                if insight["kind"] == "leader":
                    self.assertIn(values[0], (max(column), min(column)), insight)
                elif insight["kind"] == "laggard":
                    self.assertIn(values[-1], (max(column), min(column)), insight)
                elif insight["kind"] == "total":
                    # At most 20 cells are named; a total is of the column.
                    count = insight.get("cell_count", len(values))
                    self.assertEqual(count, len(column), insight)
                    self.assertLessEqual(set(values), set(column))
                    self.assertIn(
                        abs(round(sum(column))),
                        self.numbers_in(insight["text"]),
                        insight,
                    )
                told += 1
        self.assertGreater(told, 50)

    @staticmethod
    def numbers_in(text):
        found = re.findall(r"\d[\d,]*(?:\.\d+)?", text)
        return [round(float(number.replace(",", ""))) for number in found]
