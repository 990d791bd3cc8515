#!/usr/bin/env python3
"""Works out, minute by minute, when cadences run around clock changes.

Prints the table tests/cases/cadence_runs.txt, which test_cadence_table.c
compares with cadence_next. It shares nothing with the program: time zones are
those of Python's zoneinfo, and every minute of every window is tried.

A line is: zone, cadence, first minute, number of minutes, runs; with tabs
between. Runs are minutes from the first minute, as steps: "90 60x3" is 90,
150, 210, 270; "-" is none. The windows lie in the past, which new rules do not change.
"""
import calendar
import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

# Zone and the day of the change; windows run from 36 h before to 60 h after.
CHANGES = [
    ("Europe/Berlin", "2024-03-31"), ("Europe/Berlin", "2024-10-27"),
    ("America/New_York", "2024-03-10"), ("America/New_York", "2024-11-03"),
    ("Australia/Lord_Howe", "2024-04-07"),
    ("Australia/Lord_Howe", "2024-10-06"),
    ("Pacific/Apia", "2011-12-30"), ("Pacific/Apia", "2010-09-26"),
    ("Pacific/Apia", "2011-04-02"),
    ("Africa/Cairo", "2024-04-26"), ("Africa/Cairo", "2024-11-01"),
    ("America/Santiago", "2024-04-07"), ("America/Santiago", "2024-09-08"),
    ("Asia/Kathmandu", "1986-01-01"), ("America/St_Johns", "2024-03-10"),
    ("America/St_Johns", "2024-11-03"), ("America/St_Johns", "2011-03-13"),
    ("America/St_Johns", "2010-11-07"), ("Asia/Tehran", "2022-03-22"),
    ("Asia/Tehran", "2022-09-22"), ("Asia/Gaza", "2023-04-29"),
    ("Africa/Casablanca", "2024-03-10"), ("Africa/Casablanca", "2024-04-14"),
    ("Europe/Dublin", "2024-10-27"), ("Asia/Pyongyang", "2015-08-15"),
    ("Asia/Pyongyang", "2018-05-05"), ("Europe/Istanbul", "2016-09-07"),
    ("Antarctica/Troll", "2024-03-31"), ("Antarctica/Troll", "2024-10-27"),
    ("America/Caracas", "2007-12-09"), ("Asia/Kolkata", "2024-02-29"),
    ("UTC", "2024-02-29"),
]

CADENCES = [
    "0 0 * * *", "30 2 * * *", "0 2 * * *", "0 3 * * *", "59 1 * * *",
    "15,45 0-3 * * *", "0-59/20 1-3 * * *", "0 0-4 * * *", "5 0,12 * * *",
    "30 23 * * *", "0 12 1 * *", "30 2 * * sun", "30 2 * * 7", "0 2 1 * 0",
    "0 0 28-31 mar,oct sat", "10 1 */2 * *", "0 6 * jan-jun mon-fri",
    "0 * * * *", "30 * * * *", "*/30 2 * * *", "*/45 * * * *", "7 */6 * * *",
    "*/20 0-2 * * 0", "* 2 * * 0,1", "15 */2 1-7 * 0", "0 0 */2 * */2",
    "@hourly", "@daily", "@weekly", "@monthly", "every 45m", "every 7h",
    "every 1d", "daily 02:15", "daily 00:30", "weekly sunday 02:30",
    "weekly Fri 00:00", "monthly 1 00:00", "monthly last 02:00",
]

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
WEEKDAYS = "sun mon tue wed thu fri sat".split()
SHORTCUTS = {"@hourly": "0 * * * *", "@daily": "0 0 * * *",
             "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *"}
MINUTE = timedelta(minutes=1)


def values(field, first, last, names=()):
    """The set of values that a cron field stands for."""
    for number, name in names:
        field = re.sub(name, str(number), field)
    found = set()
    for item in field.split(","):
        item, _, step = item.partition("/")
        low, _, high = item.partition("-")
        if item == "*":
            low, high = first, last
        found.update(range(int(low), int(high or low) + 1, int(step or 1)))
    return found


class Cron:
    def __init__(self, line):
        minute, hour, day, month, weekday = line.split()
        self.minutes = values(minute, 0, 59)
        self.hours = values(hour, 0, 23)
        self.days = values(day, 1, 31)
        self.months = values(month, 1, 12, enumerate(MONTHS, 1))
        weekdays = values(weekday, 0, 7, enumerate(WEEKDAYS))
        self.weekdays = {number % 7 for number in weekdays}
        self.either = "*" not in day and "*" not in weekday
        self.by_interval = "*" in minute or "*" in hour
        self.last_day = False

    def matches(self, local):
        if local.minute not in self.minutes or local.hour not in self.hours:
            return False
        if local.month not in self.months:
            return False
        last = calendar.monthrange(local.year, local.month)[1]
        day = local.day == last if self.last_day else local.day in self.days
        weekday = local.isoweekday() % 7 in self.weekdays
        return (day or weekday) if self.either else (day and weekday)


def friendly(text):
    """Daily, weekly and monthly forms as a Cron."""
    words = text.lower().split()
    hour, minute = words[-1].split(":")
    time = f"{int(minute)} {int(hour)}"
    if words[0] == "daily":
        return Cron(f"{time} * * *")
    if words[0] == "weekly":
        return Cron(f"{time} * * {WEEKDAYS.index(words[1][:3])}")
    cron = Cron(f"{time} {'*' if words[1] == 'last' else words[1]} * *")
    cron.last_day = words[1] == "last"
    return cron


def every(text, start, count):
    number, unit = int(text[6:-1]), text[-1]
    period = number * {"m": 1, "h": 60, "d": 1440}[unit]
    first = int(start.timestamp()) // 60
    return [i for i in range(count) if (first + i) % period == 0]


def runs(text, zone, start, count):
    """Minutes after `start` (in UTC) at which the cadence runs."""
    if text.startswith("every"):
        return every(text, start, count)
    line = SHORTCUTS.get(text, text)
    cron = Cron(line) if not line[0].isalpha() else friendly(line)
    clock = [(start + i * MINUTE).astimezone(zone).replace(tzinfo=None)
             for i in range(-3000, count)]
    if cron.by_interval:
        return [i for i in range(count) if cron.matches(clock[i + 3000])]
    found, shown = [], clock[0]
    for i, local in enumerate(clock):
        reached = False
        while shown < local:
            shown += MINUTE
            reached = reached or cron.matches(shown)
        if reached and i >= 3000:
            found.append(i - 3000)
    return found


def as_steps(numbers):
    steps, before = [], 0
    for number in numbers:
        step, before = number - before, number
        if steps and steps[-1][0] == step:
            steps[-1][1] += 1
        else:
            steps.append([step, 1])
    return " ".join(f"{s}x{n}" if n > 1 else str(s) for s, n in steps) or "-"


def main():
    for name, day in CHANGES:
        zone = ZoneInfo(name)
        noon = datetime.fromisoformat(day).replace(tzinfo=timezone.utc)
        start, count = noon - timedelta(hours=36), 96 * 60
        for text in CADENCES:
            found = as_steps(runs(text, zone, start, count))
            print(name, text, f"{start:%Y-%m-%dT%H:%M:%SZ}", count, found,
                  sep="\t")


main()
