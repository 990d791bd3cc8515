-- Wayfarer Hotels, seven houses: two years to 2026-11-19, the same on every
-- machine. There is no chance in it: `dice` holds numbers that look thrown and
-- are worked out from their row, and everything else is counted from them.
-- Bookings were all made by 2026-11-19; some of their nights are still to come.

BEGIN;

CREATE TABLE hotels (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT NOT NULL,
    style TEXT NOT NULL, rooms INTEGER NOT NULL, opened_on TEXT NOT NULL);
CREATE TABLE rooms (
    id INTEGER PRIMARY KEY,
    hotel_id INTEGER NOT NULL REFERENCES hotels (id),
    number TEXT NOT NULL, type TEXT NOT NULL);
CREATE TABLE channels (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    commission_percent INTEGER NOT NULL);
CREATE TABLE bookings (
    id INTEGER PRIMARY KEY,
    room_id INTEGER NOT NULL REFERENCES rooms (id),
    channel_id INTEGER NOT NULL REFERENCES channels (id),
    segment TEXT NOT NULL, country TEXT NOT NULL, guests INTEGER NOT NULL,
    is_returning INTEGER NOT NULL, booked_on TEXT NOT NULL,
    arrives_on TEXT NOT NULL, leaves_on TEXT NOT NULL,
    nights INTEGER NOT NULL, amount REAL NOT NULL, cancelled_on TEXT);
-- One row for each night of a booking that was not cancelled.
CREATE TABLE nights (
    booking_id INTEGER NOT NULL REFERENCES bookings (id),
    room_id INTEGER NOT NULL REFERENCES rooms (id),
    night TEXT NOT NULL, price REAL NOT NULL,
    PRIMARY KEY (room_id, night));
CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    hotel_id INTEGER NOT NULL REFERENCES hotels (id),
    written_on TEXT NOT NULL, score INTEGER NOT NULL, -- 1 to 10
    is_answered INTEGER NOT NULL);
CREATE TABLE complaints (
    id INTEGER PRIMARY KEY,
    hotel_id INTEGER NOT NULL REFERENCES hotels (id),
    made_on TEXT NOT NULL, topic TEXT NOT NULL, refund REAL NOT NULL);
CREATE TABLE restaurants (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    hotel_id INTEGER NOT NULL REFERENCES hotels (id), seats INTEGER NOT NULL);
CREATE TABLE meals (
    restaurant_id INTEGER NOT NULL REFERENCES restaurants (id),
    day TEXT NOT NULL, meal TEXT NOT NULL, covers INTEGER NOT NULL,
    sales REAL NOT NULL,
    PRIMARY KEY (restaurant_id, day, meal));
CREATE TABLE dishes (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, course TEXT NOT NULL,
    price REAL NOT NULL);
CREATE TABLE dish_sales (
    dish_id INTEGER NOT NULL REFERENCES dishes (id),
    restaurant_id INTEGER NOT NULL REFERENCES restaurants (id),
    day TEXT NOT NULL, portions INTEGER NOT NULL,
    PRIMARY KEY (dish_id, restaurant_id, day));
CREATE TABLE food_waste (
    restaurant_id INTEGER NOT NULL REFERENCES restaurants (id),
    day TEXT NOT NULL, reason TEXT NOT NULL, kg REAL NOT NULL,
    cost REAL NOT NULL,
    PRIMARY KEY (restaurant_id, day, reason));
CREATE TABLE cleanings (
    id INTEGER PRIMARY KEY,
    room_id INTEGER NOT NULL REFERENCES rooms (id),
    cleaned_on TEXT NOT NULL, kind TEXT NOT NULL, minutes INTEGER NOT NULL,
    is_redone INTEGER NOT NULL);
CREATE TABLE repairs (
    id INTEGER PRIMARY KEY,
    room_id INTEGER NOT NULL REFERENCES rooms (id),
    trade TEXT NOT NULL, reported_on TEXT NOT NULL, finished_on TEXT,
    cost REAL, closes_room INTEGER NOT NULL);
CREATE TABLE energy (
    hotel_id INTEGER NOT NULL REFERENCES hotels (id),
    month TEXT NOT NULL, kind TEXT NOT NULL, kwh INTEGER NOT NULL,
    cost REAL NOT NULL,
    PRIMARY KEY (hotel_id, month, kind));
CREATE TABLE employees (
    id INTEGER PRIMARY KEY,
    hotel_id INTEGER NOT NULL REFERENCES hotels (id),
    department TEXT NOT NULL, hired_on TEXT NOT NULL);
CREATE TABLE working_weeks (
    employee_id INTEGER NOT NULL REFERENCES employees (id),
    week TEXT NOT NULL, hours REAL NOT NULL, overtime REAL NOT NULL,
    PRIMARY KEY (employee_id, week));
CREATE TABLE sick_leaves (
    id INTEGER PRIMARY KEY,
    employee_id INTEGER NOT NULL REFERENCES employees (id),
    began_on TEXT NOT NULL, days INTEGER NOT NULL);
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    hotel_id INTEGER NOT NULL REFERENCES hotels (id),
    kind TEXT NOT NULL, client TEXT NOT NULL, booked_on TEXT NOT NULL,
    held_on TEXT NOT NULL, attendees INTEGER NOT NULL, revenue REAL NOT NULL);

INSERT INTO hotels VALUES
    (1, 'Grand Terminus', 'Porto', 'City', 62, '1998-05-04'),
    (2, 'Harbour House', 'Galway', 'City', 34, '2007-03-19'),
    (3, 'Old Mill', 'Bruges', 'City', 18, '2011-09-12'),
    (4, 'Alpenrose', 'Innsbruck', 'Mountain', 30, '2014-12-01'),
    (5, 'Villa Serena', 'Como', 'Lake', 14, '2018-04-16'),
    (6, 'Cliff Lodge', 'Biarritz', 'Seaside', 26, '2016-06-06'),
    (7, 'Linden Court', 'Vienna', 'City', 56, '2021-10-11');
INSERT INTO channels VALUES
    (1, 'Website', 0), (2, 'Roomly', 17), (3, 'StayFinder', 15),
    (4, 'Telephone', 0), (5, 'Travel agency', 10), (6, 'Company contract', 0);
INSERT INTO restaurants VALUES
    (1, 'Brasserie Terminus', 1, 90), (2, 'Quay Kitchen', 2, 60),
    (3, 'Mill Race', 3, 32), (4, 'Bergstube', 4, 54), (5, 'Limonaia', 5, 28),
    (6, 'Surf Table', 6, 48), (7, 'Linden Garden', 7, 80),
    (8, 'Skyline Bar', 7, 40);
INSERT INTO dishes VALUES
    (1, 'Fish soup', 'Starter', 11.5), (2, 'Beetroot salad', 'Starter', 10),
    (3, 'Beef tartare', 'Starter', 15), (4, 'Grilled octopus', 'Main', 26),
    (5, 'Mushroom risotto', 'Main', 21), (6, 'Veal schnitzel', 'Main', 27.5),
    (7, 'Club sandwich', 'Main', 17), (8, 'Lentil curry', 'Main', 19),
    (9, 'Cod in white wine', 'Main', 25), (10, 'Lemon tart', 'Dessert', 9.5),
    (11, 'Chocolate mousse', 'Dessert', 9), (12, 'Cheese plate', 'Dessert', 13);

-- Five numbers for each row, from 0 to 999, that have nothing to do with each
-- other or with the row before.
CREATE TEMP TABLE dice AS
WITH RECURSIVE
rows (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM rows WHERE n < 60000),
first (n, x) AS (SELECT n, (n * 2654435761 + 777) % 4294967296 FROM rows),
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

-- Days to the end of the bookings: the last 90 are still to come.
CREATE TEMP TABLE days AS
WITH RECURSIVE days (i, day) AS (
    SELECT 0, '2024-11-20'
    UNION ALL SELECT i + 1, date(day, '+1 day') FROM days WHERE i < 819)
SELECT i, day, CAST(strftime('%w', day) AS INTEGER) AS weekday,
       CAST(strftime('%m', day) AS INTEGER) AS month
FROM days;

-- How sought after a style of house is in a month, in percent.
CREATE TEMP TABLE seasons AS
WITH months (month) AS (SELECT DISTINCT month FROM days)
SELECT style, month,
       CASE style WHEN 'Mountain'
            THEN CASE WHEN month IN (1, 2, 12) THEN 100 WHEN month IN (3, 7, 8)
                      THEN 86 WHEN month IN (4, 5, 11) THEN 42 ELSE 62 END
            WHEN 'City'
            THEN CASE WHEN month IN (5, 6, 9, 10, 12) THEN 94
                      WHEN month IN (1, 2) THEN 62 ELSE 80 END
            ELSE CASE WHEN month IN (6, 7, 8) THEN 100 WHEN month IN (5, 9)
                      THEN 84 WHEN month IN (4, 10) THEN 66 ELSE 40 END
            END AS percent
FROM (SELECT DISTINCT style FROM hotels) JOIN months;

INSERT INTO rooms
SELECT row_number() OVER (ORDER BY h.id, n.i), h.id,
       (1 + n.i / 12) || substr('0' || (1 + n.i % 12), -2),
       CASE WHEN n.i % 9 = 8 THEN 'Suite' WHEN n.i % 9 IN (2, 6) THEN 'Twin'
            WHEN n.i % 9 = 4 THEN 'Family room'
            WHEN n.i % 9 = 0 AND h.style = 'City' THEN 'Single'
            ELSE 'Double' END
FROM hotels h JOIN (SELECT i FROM days WHERE i < 62) n ON n.i < h.rooms;

-- The stays in a room follow one another, so that none is ever booked twice.
-- A stay that nobody had booked by the last day is left out.
CREATE TEMP TABLE stays AS
WITH RECURSIVE chain (room, style, i, came, went) AS (
    SELECT r.id, h.style, 0, '2024-11-01',
           date('2024-11-18', '+' || (r.id % 5) || ' days')
    FROM rooms r JOIN hotels h ON h.id = r.hotel_id
    UNION ALL
    SELECT c.room, c.style, c.i + 1,
           date(c.went, '+' || g.gap || ' days'),
           date(c.went, '+' || (g.gap + 1
                + dice.b * dice.b / 1000 * (CASE c.style WHEN 'City' THEN 4
                                                         ELSE 7 END) / 1000)
                         || ' days')
    FROM chain c
    JOIN dice ON dice.n = (c.room * 331 + c.i * 7) % 60000 + 1
    JOIN seasons s ON s.style = c.style
                      AND s.month = CAST(strftime('%m', c.went) AS INTEGER)
    JOIN (SELECT i AS gap FROM days WHERE i < 12) g
         ON g.gap = CASE WHEN dice.a < s.percent * 7 THEN 0
                         ELSE 1 + (1000 - s.percent * 9) * (dice.c % 100) / 11000
                    END
    WHERE c.went < '2027-02-10')
SELECT row_number() OVER (ORDER BY came, room) AS id, room, style, came, went
FROM chain WHERE i > 0;

CREATE TEMP TABLE drawn AS
WITH thrown AS (
    SELECT s.*, r.type, r.hotel_id, x.a, x.b, x.c, x.d, x.e, y.a AS f, y.b AS g,
           y.c AS h, y.d AS k
    FROM stays s JOIN rooms r ON r.id = s.room
    JOIN dice x ON x.n = (s.id * 7 + 3) % 60000 + 1
    JOIN dice y ON y.n = (s.id * 11 + 29) % 60000 + 1)
SELECT *,
       CASE WHEN style = 'City' AND a < 380 OR a < 90 THEN 'Business'
            WHEN a < 820 THEN 'Leisure' WHEN a < 920 THEN 'Group'
            ELSE 'Conference' END AS segment,
       CASE WHEN b < 250 THEN 1 WHEN b < 500 THEN 2 WHEN b < 690 THEN 3
            WHEN b < 790 THEN 4 WHEN b < 880 THEN 5
            ELSE 6 END AS channel,
       CASE WHEN c < 190 THEN 'Germany' WHEN c < 330 THEN 'United Kingdom'
            WHEN c < 450 THEN 'France' WHEN c < 550 THEN 'Ireland'
            WHEN c < 640 THEN 'Austria' WHEN c < 720 THEN 'Italy'
            WHEN c < 800 THEN 'Netherlands' WHEN c < 870 THEN 'United States'
            WHEN c < 930 THEN 'Portugal' WHEN c < 970 THEN 'Spain'
            ELSE 'Switzerland' END AS country
FROM thrown;

CREATE TEMP TABLE booked AS
SELECT d.*,
       date(came, '-' || CASE segment WHEN 'Business' THEN d * 24 / 1000
                              WHEN 'Leisure' THEN 2 + d * e / 1000 * 130 / 1000
                              WHEN 'Group' THEN 30 + d * 160 / 1000
                              ELSE 20 + d * 110 / 1000 END || ' days') AS made_on,
       CASE type WHEN 'Single' THEN 1 WHEN 'Family room' THEN 3 + f % 2
            ELSE 1 + (f < 640 + 200 * (segment = 'Leisure')) END AS guests,
       g < 170 + 120 * (hotel_id = 3) + 90 * (segment = 'Business') AS is_returning,
       -- The room's price of a night, in euros, before season and weekend.
       (CASE hotel_id WHEN 1 THEN 118 WHEN 2 THEN 109 WHEN 3 THEN 126
                      WHEN 4 THEN 132 WHEN 5 THEN 214 WHEN 6 THEN 139
                      ELSE 124 END)
       * (CASE type WHEN 'Single' THEN 78 WHEN 'Suite' THEN 185
                    WHEN 'Family room' THEN 132 ELSE 100 END)
       * (100 - 12 * (segment IN ('Group', 'Business')) + h % 16) / 10000 AS base
FROM drawn d;
DELETE FROM booked WHERE made_on > '2026-11-19';

CREATE TEMP TABLE priced AS
SELECT b.id, b.room, d.day AS night,
       b.base * (70 + s.percent * 4 / 10 + 12 * (d.weekday IN (5, 6))) / 100
           AS price
FROM booked b
JOIN days d ON d.day >= b.came AND d.day < b.went
JOIN seasons s ON s.style = b.style AND s.month = d.month;

-- Those who kept their booking, then those who did not; Roomly's guests cancel
-- more often. A cancelled booking is for a room that somebody else then had.
WITH kept AS (
    SELECT b.*, p.amount
    FROM booked b JOIN (SELECT id, SUM(price) AS amount FROM priced GROUP BY id) p
         ON p.id = b.id),
lost AS (
    SELECT *, date(made_on, '+' || CAST((julianday(came) - julianday(made_on))
                                        * k / 1000 AS INTEGER) || ' days')
              AS cancelled_on
    FROM kept
    WHERE g >= 900 - 90 * (channel = 2) - 40 * (channel = 3)
               + 60 * (channel IN (4, 6))),
all_of_them AS (
    SELECT *, NULL AS cancelled_on FROM kept
    UNION ALL
    SELECT * FROM lost WHERE cancelled_on <= '2026-11-19')
INSERT INTO bookings
SELECT row_number() OVER (ORDER BY made_on, id, cancelled_on IS NULL), room, channel,
       segment, country, guests, is_returning, made_on, came, went,
       CAST(julianday(went) - julianday(came) AS INTEGER), amount, cancelled_on
FROM all_of_them;

INSERT INTO nights
SELECT b.id, p.room, p.night, p.price
FROM priced p
JOIN booked s ON s.id = p.id
JOIN bookings b ON b.room_id = s.room AND b.arrives_on = s.came
                   AND b.cancelled_on IS NULL;

-- One stay in six is written about; Villa Serena is liked best, Linden Court
-- least.
WITH chosen AS (
    SELECT b.id, r.hotel_id, date(b.leaves_on, '+' || (1 + x.b % 9) || ' days') AS day,
           x.c, x.d
    FROM bookings b JOIN rooms r ON r.id = b.room_id
    JOIN dice x ON x.n = (b.id * 13 + 7) % 60000 + 1
    WHERE b.cancelled_on IS NULL AND x.a < 160 AND b.leaves_on >= '2024-11-20')
INSERT INTO reviews (hotel_id, written_on, score, is_answered)
SELECT hotel_id, day,
       CASE WHEN c < 40 + 50 * (hotel_id = 7) THEN 3 + d % 3
            WHEN c < 180 + 90 * (hotel_id IN (1, 7)) THEN 6 + d % 2
            WHEN c < 620 - 200 * (hotel_id = 5) THEN 8
            WHEN c < 840 - 160 * (hotel_id = 5) THEN 9 ELSE 10 END,
       d < 690 - 240 * (hotel_id = 6)
FROM chosen WHERE day <= '2026-11-19'
ORDER BY day, id;

-- Noise in the Old Mill, the wireless network in Linden Court.
WITH chosen AS (
    SELECT b.id, r.hotel_id, date(b.arrives_on, '+' || (x.b % b.nights) || ' days') AS day,
           x.c, x.d
    FROM bookings b JOIN rooms r ON r.id = b.room_id
    JOIN dice x ON x.n = (b.id * 17 + 41) % 60000 + 1
    WHERE b.cancelled_on IS NULL AND b.arrives_on >= '2024-11-20'
          AND x.a < 58 + 50 * (r.hotel_id = 3) + 30 * (r.hotel_id = 7))
INSERT INTO complaints (hotel_id, made_on, topic, refund)
SELECT hotel_id, day,
       CASE WHEN c < 170 + 380 * (hotel_id = 3) THEN 'Noise'
            WHEN c < 330 + 380 * (hotel_id = 3) THEN 'Cleanliness'
            WHEN c < 500 + 300 * (hotel_id = 3) + 200 * (hotel_id = 7) THEN 'Wi-Fi'
            WHEN c < 740 + 130 * (hotel_id IN (3, 7)) THEN 'Heating'
            WHEN c < 890 THEN 'Bill' ELSE 'Staff' END,
       CASE WHEN d < 260 THEN 15 + d % 12 * 5 ELSE 0 END
FROM chosen WHERE day <= '2026-11-19'
ORDER BY day, id;

-- Guests of the house eat breakfast there, some dine; others come in. The
-- Skyline Bar opens in the evening only.
WITH sleepers AS (
    SELECT r.hotel_id, date(n.night, '+1 day') AS day, SUM(b.guests) AS guests
    FROM nights n JOIN rooms r ON r.id = n.room_id
    JOIN bookings b ON b.id = n.booking_id
    WHERE n.night >= '2024-11-20' AND n.night <= '2026-11-18'
    GROUP BY 1, 2),
served AS (
    SELECT t.id AS restaurant, s.day, m.column1 AS meal, m.column2 AS price,
           CASE m.column1
                WHEN 'Breakfast' THEN s.guests * (68 + x.a % 14) / 100
                WHEN 'Lunch' THEN s.guests * 9 / 100 + t.seats * (20 + x.b % 25) / 100
                ELSE s.guests * 22 / 100
                     + t.seats * (30 + x.c % 40 + 18 * (strftime('%w', s.day)
                                                        IN ('5', '6'))) / 100
                END AS covers,
           x.d
    FROM restaurants t JOIN sleepers s ON s.hotel_id = t.hotel_id
    JOIN (VALUES ('Breakfast', 19), ('Lunch', 26), ('Dinner', 47)) m
    JOIN dice x ON x.n = (t.id * 3001 + CAST(julianday(s.day) AS INTEGER) * 13
                          + m.column2) % 60000 + 1
    WHERE t.id <> 8 OR m.column1 = 'Dinner')
INSERT INTO meals
SELECT restaurant, day, meal, covers,
       covers * (price * 100 + d - 500 + 900 * (restaurant = 5)
                 - 1900 * (restaurant = 8)) / 100.0
FROM served WHERE covers > 0;

-- Seven dishes on each card, of the twelve.
WITH cards AS (
    SELECT t.id AS restaurant, d.id AS dish
    FROM restaurants t JOIN dishes d
    WHERE (t.id * 5 + d.id * 7) % 12 < 7 AND t.id <> 8
          OR t.id = 8 AND d.id IN (3, 7, 12)),
totals AS (
    SELECT restaurant_id, day, SUM(covers) AS covers
    FROM meals WHERE meal <> 'Breakfast' AND day >= '2026-06-01'
    GROUP BY 1, 2),
sold AS (
    SELECT c.dish, c.restaurant, t.day,
           t.covers * (6 + c.dish * 5 % 11 + x.a % 12) / 100 AS portions
    FROM cards c JOIN totals t ON t.restaurant_id = c.restaurant
    JOIN dice x ON x.n = (c.restaurant * 4001 + c.dish * 97
                          + CAST(julianday(t.day) AS INTEGER) * 29) % 60000 + 1)
INSERT INTO dish_sales SELECT * FROM sold WHERE portions > 0;

-- Quay Kitchen throws away most for its size, off the breakfast buffet.
WITH totals AS (
    SELECT restaurant_id, day, SUM(covers) AS covers
    FROM meals WHERE day >= '2026-03-01' GROUP BY 1, 2)
INSERT INTO food_waste
SELECT restaurant_id, day, reason, kg10 / 10.0, kg10 * euros / 10.0
FROM (SELECT t.restaurant_id, t.day, w.column1 AS reason, w.column3 AS euros,
             t.covers * (w.column2 + x.a % 5
                         + 8 * (t.restaurant_id = 2 AND w.column1 = 'Buffet'))
             * 10 / 1000 AS kg10
      FROM totals t
      JOIN (VALUES ('Buffet', 9, 5), ('Plates', 7, 6), ('Spoilt', 3, 7)) w
      JOIN dice x ON x.n = (t.restaurant_id * 5003 + w.column2 * 11
                            + CAST(julianday(t.day) AS INTEGER) * 31) % 60000 + 1
      WHERE t.restaurant_id <> 8 OR w.column1 <> 'Buffet')
WHERE kg10 > 0;

-- A room is cleaned after each night; after the last one thoroughly.
WITH chosen AS (
    SELECT n.room_id, r.hotel_id, r.type, date(n.night, '+1 day') AS day,
           date(n.night, '+1 day') = b.leaves_on AS leaves
    FROM nights n JOIN bookings b ON b.id = n.booking_id
    JOIN rooms r ON r.id = n.room_id
    WHERE n.night >= '2026-05-31' AND n.night <= '2026-11-18'),
numbered AS (
    SELECT row_number() OVER (ORDER BY day, room_id) AS id, * FROM chosen)
INSERT INTO cleanings
SELECT c.id, room_id, day, CASE leaves WHEN 1 THEN 'Departure' ELSE 'Stay' END,
       CASE leaves WHEN 1 THEN 24 ELSE 12 END + x.a % 12 + 11 * (type = 'Suite')
       + 5 * (type = 'Family room') + 6 * (hotel_id = 2),
       x.b < 28 + 25 * (hotel_id = 1) + 20 * (hotel_id = 2)
FROM numbered c JOIN dice x ON x.n = (c.id * 19 + 5) % 60000 + 1;

-- Nearly three repairs a day; in Linden Court they take longer.
WITH RECURSIVE
slots (slot) AS (SELECT 1 UNION ALL SELECT slot + 1 FROM slots WHERE slot < 4),
chosen AS (
    SELECT row_number() OVER (ORDER BY i, slot) AS id, day
    FROM days JOIN slots
    WHERE i < 730 AND slot <= 2 + i * 3 % 3),
thrown AS (
    SELECT c.id, c.day, r.id AS room, r.hotel_id, x.b, x.c, x.d, x.e,
           CASE WHEN x.b < 300 THEN 'Plumbing' WHEN x.b < 540 THEN 'Electrics'
                WHEN x.b < 720 THEN 'Heating' WHEN x.b < 880 THEN 'Furniture'
                ELSE 'Air conditioning' END AS trade
    FROM chosen c JOIN dice x ON x.n = (c.id * 23 + 17) % 60000 + 1
    JOIN rooms r ON r.id = 1 + x.a * 240 / 1000),
timed AS (
    SELECT *, date(day, '+' || (c * c / 1000 * (24 + 18 * (hotel_id = 7)
                                + 9 * (trade = 'Air conditioning')) / 1000
                                + 20 * (d > 965)) || ' days') AS done
    FROM thrown)
INSERT INTO repairs
SELECT id, room, trade, day, CASE WHEN done <= '2026-11-19' THEN done END,
       CASE WHEN done <= '2026-11-19'
            THEN 35 + d % 40 * 5 + 120 * (trade IN ('Heating', 'Air conditioning'))
       END,
       e < 210
FROM timed;

-- Alpenrose burns most for its size.
WITH months AS (
    SELECT DISTINCT date(day, 'start of month') AS month, month AS m
    FROM days WHERE day < '2026-11-01' AND day >= '2024-12-01'),
measured AS (
    SELECT h.id, o.month, k.column1 AS kind,
           h.rooms * (CASE k.column1
               WHEN 'Electricity' THEN 410 + 90 * (o.m IN (7, 8))
               WHEN 'Gas' THEN CASE WHEN o.m IN (12, 1, 2) THEN 680
                                    WHEN o.m IN (3, 4, 10, 11) THEN 390 ELSE 120 END
               ELSE CASE WHEN o.m IN (12, 1, 2) THEN 150 ELSE 40 END END
               + x.a % 60) * (100 + 45 * (h.id = 4) - 15 * (h.id = 7)) / 100 AS kwh,
           k.column2 + x.b % 4 AS cents
    FROM hotels h JOIN months o
    JOIN (VALUES ('Electricity', 24), ('Gas', 9), ('District heating', 12)) k
    JOIN dice x ON x.n = h.id * 1009 + CAST(julianday(o.month) AS INTEGER) % 997
                         + k.column2 * 50
    WHERE k.column1 = 'Electricity'
          OR (k.column1 = 'District heating') = (h.id IN (1, 7)))
INSERT INTO energy
SELECT id, month, kind, kwh, kwh * cents / 100.0 FROM measured;

WITH posts AS (
    SELECT row_number() OVER (ORDER BY h.id, p.column2, n.i) AS id, h.id AS hotel,
           p.column1 AS department
    FROM hotels h
    JOIN (VALUES ('Front desk', 9), ('Housekeeping', 7), ('Kitchen', 10),
                 ('Service', 11), ('Maintenance', 30)) p
    JOIN (SELECT i FROM days WHERE i < 12) n
         ON n.i < 1 + h.rooms / p.column2)
INSERT INTO employees
SELECT id, hotel, department,
       date('2014-01-13', '+' || (id * 613 % 3900) || ' days')
FROM posts;

-- Full weeks, named by their Monday; the Grand Terminus has few people.
WITH weeks AS (
    SELECT i, day FROM days
    WHERE weekday = 1 AND day >= '2024-11-25' AND day < '2026-11-16'),
worked AS (
    SELECT e.id, w.day,
           x.a % 12 - 4 + 5 * (e.hotel_id = 1) + 4 * (e.department = 'Kitchen') AS more,
           CASE WHEN e.id % 4 = 0 THEN 50 ELSE 78 END AS agreed
    FROM weeks w JOIN employees e ON e.hired_on <= w.day
    JOIN dice x ON x.n = (w.i * 191 + e.id * 7) % 60000 + 1)
INSERT INTO working_weeks
SELECT id, day, (agreed + more) / 2.0, max(0, more) / 2.0 FROM worked;

-- Kitchens are ill more often, and so is everybody in winter.
WITH RECURSIVE
slots (slot) AS (SELECT 1 UNION ALL SELECT slot + 1 FROM slots WHERE slot < 4),
chosen AS (
    SELECT row_number() OVER (ORDER BY i, slot) AS id, i, day
    FROM days JOIN slots
    WHERE i < 730 AND slot <= 1 + (i % 3 > 0) + (month IN (11, 12, 1, 2)))
INSERT INTO sick_leaves
SELECT c.id, e.id, c.day, 1 + x.b * x.b / 1000 * 9 / 1000 + 11 * (x.c > 965)
FROM chosen c JOIN dice x ON x.n = (c.id * 37 + 11) % 60000 + 1
JOIN employees e
     ON e.id = 1 + x.a * (SELECT COUNT(*) FROM employees) / 1000
WHERE e.department = 'Kitchen' OR x.d < 700;

-- Events on most days, booked weeks before; some are still to come.
WITH clients (i, client) AS (VALUES
    (0, 'Nordlicht Insurance'), (1, 'Bluebell Weddings'), (2, 'Tramontana Wines'),
    (3, 'City Choir'), (4, 'Optic Systems'), (5, 'Verbena Cosmetics'),
    (6, 'Rotary Circle'), (7, 'Kaleido Software'), (8, 'Chess Union'),
    (9, 'Atlantic Notaries')),
chosen AS (
    SELECT d.i + 1 AS id, d.i, d.day, x.a, x.b, x.c, x.d, x.e
    FROM days d JOIN dice x ON x.n = (d.i * 41 + 3) % 60000 + 1
    WHERE x.e < 640),
placed AS (
    SELECT c.*, CASE WHEN a < 300 THEN 1 WHEN a < 560 THEN 7 WHEN a < 680 THEN 2
                     WHEN a < 790 THEN 4 WHEN a < 890 THEN 6 WHEN a < 950 THEN 5
                     ELSE 3 END AS hotel,
           CASE WHEN b < 430 THEN 'Conference' WHEN b < 640 THEN 'Wedding'
                WHEN b < 840 THEN 'Banquet' ELSE 'Workshop' END AS kind,
           date(day, '-' || (18 + c * 160 / 1000) || ' days') AS made
    FROM chosen c)
INSERT INTO events
SELECT id, hotel, kind,
       CASE kind WHEN 'Wedding' THEN 'Bluebell Weddings' ELSE l.client END, made, day,
       people, people * (CASE kind WHEN 'Wedding' THEN 128 WHEN 'Banquet' THEN 74
                                   WHEN 'Conference' THEN 96 ELSE 61 END + d % 25)
FROM (SELECT *, 12 + d * CASE kind WHEN 'Workshop' THEN 20
                              ELSE 14 + (SELECT rooms FROM hotels
                                         WHERE id = hotel) * 2 END / 1000
                AS people FROM placed) p
JOIN clients l ON l.i = p.id % 10
WHERE made <= '2026-11-19';

COMMIT;
