"""Makes a project with as many templates and rows as a measurement wants.

    synthetic.py FOLDER TEMPLATES ROWS      project, database and snapshot

Every template has three questions of the same shape and its own three words, so
that a router must tell a thousand near neighbours apart; its dump lists ROWS
rows with 50 cities. One template more, "sizes/rows_N", is made for each N of
SIZES, for measurements of one dump by size.
"""
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys

SIZES = {"2k": 6, "20k": 220, "200k": 2700, "2m": 27500, "filtered": 1000}
FIRST_SIZE = 99990  # the numbers of these templates; 100,000 names are all

KINDS = """copper steel rubber glass carbon nylon bronze ceramic titanium zinc
    oak cotton leather silver nickel plastic granite marble velvet linen
    amber cobalt chrome graphite silicon tungsten lead brass iron tin
    bamboo cedar maple walnut pine cork paper wool silk denim
    quartz slate basalt opal pearl coral ivory ebony birch cherry""".split()
PARTS = """pump valve gear rotor piston bearing gasket filter nozzle cable
    hinge lever pulley spring clutch brake mirror window bumper fender
    pedal wheel engine battery sensor relay switch lamp antenna radiator
    muffler throttle spindle flange bracket chassis axle turbine magnet coil
    crank damper bushing sprocket ratchet winch anchor rudder propeller keel
    """.split()
DEEDS = """repairs refunds shipments inspections deliveries complaints orders
    upgrades audits losses transfers rentals auctions donations bookings
    recalls thefts imports exports quotations invoices surveys visits tests
    accidents permits contracts payments loans grants leases patents claims
    awards protests strikes outages incidents failures swaps""".split()
CITIES = """Aberdeen Boston Chicago Denver Edmonton Fresno Geneva Houston
    Istanbul Jakarta Kyoto Lisbon Madrid Nairobi Oslo Prague Quito Rome
    Seattle Tokyo Utrecht Vienna Warsaw Xiamen York Zurich Athens Berlin
    Cairo Dublin Essen Florence Glasgow Hamburg Innsbruck Jaipur Krakow
    London Milan Naples Orlando Paris Quebec Riga Sofia Tunis Udine Venice
    Windsor Zagreb""".split()

TEMPLATE = """/*---
title: {title}
description: Synthetic rows about {title}
cadence: daily
questions:
  - {title}
  - Show me all {title}
  - What do we know about {title}?
columns:
  city: {{role: dimension, entity: city, label: City}}
  model: {{role: label, label: Model}}
  units: {{role: measure, aggregate: sum, format: integer, label: Units}}
  revenue: {{role: measure, type: real, aggregate: sum, format: decimal,
             label: Revenue}}
order: units desc
chart: {{type: bar, x: city, y: units}}
answer: "{{city}} leads with {{units}} units."
---*/
SELECT city, model, units + {number} AS units, revenue
FROM facts WHERE id <= {rows} ORDER BY units DESC, id
"""

CONFIG = """\
name: Bench
sources:
  main: sqlite:data.db
limits:
  query_rows: 100000
log:
  level: warning
"""


def title(number):
    """A name of three words; different for numbers up to 100,000."""
    mixed = number * 7919 % 100000
    kind, rest = mixed % 50, mixed // 50
    return f"{KINDS[kind]} {PARTS[rest % 50]} {DEEDS[rest // 50]}"


def write_template(folder, name, number, rows):
    path = folder / "queries" / f"{name}.sql"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEMPLATE.format(title=title(number), number=number,
                                    rows=rows), "utf-8")


def make_database(path, count):
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE facts(id INTEGER PRIMARY KEY, city TEXT, "
                 "model TEXT, units INTEGER, revenue REAL)")
    base.executemany(
        "INSERT INTO facts VALUES(?,?,?,?,?)",
        ((i, CITIES[i * 37 % 50], f"Model {i * 61 % 997} {'XYZ'[i % 3]}",
          i * 7919 % 100003, i * 104729 % 9999991 / 100)
         for i in range(1, count + 1)))
    base.commit()
    base.close()


def make(folder, program, templates, rows):
    """The project, regenerated; does nothing if this program has made it."""
    folder = pathlib.Path(folder)
    version = subprocess.run([program, "version"], check=True,
                             capture_output=True).stdout
    stamp = folder / "made-by"
    if stamp.exists() and stamp.read_bytes() == version:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "config").mkdir(parents=True, exist_ok=True)
    (folder / "config" / "reckoner.yaml").write_text(CONFIG, "utf-8")
    make_database(folder / "data.db", max(rows, max(SIZES.values())))
    for number in range(min(templates, FIRST_SIZE)):
        write_template(folder, f"bench_{number // 1000}/t{number}", number,
                       rows)
    for place, (name, size) in enumerate(SIZES.items()):
        write_template(folder, f"sizes/rows_{name}", FIRST_SIZE + place, size)
    subprocess.run([program, "regenerate"], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL)
    stamp.write_bytes(version)
    return folder


if __name__ == "__main__":
    make(sys.argv[1], os.path.abspath("build/reckoner"), int(sys.argv[2]),
         int(sys.argv[3]))
