-- Kestrel Parcels, a carrier: two years to 2026-11-19, the same on every
-- machine. There is no chance in it: `dice` holds numbers that look thrown and
-- are worked out from their row, and everything else is counted from them.

BEGIN;

CREATE TABLE depots (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, region TEXT NOT NULL,
    opened_on TEXT NOT NULL);
CREATE TABLE drivers (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    depot_id INTEGER NOT NULL REFERENCES depots (id),
    contract TEXT NOT NULL, hired_on TEXT NOT NULL, left_on TEXT);
CREATE TABLE vehicles (
    id INTEGER PRIMARY KEY, plate TEXT NOT NULL UNIQUE,
    depot_id INTEGER NOT NULL REFERENCES depots (id),
    type TEXT NOT NULL, bought_on TEXT NOT NULL);
CREATE TABLE customers (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, sector TEXT NOT NULL,
    since TEXT NOT NULL);
CREATE TABLE parcels (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    depot_id INTEGER NOT NULL REFERENCES depots (id), -- that delivers it
    service TEXT NOT NULL, weight_kg REAL NOT NULL, price REAL NOT NULL,
    accepted_on TEXT NOT NULL, promised_on TEXT NOT NULL,
    status TEXT NOT NULL, lost_on TEXT);
CREATE TABLE deliveries (
    parcel_id INTEGER PRIMARY KEY REFERENCES parcels (id),
    driver_id INTEGER NOT NULL REFERENCES drivers (id),
    vehicle_id INTEGER NOT NULL REFERENCES vehicles (id),
    delivered_on TEXT NOT NULL);
CREATE TABLE failed_attempts (
    id INTEGER PRIMARY KEY,
    parcel_id INTEGER NOT NULL REFERENCES parcels (id),
    tried_on TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE complaints (
    id INTEGER PRIMARY KEY,
    parcel_id INTEGER NOT NULL REFERENCES parcels (id),
    made_on TEXT NOT NULL, reason TEXT NOT NULL, resolved_on TEXT);
CREATE TABLE compensations (
    id INTEGER PRIMARY KEY,
    parcel_id INTEGER NOT NULL REFERENCES parcels (id),
    paid_on TEXT NOT NULL, cause TEXT NOT NULL, amount REAL NOT NULL);
CREATE TABLE invoices (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    issued_on TEXT NOT NULL, due_on TEXT NOT NULL, amount REAL NOT NULL,
    paid_on TEXT);
CREATE TABLE fuel (
    id INTEGER PRIMARY KEY,
    vehicle_id INTEGER NOT NULL REFERENCES vehicles (id),
    bought_on TEXT NOT NULL, litres REAL NOT NULL, cost REAL NOT NULL,
    km INTEGER NOT NULL);
CREATE TABLE workshop_visits (
    id INTEGER PRIMARY KEY,
    vehicle_id INTEGER NOT NULL REFERENCES vehicles (id),
    came_on TEXT NOT NULL, kind TEXT NOT NULL, cost REAL NOT NULL,
    days_off_road INTEGER NOT NULL);
CREATE TABLE working_weeks (
    driver_id INTEGER NOT NULL REFERENCES drivers (id),
    week TEXT NOT NULL, hours REAL NOT NULL, overtime_hours REAL NOT NULL,
    PRIMARY KEY (driver_id, week));

INSERT INTO depots VALUES
    (1, 'Leeds', 'North', '2009-03-02'),
    (2, 'Bristol', 'South', '2011-06-20'),
    (3, 'Glasgow', 'Scotland', '2012-01-09'),
    (4, 'Coventry', 'Midlands', '2008-09-01'),
    (5, 'Norwich', 'East', '2016-04-11'),
    (6, 'Cardiff', 'Wales', '2014-10-06'),
    (7, 'Exeter', 'South', '2019-05-13'),
    (8, 'Carlisle', 'North', '2021-02-01');

-- Five numbers for each row, from 0 to 999, that have nothing to do with each
-- other or with the row before.
CREATE TEMP TABLE dice AS
WITH RECURSIVE
rows (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM rows WHERE n < 30000),
first (n, x) AS (SELECT n, (n * 2654435761 + 12345) % 4294967296 FROM rows),
second (n, x) AS (
    SELECT n, ((x % 65536) * 40503 + x / 65536) * 2654435761 % 4294967296
    FROM first),
third (n, x, y) AS (
    SELECT n, x, ((x % 65536) * 30011 + x / 65536) * 2246822519 % 4294967296
    FROM second)
SELECT n, x / 4096 % 1000 AS a, y / 4096 % 1000 AS b, (x / 64 + y) % 1000 AS c,
       (x / 131072 + y / 512) % 1000 AS d, (x + y / 131072) % 1000 AS e
FROM third;
CREATE UNIQUE INDEX temp.dice_by_row ON dice (n);

-- Forty-four drivers: five of each depot, and four who have left.
WITH names (id, name) AS (VALUES
    (1, 'Aled Pryce'), (2, 'Bridget Moran'), (3, 'Callum Reid'),
    (4, 'Dorota Wilk'), (5, 'Edwin Marsh'), (6, 'Farah Siddiqui'),
    (7, 'Gareth Lowe'), (8, 'Hannah Byrne'), (9, 'Imran Malik'),
    (10, 'Jodie Frost'), (11, 'Kenneth Baird'), (12, 'Lorna Fraser'),
    (13, 'Malcolm Innes'), (14, 'Niamh Duffy'), (15, 'Oskar Nowak'),
    (16, 'Priya Nair'), (17, 'Quentin Ash'), (18, 'Rosa Delgado'),
    (19, 'Stuart Pell'), (20, 'Tamsin Cole'), (21, 'Ulrich Behr'),
    (22, 'Vera Stokes'), (23, 'Wayne Judd'), (24, 'Xenia Petrou'),
    (25, 'Yusuf Kaya'), (26, 'Zoe Hartley'), (27, 'Alun Rees'),
    (28, 'Bethan Morgan'), (29, 'Carys Vaughan'), (30, 'Dewi Hughes'),
    (31, 'Esther Quick'), (32, 'Felix Drake'), (33, 'Gemma Rowe'),
    (34, 'Harvey Snell'), (35, 'Isla Penrose'), (36, 'Jacob Tyson'),
    (37, 'Kirsty Bell'), (38, 'Liam Nixon'), (39, 'Megan Storey'),
    (40, 'Neil Hodge'), (41, 'Olive Tranter'), (42, 'Pavel Horak'),
    (43, 'Ruth Calder'), (44, 'Simon Wragg'))
INSERT INTO drivers
SELECT id, name, CASE WHEN id <= 40 THEN (id - 1) / 5 + 1 ELSE id - 40 END,
       CASE WHEN id % 4 = 3 OR id IN (20, 36) THEN 'Agency' ELSE 'Employed' END,
       date('2013-01-07', '+' || (id * 611 % 4100) || ' days'),
       CASE WHEN id > 40
            THEN date('2025-06-30', '+' || ((id - 41) * 130) || ' days') END
FROM names;

-- Three vehicles of each depot; Leeds and Coventry have two more.
WITH RECURSIVE rows (id) AS (
    SELECT 1 UNION ALL SELECT id + 1 FROM rows WHERE id < 28)
INSERT INTO vehicles
SELECT id, 'KP' || (18 + id * 5 % 8) || ' ' || char(65 + id * 7 % 26)
           || char(65 + id * 11 % 26) || char(65 + id * 3 % 26),
       CASE WHEN id <= 24 THEN (id - 1) / 3 + 1
            WHEN id <= 26 THEN 1 ELSE 4 END,
       CASE WHEN id > 24 OR id % 3 = 0 AND id % 2 = 0 THEN 'Truck'
            WHEN id % 3 = 1 THEN 'Diesel van'
            WHEN id % 5 < 3 THEN 'Electric van'
            ELSE 'Petrol van' END,
       date('2018-02-05', '+' || (id * 397 % 2700) || ' days')
FROM rows;

-- Thirty-two shippers, of whom the last twelve came within the two years.
WITH names (id, name, sector) AS (VALUES
    (1, 'Bramble Books', 'Books'), (2, 'Oak & Loom', 'Fashion'),
    (3, 'Tidewater Tea', 'Food'), (4, 'Northgate Optics', 'Health'),
    (5, 'Pixel Harbour', 'Electronics'), (6, 'Hollis Shoes', 'Fashion'),
    (7, 'Verity Cosmetics', 'Health'), (8, 'Grange Garden', 'Home'),
    (9, 'Copper Kettle', 'Home'), (10, 'Swift Spares', 'Electronics'),
    (11, 'Larder Direct', 'Food'), (12, 'Marlow Music', 'Books'),
    (13, 'Penfold Pets', 'Home'), (14, 'Dalton Denim', 'Fashion'),
    (15, 'Ember Candles', 'Home'), (16, 'Rook & Pawn', 'Toys'),
    (17, 'Silverdale Pharmacy', 'Health'), (18, 'Tinker Toys', 'Toys'),
    (19, 'Umbra Lighting', 'Home'), (20, 'Wexford Wines', 'Food'),
    (21, 'Yarnbury', 'Fashion'), (22, 'Zephyr Cycles', 'Sports'),
    (23, 'Alder Audio', 'Electronics'), (24, 'Beacon Boots', 'Sports'),
    (25, 'Cinder Coffee', 'Food'), (26, 'Driftwood Decor', 'Home'),
    (27, 'Elmhurst Eyewear', 'Health'), (28, 'Foxglove Florists', 'Home'),
    (29, 'Gable Games', 'Toys'), (30, 'Hearth Honey', 'Food'),
    (31, 'Ironbridge Tools', 'Home'), (32, 'Juniper Jewels', 'Fashion'))
INSERT INTO customers
SELECT id, name, sector,
       CASE WHEN id <= 20
            THEN date('2015-01-12', '+' || (id * 733 % 3500) || ' days')
            WHEN id <= 23
            THEN date('2025-02-10', '+' || ((id - 21) * 74) || ' days')
            ELSE date('2025-11-17', '+' || ((id - 24) * (id - 24) * 4) || ' days') END
FROM names;

-- Parcels: more each year, most before Christmas, few on Saturdays, none on
-- Sundays. A shipper who has not come yet sends none; Bramble Books does.
WITH RECURSIVE
days (i, day) AS (
    SELECT 0, '2024-11-20'
    UNION ALL SELECT i + 1, date(day, '+1 day') FROM days WHERE i < 729),
slots (slot) AS (SELECT 1 UNION ALL SELECT slot + 1 FROM slots WHERE slot < 50),
accepted (id, day) AS (
    SELECT row_number() OVER (ORDER BY i, slot), day
    FROM days JOIN slots
    WHERE slot <= CASE strftime('%w', day)
                  WHEN '0' THEN 0 WHEN '6' THEN 11 + i / 100
                  ELSE 21 + i / 60 + 11 * (strftime('%m', day) = '12')
                       + 5 * (strftime('%m', day) = '11')
                       - 5 * (strftime('%m', day) IN ('01', '08')) END),
chosen AS (
    SELECT p.id, p.day, 1 + a * a * 32 / 1000000 AS customer,
           CASE WHEN b < 560 THEN 'Standard' WHEN b < 820 THEN 'Next day'
                WHEN b < 900 THEN 'Same day' ELSE 'Economy' END AS service,
           CASE WHEN c < 190 THEN 1 WHEN c < 335 THEN 2 WHEN c < 475 THEN 3
                WHEN c < 650 THEN 4 WHEN c < 745 THEN 5 WHEN c < 850 THEN 6
                WHEN c < 930 THEN 7 ELSE 8 END AS depot,
           2 + d * d / 4000 AS hectograms, e
    FROM accepted p JOIN dice ON dice.n = p.id)
INSERT INTO parcels
SELECT p.id, CASE WHEN u.since <= p.day THEN u.id ELSE 1 END, depot, service,
       hectograms / 10.0,
       (CASE service WHEN 'Economy' THEN 395 WHEN 'Standard' THEN 545
                     WHEN 'Next day' THEN 890 ELSE 1650 END
        + hectograms * 4 + u.id * 3) / 100.0,
       day,
       date(day, CASE service WHEN 'Same day' THEN '+0 days'
                 WHEN 'Next day' THEN '+1 day' WHEN 'Standard' THEN '+3 days'
                 ELSE '+5 days' END),
       CASE WHEN e < 9 + 4 * (depot = 6) THEN 'lost'
            WHEN e > 985 THEN 'returned' ELSE 'in transit' END, NULL
FROM chosen p JOIN customers u ON u.id = p.customer;
UPDATE parcels
SET lost_on = date(promised_on, '+' || (7 + id % 9) || ' days')
WHERE status = 'lost';
UPDATE parcels SET status = 'in transit', lost_on = NULL
WHERE lost_on > '2026-11-19';

-- One in nine is late, in Exeter and Carlisle more, and two drivers are slow.
WITH chosen AS (
    SELECT p.id, p.promised_on, p.accepted_on, p.service, p.depot_id,
           (p.depot_id - 1) * 5 + 1 + dice.b % 5 AS driver, dice.c, dice.d,
           dice.e
    FROM parcels p JOIN dice ON dice.n = 30001 - p.id
    WHERE p.status = 'in transit' AND p.lost_on IS NULL),
timed AS (
    SELECT *, CASE WHEN d < 85 + 60 * (depot_id = 7) + 40 * (depot_id = 8)
                            + 90 * (driver IN (13, 28))
                   THEN 1 + c % 3
                   WHEN service IN ('Standard', 'Economy') THEN -(c % 3)
                   ELSE 0 END AS shift
    FROM chosen)
INSERT INTO deliveries
SELECT id, driver, (depot_id - 1) * 3 + 1 + e % 3,
       max(accepted_on, date(promised_on, shift || ' days'))
FROM timed
WHERE date(promised_on, shift || ' days') <= '2026-11-19';
UPDATE parcels SET status = 'delivered'
WHERE id IN (SELECT parcel_id FROM deliveries);

INSERT INTO failed_attempts (parcel_id, tried_on, reason)
SELECT d.parcel_id, date(d.delivered_on, '-1 day'),
       CASE WHEN dice.a < 560 THEN 'Nobody home'
            WHEN dice.a < 760 THEN 'Wrong address'
            WHEN dice.a < 880 THEN 'No safe access'
            ELSE 'Refused' END
FROM deliveries d
JOIN parcels p ON p.id = d.parcel_id
JOIN dice ON dice.n = (d.parcel_id * 7 + 5) % 30000 + 1
WHERE dice.e < 105 + 50 * (p.depot_id = 1)
      AND d.delivered_on > p.accepted_on;

-- Complaints come a few days after the promised day.
WITH chosen AS (
    SELECT p.id, p.promised_on, p.status, dice.a, dice.b, dice.c
    FROM parcels p JOIN dice ON dice.n = (p.id * 11 + 3) % 30000 + 1
    WHERE p.status = 'lost' AND dice.d < 700
          OR dice.d < 34 + 15 * (p.depot_id = 3)),
timed AS (
    SELECT *, date(promised_on, '+' || (1 + b % 9) || ' days') AS made_on
    FROM chosen)
INSERT INTO complaints (parcel_id, made_on, reason, resolved_on)
SELECT id, made_on,
       CASE WHEN status = 'lost' THEN 'Missing parcel'
            WHEN a < 430 THEN 'Late delivery' WHEN a < 690 THEN 'Damage'
            WHEN a < 850 THEN 'Driver behaviour' ELSE 'Wrong invoice' END,
       CASE WHEN b < 940
                 AND date(made_on, '+' || (1 + c % 17) || ' days') <= '2026-11-19'
            THEN date(made_on, '+' || (1 + c % 17) || ' days') END
FROM timed
WHERE made_on <= '2026-11-19'
ORDER BY made_on, id;

INSERT INTO compensations (parcel_id, paid_on, cause, amount)
SELECT c.parcel_id, c.resolved_on,
       CASE c.reason WHEN 'Missing parcel' THEN 'Loss'
                     WHEN 'Damage' THEN 'Damage' ELSE 'Delay' END,
       CASE c.reason WHEN 'Missing parcel' THEN 60 + c.id * 37 % 140
                     WHEN 'Damage' THEN 20 + c.id * 31 % 80
                     ELSE p.price END
FROM complaints c JOIN parcels p ON p.id = c.parcel_id
WHERE c.resolved_on IS NOT NULL
      AND (c.reason IN ('Missing parcel', 'Damage')
           OR c.reason = 'Late delivery' AND c.id % 3 = 0)
ORDER BY c.resolved_on, c.id;

-- One invoice for each shipper and month, due after thirty days.
WITH months AS (
    SELECT customer_id, date(accepted_on, 'start of month', '+1 month') AS issued,
           ROUND(SUM(price), 2) AS amount,
           row_number() OVER (ORDER BY date(accepted_on, 'start of month'),
                                       customer_id) AS i
    FROM parcels
    WHERE accepted_on < '2026-11-01'
    GROUP BY customer_id, date(accepted_on, 'start of month')),
timed AS (
    SELECT *, date(issued, '+' || (12 + dice.a % 31
                                   + 14 * (customer_id % 7 = 6)) || ' days')
              AS paid, dice.b
    FROM months JOIN dice ON dice.n = months.i * 3)
INSERT INTO invoices (customer_id, issued_on, due_on, amount, paid_on)
SELECT customer_id, issued, date(issued, '+30 days'), amount,
       CASE WHEN paid <= '2026-11-19'
                 AND NOT (issued >= '2026-07-01' AND b < 130) THEN paid END
FROM timed
ORDER BY issued, customer_id;

-- Fuel is bought once a week; what is electric needs none.
WITH RECURSIVE weeks (i, day) AS (
    SELECT 0, '2024-11-22'
    UNION ALL SELECT i + 1, date(day, '+7 days') FROM weeks WHERE i < 103),
filled AS (
    SELECT v.id, v.type, w.i, date(w.day, '+' || (v.id % 5) || ' days') AS day,
           420 + v.id * 13 % 170 + dice.a % 120 AS km, dice.b % 25 AS more
    FROM weeks w JOIN vehicles v JOIN dice ON dice.n = w.i * 28 + v.id
    WHERE v.type <> 'Electric van'),
measured AS (
    SELECT *, km * (CASE type WHEN 'Truck' THEN 205 WHEN 'Diesel van' THEN 84
                              ELSE 101 END + more + id % 6) / 100 AS decilitres
    FROM filled
    WHERE day <= '2026-11-19')
INSERT INTO fuel (vehicle_id, bought_on, litres, cost, km)
SELECT id, day, decilitres / 10.0,
       decilitres * (136 + i / 8 + 5 * (type = 'Petrol van')) / 10 / 100.0, km
FROM measured
ORDER BY day, id;

WITH visits AS (
    SELECT n, a, b, 1 + c * 28 / 1000 AS vehicle,
           date('2024-11-20', '+' || (n * 730 / 310) || ' days') AS day, d
    FROM dice
    WHERE n < 310)
INSERT INTO workshop_visits (vehicle_id, came_on, kind, cost, days_off_road)
SELECT v.id, day,
       CASE WHEN a < 380 THEN 'Service' WHEN a < 700 THEN 'Repair'
            WHEN a < 860 THEN 'Tyres' ELSE 'Inspection' END,
       CASE WHEN a < 380 THEN 180 + b % 150 WHEN a < 700 THEN 240 + b
            WHEN a < 860 THEN 320 + b % 200 ELSE 85 END
       + 110 * (v.type = 'Truck'),
       CASE WHEN a >= 380 AND a < 700 THEN 1 + d % 6 ELSE d % 2 END
FROM visits JOIN vehicles v ON v.id = visits.vehicle
ORDER BY day, v.id;

-- Full weeks, named by their Monday.
WITH RECURSIVE weeks (i, day) AS (
    SELECT 0, '2024-11-25'
    UNION ALL SELECT i + 1, date(day, '+7 days') FROM weeks WHERE i < 102),
worked AS (
    SELECT d.id, w.day,
           CASE WHEN d.contract = 'Agency' THEN 60 ELSE 76 END AS agreed,
           dice.a % 14 + 5 * (strftime('%m', w.day) = '12')
           + 4 * (d.depot_id = 4) - 6 AS more
    FROM weeks w
    JOIN drivers d ON d.hired_on <= w.day
                      AND (d.left_on IS NULL OR d.left_on > date(w.day, '+6 days'))
    JOIN dice ON dice.n = w.i * 44 + d.id)
INSERT INTO working_weeks
SELECT id, day, (agreed + more) / 2.0, max(0, more) / 2.0
FROM worked;

COMMIT;
