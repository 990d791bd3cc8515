"""What day it is, which days a period covers, and how numbers are written: the
settings of a project, seen in its dumps."""
import datetime
import signal
import subprocess
import zoneinfo

import reckoner

# For Friday the 20th of November 2026, by hand. The second day is exclusive.
PERIODS = {
    "yesterday": ("2026-11-19", "2026-11-20"),
    "today": ("2026-11-20", "2026-11-21"),
    "last 7 days": ("2026-11-13", "2026-11-20"),
    "last 7 days including today": ("2026-11-14", "2026-11-21"),
    "last week": ("2026-11-09", "2026-11-16"),
    "last 2 weeks": ("2026-11-02", "2026-11-16"),
    "last 14 days": ("2026-11-06", "2026-11-20"),
    "last month": ("2026-10-01", "2026-11-01"),
    "last 12 months": ("2025-11-01", "2026-11-01"),
    "last quarter": ("2026-07-01", "2026-10-01"),
    "last 4 quarters": ("2025-10-01", "2026-10-01"),
    "last year": ("2025-01-01", "2026-01-01"),
    "this month": ("2026-11-01", "2026-11-20"),
    "this year": ("2026-01-01", "2026-11-20"),
    "month to date": ("2026-11-01", "2026-11-21"),
    "year to date": ("2026-01-01", "2026-11-21"),
    "since 2025-03-14": ("2025-03-14", "2026-11-20"),
    "2025": ("2025-01-01", "2026-01-01"),
    "Q3 2025": ("2025-07-01", "2025-10-01"),
    "March 2025": ("2025-03-01", "2025-04-01"),
    "2025-03": ("2025-03-01", "2025-04-01"),
    "2025-03-14": ("2025-03-14", "2025-03-15"),
    "2025-01-01..2025-03-31": ("2025-01-01", "2025-04-01"),
}
SPAN = "SELECT :from AS first_day, :until AS day_after"


class Days(reckoner.Case):
    """Periods and zones."""

    def spans(self, periods, day="2026-11-20", settings=""):
        """What each period covers."""
        made = self.project("CREATE TABLE t(a)", settings + reckoner.CONFIG)
        for i, period in enumerate(periods):
            made.template(f"p/n{i}", SPAN, None, f'period: "{period}"')
        self.run_ok(made, "regenerate", "--as-of", day)
        return {
            period: tuple(made.dump(f"p/n{i}")["data"][0].values())
            for i, period in enumerate(periods)
        }

    def test_every_period_covers_the_days_worked_out_by_hand(self):
        self.assertEqual(self.spans(PERIODS), PERIODS)

    def test_a_week_begins_when_the_settings_say(self):
        self.assertEqual(
            self.spans(["last week"], settings="week_starts: sunday\n"),
            {"last week": ("2026-11-08", "2026-11-15")},
        )

    def test_quarters_and_years_follow_the_fiscal_year(self):
        self.assertEqual(
            self.spans(
                ["last quarter", "last year", "last month"],
                settings="fiscal_year_starts: february\n",
            ),
            {
                "last quarter": ("2026-08-01", "2026-11-01"),
                "last year": ("2025-02-01", "2026-02-01"),
                "last month": ("2026-10-01", "2026-11-01"),
            },
        )

    def test_the_29th_of_february_and_the_turn_of_the_year(self):
        for day, expected in (
            ("2024-03-01", ("2024-02-29", "2024-03-01")),
            ("2023-03-01", ("2023-02-28", "2023-03-01")),
            ("2027-01-01", ("2026-12-31", "2027-01-01")),
        ):
            self.assertEqual(self.spans(["yesterday"], day)["yesterday"], expected)
        self.assertEqual(
            self.spans(["last week"], "2027-01-04")["last week"],
            ("2026-12-28", "2027-01-04"),
        )

    def test_a_period_that_is_none_is_a_mistake(self):
        made = self.project("CREATE TABLE t(a)")
        for i, period in enumerate(
            ("last 0 days", "next week", "2025-13", "Q5 2025", "2025-02-30", "ever")
        ):
            made.template(f"p/n{i}", SPAN, None, f'period: "{period}"')
        told = self.ends_with(reckoner.USAGE, made.run("check", "--json")).json
        self.assertEqual(
            sorted(f["file"] for f in told["findings"]),
            [f"queries/p/n{i}.sql" for i in range(6)],
        )

    def test_today_is_the_day_in_the_project_s_zone(self):
        seen = set()
        for name in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            made = self.project("CREATE TABLE t(a)", f"time_zone: {name}\n{reckoner.CONFIG}")
            made.template("a/day", "SELECT :as_of AS today")
            zone = zoneinfo.ZoneInfo(name)
            before = datetime.datetime.now(zone).date()
            self.run_ok(made, "regenerate")
            after = datetime.datetime.now(zone).date()
            today = made.dump("a/day")["data"][0]["today"]
            self.assertIn(today, (str(before), str(after)))
            seen.add(today)
        self.assertEqual(len(seen), 2)  # they are 25 hours apart

    def test_a_zone_that_does_not_exist_is_a_mistake(self):
        made = self.project("CREATE TABLE t(a)", f"time_zone: Mars/Olympus\n{reckoner.CONFIG}")
        made.template("a/day", "SELECT :as_of AS today")
        result = self.ends_with(reckoner.USAGE, made.run("check"))
        self.assertIn("config/reckoner.yaml:1:", result.out)
        self.assertIn("Mars/Olympus", result.out)


class Words(reckoner.Case):
    """Numbers for people, and bytes for programs."""

    def answer(self, settings):
        made = self.project("CREATE TABLE t(a)", settings + reckoner.CONFIG)
        made.template(
            "a/b",
            "SELECT 'Ion 2' AS model, 1234567 AS units, 1234.5 AS revenue,"
            " 0.125 AS share",
            ["What is b?"],
            'answer: "{units}; {revenue}; {share}"\n'
            "columns: {units: {role: measure, format: integer},"
            " revenue: {role: measure, format: currency},"
            " share: {role: measure, format: percent}}",
        )
        self.run_ok(made, "regenerate")
        told = self.run_ok(made, "ask", "What is b?", "--json").json
        self.assertEqual(
            told["result"]["data"],
            [{"model": "Ion 2", "units": 1234567, "revenue": 1234.5, "share": 0.125}],
        )
        return told["answer"].replace("\u00a0", " ").replace("\u202f", " ")

    def test_numbers_are_written_as_the_country_does(self):
        for settings, expected in (
            ("", "1,234,567; $1,234.50; 12.5%"),
            ("locale: de_DE\ncurrency: EUR\n", "1.234.567; 1.234,50 €; 12,5 %"),
            ("locale: en_GB\ncurrency: GBP\n", "1,234,567; £1,234.50; 12.5%"),
            ("locale: fr_FR\ncurrency: EUR\n", "1 234 567; 1 234,50 €; 12,5 %"),
        ):
            self.assertEqual(self.answer(settings).rstrip("."), expected)

    def test_the_locale_of_the_shell_changes_nothing(self):
        made = self.project("CREATE TABLE t(a)")
        made.template("a/b", "SELECT 1234.5 AS n", ["What is b?"])
        self.run_ok(made, "regenerate")
        plain = made.run("ask", "What is b?", env={"LC_ALL": "C"})
        for name in ("de_DE.UTF-8", "tr_TR.UTF-8", "C.UTF-8", ""):
            other = made.run("ask", "What is b?", env={"LC_ALL": name, "LANG": name})
            self.assertEqual(other.raw, plain.raw)


class Interrupted(reckoner.Case):
    """Ctrl-C while templates run."""

    ENDLESS = (
        "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c)"
        " SELECT COUNT(*) AS n FROM c"
    )

    def interrupt(self, made, numbers):
        """Sends these signals, one after another, to a run that is at work;
        its exit code."""
        with subprocess.Popen(
            [reckoner.PROGRAM, "regenerate", "--json"],
            cwd=made.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                reckoner.until(
                    lambda: self.seconds_of(process.pid) > 0.2, "it is at work"
                )
                for number in numbers:
                    process.send_signal(number)
                    reckoner.until(
                        lambda: not self.catches(process.pid, signal.SIGINT),
                        "the signal has arrived",
                    )
                return process.wait(20)
            finally:
                process.kill()

    def test_the_second_ctrl_c_ends_a_run_at_once_and_nothing_is_published(self):
        made = self.project("CREATE TABLE t(a)")
        made.template("a/fine", "SELECT 1 AS one", ["What is one?"])
        self.run_ok(made, "regenerate")
        made.template("a/endless", self.ENDLESS, None, "limits: {seconds: 600}")
        for numbers in ([signal.SIGINT] * 2, [signal.SIGINT, signal.SIGTERM]):
            self.assertNotEqual(self.interrupt(made, numbers), 0)
            self.assertEqual(made.manifest()["number"], 1)
            self.assertEqual(made.run("ask", "What is one?").code, 0)
        self.run_ok(made, "verify")

    def test_the_first_ctrl_c_waits_for_the_templates_under_way(self):
        made = self.project("CREATE TABLE t(a)")
        made.template("a/fine", "SELECT 1 AS one", ["What is one?"])
        self.run_ok(made, "regenerate")
        made.template("a/long", self.ENDLESS, None, "limits: {seconds: 2}")
        self.assertNotEqual(self.interrupt(made, [signal.SIGINT]), 0)
        self.assertEqual(made.run("ask", "What is one?").code, 0)

    @staticmethod
    def catches(pid, number):
        """Whether a process has a handler for this signal."""
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("SigCgt:"):
                    return int(line.split()[1], 16) >> (number - 1) & 1
        return 0

    @staticmethod
    def seconds_of(pid):
        """How long a process has been computing."""
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / 100
