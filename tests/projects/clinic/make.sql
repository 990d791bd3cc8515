-- Saltmarsh Clinics, a group of four hospitals: two years to 2026-11-19, the
-- same on every machine. There is no chance in it: `dice` holds numbers that
-- look thrown and are worked out from their row, and everything else is counted
-- from them.

BEGIN;

CREATE TABLE sites (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, town TEXT NOT NULL);
CREATE TABLE departments (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE wards (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    department_id INTEGER NOT NULL REFERENCES departments (id),
    beds INTEGER NOT NULL);
CREATE TABLE physicians (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    department_id INTEGER NOT NULL REFERENCES departments (id),
    site_id INTEGER NOT NULL REFERENCES sites (id), grade TEXT NOT NULL);
CREATE TABLE appointments (
    id INTEGER PRIMARY KEY,
    physician_id INTEGER NOT NULL REFERENCES physicians (id),
    kind TEXT NOT NULL, booked_on TEXT NOT NULL, held_on TEXT NOT NULL,
    status TEXT NOT NULL, -- attended, no-show, cancelled
    waited_minutes INTEGER); -- in the waiting room
CREATE TABLE admissions (
    id INTEGER PRIMARY KEY,
    ward_id INTEGER NOT NULL REFERENCES wards (id), bed INTEGER NOT NULL,
    kind TEXT NOT NULL, admitted_on TEXT NOT NULL, discharged_on TEXT,
    is_readmission INTEGER NOT NULL); -- left us in the 30 days before
CREATE TABLE emergency_visits (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    arrived_on TEXT NOT NULL, triage TEXT NOT NULL,
    minutes_to_physician INTEGER); -- NULL: left without being seen
CREATE TABLE operations (
    id INTEGER PRIMARY KEY,
    surgeon_id INTEGER NOT NULL REFERENCES physicians (id),
    planned_on TEXT NOT NULL, minutes INTEGER, -- NULL: cancelled
    cancelled_because TEXT);
CREATE TABLE laboratory_tests (
    id INTEGER PRIMARY KEY, test TEXT NOT NULL, requested_on TEXT NOT NULL,
    hours REAL NOT NULL); -- from the request to the result
CREATE TABLE medications (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, class TEXT NOT NULL,
    reorder_packs INTEGER NOT NULL); -- of a site
CREATE TABLE batches (
    id INTEGER PRIMARY KEY,
    medication_id INTEGER NOT NULL REFERENCES medications (id),
    site_id INTEGER NOT NULL REFERENCES sites (id),
    expires_on TEXT NOT NULL, packs INTEGER NOT NULL, pack_price REAL NOT NULL);
CREATE TABLE insurers (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE claims (
    id INTEGER PRIMARY KEY,
    insurer_id INTEGER NOT NULL REFERENCES insurers (id),
    department_id INTEGER NOT NULL REFERENCES departments (id),
    care TEXT NOT NULL, issued_on TEXT NOT NULL, amount REAL NOT NULL,
    paid_on TEXT, rejected_on TEXT, rejected_because TEXT);
CREATE TABLE staff (
    id INTEGER PRIMARY KEY, profession TEXT NOT NULL,
    site_id INTEGER NOT NULL REFERENCES sites (id));
CREATE TABLE absences (
    id INTEGER PRIMARY KEY,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    began_on TEXT NOT NULL, days INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE TABLE vacancies (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id), profession TEXT NOT NULL,
    opened_on TEXT NOT NULL, filled_on TEXT);
CREATE TABLE incidents (
    id INTEGER PRIMARY KEY,
    ward_id INTEGER NOT NULL REFERENCES wards (id),
    happened_on TEXT NOT NULL, kind TEXT NOT NULL);
CREATE TABLE complaints (
    id INTEGER PRIMARY KEY,
    department_id INTEGER NOT NULL REFERENCES departments (id),
    made_on TEXT NOT NULL, topic TEXT NOT NULL, closed_on TEXT);
CREATE TABLE surveys (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    answered_on TEXT NOT NULL, rating INTEGER NOT NULL,
    would_recommend INTEGER NOT NULL);

INSERT INTO sites VALUES
    (1, 'St Brigid''s', 'Rosscarra'), (2, 'Northshore', 'Dunally'),
    (3, 'Castle Park', 'Kilbarron'), (4, 'Riverside', 'Rosscarra');
INSERT INTO departments VALUES
    (1, 'Cardiology'), (2, 'Orthopaedics'), (3, 'General Surgery'),
    (4, 'Internal Medicine'), (5, 'Oncology'), (6, 'Paediatrics'),
    (7, 'Maternity'), (8, 'Neurology'), (9, 'Dermatology');
INSERT INTO wards VALUES
    (1, 'Oak', 1, 1, 14), (2, 'Elm', 1, 2, 12), (3, 'Maple', 2, 3, 12),
    (4, 'Birch', 2, 4, 16), (5, 'Cedar', 3, 5, 10), (6, 'Willow', 3, 6, 10),
    (7, 'Hazel', 4, 7, 11), (8, 'Rowan', 4, 4, 13),
    (9, 'Intensive Care', 1, 4, 8), (10, 'Stroke Unit', 2, 8, 9);
INSERT INTO medications VALUES
    (1, 'Amoxicillin', 'Antibiotic', 60), (2, 'Ceftriaxone', 'Antibiotic', 50),
    (3, 'Vancomycin', 'Antibiotic', 20), (4, 'Paracetamol', 'Painkiller', 120),
    (5, 'Ibuprofen', 'Painkiller', 80), (6, 'Morphine', 'Painkiller', 40),
    (7, 'Heparin', 'Anticoagulant', 45), (8, 'Warfarin', 'Anticoagulant', 25),
    (9, 'Insulin glargine', 'Diabetes', 30), (10, 'Metformin', 'Diabetes', 40),
    (11, 'Bisoprolol', 'Heart', 35), (12, 'Furosemide', 'Heart', 35),
    (13, 'Cisplatin', 'Chemotherapy', 12), (14, 'Propofol', 'Anaesthetic', 30),
    (15, 'Influenza vaccine', 'Vaccine', 50);
INSERT INTO insurers VALUES
    (1, 'Meridian Health'), (2, 'Civica'), (3, 'Blue Harbour'),
    (4, 'Pellar Mutual'), (5, 'Teachers Fund'), (6, 'Self-pay');

-- Five numbers for each row, from 0 to 999, that have nothing to do with each
-- other or with the row before.
CREATE TEMP TABLE dice AS
WITH RECURSIVE
rows (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM rows WHERE n < 30000),
first (n, x) AS (SELECT n, (n * 2654435761 + 54321) % 4294967296 FROM rows),
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

CREATE TEMP TABLE days AS
WITH RECURSIVE days (i, day) AS (
    SELECT 0, '2024-11-20'
    UNION ALL SELECT i + 1, date(day, '+1 day') FROM days WHERE i < 729)
SELECT i, day, strftime('%w', day) IN ('0', '6') AS is_weekend,
       CAST(strftime('%m', day) AS INTEGER) AS month
FROM days;

-- Three physicians of each department: two consultants and a registrar.
WITH names (id, name) AS (VALUES
    (1, 'Aoife Brennan'), (2, 'Bartosz Zielinski'), (3, 'Ciara Nolan'),
    (4, 'Declan Roche'), (5, 'Eimear Fallon'), (6, 'Finbar Keane'),
    (7, 'Grainne Moore'), (8, 'Hassan Rahimi'), (9, 'Ines Carvalho'),
    (10, 'Joanna Lynch'), (11, 'Kwame Mensah'), (12, 'Laoise Daly'),
    (13, 'Marek Dvorak'), (14, 'Nuala Quirke'), (15, 'Oisin Treacy'),
    (16, 'Padraig Shea'), (17, 'Rukmini Iyer'), (18, 'Sorcha Dunne'),
    (19, 'Tadhg Corrigan'), (20, 'Ursula Hoffmann'), (21, 'Valentina Rossi'),
    (22, 'William Tighe'), (23, 'Xiaoli Chen'), (24, 'Yvonne Cassidy'),
    (25, 'Zahra Aziz'), (26, 'Brendan Mulcahy'), (27, 'Deirdre Hession'))
INSERT INTO physicians
SELECT id, name, (id - 1) / 3 + 1,
       CASE id % 3 WHEN 0 THEN 1 + id % 4
                   ELSE CASE (id - 1) / 3 WHEN 0 THEN 1 WHEN 1 THEN 1
                             WHEN 2 THEN 2 WHEN 3 THEN 2 WHEN 4 THEN 3
                             WHEN 5 THEN 3 WHEN 6 THEN 4 WHEN 7 THEN 2
                             ELSE 4 END END,
       CASE id % 3 WHEN 0 THEN 'Registrar' ELSE 'Consultant' END
FROM names;

-- Appointments on working days, fewer in August; more each year. Dermatology
-- and Orthopaedics are waited for longest, and in Riverside people sit longest.
WITH RECURSIVE
slots (slot) AS (SELECT 1 UNION ALL SELECT slot + 1 FROM slots WHERE slot < 52),
chosen AS (
    SELECT row_number() OVER (ORDER BY i, slot) AS id, i, day
    FROM days JOIN slots
    WHERE NOT is_weekend
          AND slot <= 33 + i / 55 - 7 * (month = 8) + 3 * (month IN (1, 10))),
thrown AS (
    SELECT c.id, c.day, 1 + a * 27 / 1000 AS physician, dice.b, dice.c, dice.d,
           dice.e
    FROM chosen c JOIN dice ON dice.n = c.id),
drawn AS (
    SELECT t.*, p.department_id, p.site_id,
           CASE WHEN b < 330 THEN 'First visit' WHEN b < 830 THEN 'Follow-up'
                ELSE 'Video call' END AS kind,
           CASE WHEN c < 62 + 45 * (department_id = 9) + 30 * (department_id = 6)
                THEN 'no-show'
                WHEN c > 925 THEN 'cancelled' ELSE 'attended' END AS status
    FROM thrown t JOIN physicians p ON p.id = t.physician)
INSERT INTO appointments
SELECT id, physician, kind,
       date(day, '-' || (4 + d * (14 + 22 * (department_id = 9)
                                  + 16 * (department_id = 2)
                                  + department_id % 4 * 3) / 1000
                         + (kind = 'Follow-up') * 20) || ' days'),
       day, status,
       CASE WHEN status = 'attended' AND kind <> 'Video call'
            THEN 3 + e * (24 + 17 * (site_id = 4) + 5 * (site_id = 1)) / 1000
       END
FROM drawn;

-- The stays in a bed follow one another, so that no ward is ever over-full.
WITH RECURSIVE
beds (bed, ward, department) AS (
    SELECT row_number() OVER (ORDER BY w.id, n.i), w.id, w.department_id
    FROM wards w JOIN (SELECT i FROM days WHERE i < 16) n ON n.i < w.beds),
stays (bed, ward, department, i, came, went) AS (
    SELECT bed, ward, department, 0, date('2024-11-12', '+' || (bed % 7) || ' days'),
           date('2024-11-20', '+' || (bed % 5) || ' days')
    FROM beds
    UNION ALL
    SELECT s.bed, s.ward, s.department, s.i + 1,
           date(s.went, '+' || (CASE WHEN s.ward IN (4, 9) THEN dice.a % 8 = 0
                                     ELSE dice.a % 3 END
                                + dice.a % 2 * (s.ward IN (6, 7))) || ' days'),
           date(s.went, '+' || (CASE WHEN s.ward IN (4, 9) THEN dice.a % 8 = 0
                                     ELSE dice.a % 3 END
                                + dice.a % 2 * (s.ward IN (6, 7))
                                + 1 + dice.b * (5 + s.department % 4 * 2
                                                + 6 * (s.ward = 10)) / 1000
                                + 9 * (dice.c > 960)) || ' days')
    FROM stays s JOIN dice ON dice.n = (s.bed * 251 + s.i * 3) % 30000 + 1
    WHERE s.went < '2026-11-20')
INSERT INTO admissions
SELECT row_number() OVER (ORDER BY s.came, s.bed), s.ward, s.bed,
       CASE WHEN dice.d < 430 + 300 * (s.ward IN (9, 10)) THEN 'Emergency'
            ELSE 'Planned' END,
       s.came, CASE WHEN s.went < '2026-11-20' THEN s.went END,
       dice.e < 62 + 55 * (s.department = 1) + 25 * (s.department = 5)
FROM stays s JOIN dice ON dice.n = (s.bed * 257 + s.i * 5 + 11) % 30000 + 1
WHERE s.came < '2026-11-20';

-- Two sites have an emergency department; nights and winters are not told
-- apart, but weekends are.
WITH RECURSIVE
slots (slot) AS (SELECT 1 UNION ALL SELECT slot + 1 FROM slots WHERE slot < 48),
chosen AS (
    SELECT row_number() OVER (ORDER BY i, slot) AS id, day
    FROM days JOIN slots
    WHERE slot <= 32 + 5 * is_weekend + 4 * (month IN (12, 1, 2)) + i * 7 % 5),
thrown AS (
    SELECT c.id, c.day, 1 + (a >= 580) AS site,
           CASE WHEN b < 25 THEN 'Red' WHEN b < 150 THEN 'Orange'
                WHEN b < 480 THEN 'Yellow' WHEN b < 880 THEN 'Green'
                ELSE 'Blue' END AS triage,
           dice.c, dice.d
    FROM chosen c JOIN dice ON dice.n = (c.id * 7 + 3) % 30000 + 1)
INSERT INTO emergency_visits
SELECT id, site, day, triage,
       CASE WHEN triage IN ('Green', 'Blue') AND c < 45 + 20 * (site = 2)
            THEN NULL
            WHEN triage = 'Red' THEN d % 3
            WHEN triage = 'Orange' THEN 2 + d * 14 / 1000
            WHEN triage = 'Yellow' THEN 8 + d * 62 / 1000
            WHEN triage = 'Green' THEN 20 + d * (130 + 30 * (site = 2)) / 1000
            ELSE 30 + d * 220 / 1000 END
FROM thrown;

WITH RECURSIVE
slots (slot) AS (SELECT 1 UNION ALL SELECT slot + 1 FROM slots WHERE slot < 9),
surgeons (i, id) AS (VALUES
    (0, 4), (1, 5), (2, 6), (3, 7), (4, 8), (5, 9), (6, 19), (7, 20), (8, 1)),
chosen AS (
    SELECT row_number() OVER (ORDER BY i, slot) AS id, day
    FROM days JOIN slots
    WHERE NOT is_weekend AND slot <= 6 + i * 3 % 4 - 2 * (month = 8))
INSERT INTO operations
SELECT c.id, s.id, c.day,
       CASE WHEN dice.b >= 80 + 50 * (s.id = 8)
            THEN 35 + dice.c * (90 + s.id * 4) / 1000 END,
       CASE WHEN dice.b >= 80 + 50 * (s.id = 8) THEN NULL
            WHEN dice.d < 360 THEN 'No bed' WHEN dice.d < 610 THEN 'Patient unfit'
            WHEN dice.d < 820 THEN 'Staff shortage'
            ELSE 'Equipment fault' END
FROM chosen c
JOIN dice ON dice.n = (c.id * 13 + 7) % 30000 + 1
JOIN surgeons s ON s.i = dice.a * 9 / 1000;

WITH RECURSIVE
slots (slot) AS (SELECT 1 UNION ALL SELECT slot + 1 FROM slots WHERE slot < 28),
chosen AS (
    SELECT row_number() OVER (ORDER BY i, slot) AS id, day
    FROM days JOIN slots
    WHERE slot <= 22 - 9 * is_weekend + i / 180),
thrown AS (
    SELECT c.id, c.day, dice.b,
           CASE WHEN a < 360 THEN 'Blood count' WHEN a < 560 THEN 'Liver panel'
                WHEN a < 720 THEN 'Urine culture' WHEN a < 830 THEN 'Troponin'
                WHEN a < 930 THEN 'Blood gas' ELSE 'Biopsy' END AS test
    FROM chosen c JOIN dice ON dice.n = (c.id * 17 + 29) % 30000 + 1)
INSERT INTO laboratory_tests
SELECT id, test, day,
       (CASE test WHEN 'Blood gas' THEN 2 WHEN 'Troponin' THEN 7
                  WHEN 'Blood count' THEN 12 WHEN 'Liver panel' THEN 25
                  WHEN 'Urine culture' THEN 380 ELSE 820 END
        + b * (CASE test WHEN 'Blood gas' THEN 4 WHEN 'Troponin' THEN 11
                         WHEN 'Blood count' THEN 30 WHEN 'Liver panel' THEN 50
                         WHEN 'Urine culture' THEN 240 ELSE 700 END) / 1000)
       / 10.0
FROM thrown;

-- Two batches of each medication at each site, the first soon to expire.
WITH pairs AS (
    SELECT m.id AS medication, s.id AS site, m.reorder_packs AS level, k.i AS k,
           row_number() OVER (ORDER BY m.id, s.id, k.i) AS i
    FROM medications m JOIN sites s JOIN (SELECT i FROM days WHERE i < 2) k
    WHERE NOT (m.name = 'Cisplatin' AND s.id <> 3)
          AND NOT (m.name = 'Propofol' AND s.id > 2))
INSERT INTO batches
SELECT i, medication, site,
       date('2026-11-24', '+' || (k * 140 + dice.a * (150 - k * 30) / 1000)
                          || ' days'),
       CASE WHEN k = 0 THEN 2 + level * dice.b / 2400
            ELSE level * (40 + dice.c * 12 / 100) / 100 END,
       (180 + medication * 137 % 900 + 6400 * (medication = 13)
        + 900 * (medication IN (3, 9))) / 100.0
FROM pairs JOIN dice ON dice.n = i * 31 + 5;

-- A claim for each visit that was attended and each stay that has ended.
WITH cases AS (
    SELECT 'Outpatient' AS care, p.department_id AS department,
           date(a.held_on, '+2 days') AS issued,
           CASE a.kind WHEN 'First visit' THEN 145 WHEN 'Follow-up' THEN 90
                       ELSE 55 END + p.department_id * 3 AS amount
    FROM appointments a JOIN physicians p ON p.id = a.physician_id
    WHERE a.status = 'attended'
    UNION ALL
    SELECT 'Inpatient', w.department_id, date(a.discharged_on, '+4 days'),
           400 + 610 * (julianday(a.discharged_on) - julianday(a.admitted_on))
           + 1150 * (w.id = 9)
    FROM admissions a JOIN wards w ON w.id = a.ward_id
    WHERE a.discharged_on IS NOT NULL),
numbered AS (
    SELECT row_number() OVER (ORDER BY issued, department, amount) AS id, *
    FROM cases WHERE issued BETWEEN '2024-11-20' AND '2026-11-19'),
timed AS (
    SELECT n.*, CASE WHEN dice.a < 380 THEN 1 WHEN dice.a < 600 THEN 2
                     WHEN dice.a < 760 THEN 3 WHEN dice.a < 870 THEN 4
                     WHEN dice.a < 945 THEN 5 ELSE 6 END AS insurer,
           dice.b, dice.c, dice.d, dice.e
    FROM numbered n JOIN dice ON dice.n = (n.id * 11 + 1) % 30000 + 1),
answered AS (
    SELECT *, insurer < 6 AND b < 45 + 40 * (insurer = 4) AS is_rejected,
           date(issued, '+' || (9 + c % 25 + 15 * (insurer = 3)
                                + 40 * (d < 60)) || ' days') AS answered
    FROM timed)
INSERT INTO claims
SELECT id, insurer, department, care, issued, amount,
       CASE WHEN NOT is_rejected AND answered <= '2026-11-19' THEN answered END,
       CASE WHEN is_rejected AND answered <= '2026-11-19' THEN answered END,
       CASE WHEN is_rejected AND answered <= '2026-11-19'
            THEN CASE WHEN e < 390 THEN 'Missing referral'
                      WHEN e < 640 THEN 'Wrong code'
                      WHEN e < 850 THEN 'Not covered' ELSE 'Sent too late' END
       END
FROM answered;

WITH RECURSIVE rows (id) AS (
    SELECT 1 UNION ALL SELECT id + 1 FROM rows WHERE id < 310)
INSERT INTO staff
SELECT id, CASE WHEN a < 430 THEN 'Nurse' WHEN a < 540 THEN 'Care assistant'
                WHEN a < 640 THEN 'Therapist' WHEN a < 720 THEN 'Porter'
                WHEN a < 800 THEN 'Midwife' WHEN a < 880 THEN 'Radiographer'
                ELSE 'Clerk' END,
       CASE WHEN b < 330 THEN 1 WHEN b < 590 THEN 2 WHEN b < 790 THEN 3
            ELSE 4 END
FROM rows JOIN dice ON dice.n = id * 67;

-- Nurses and Northshore are ill more often.
WITH RECURSIVE
slots (slot) AS (SELECT 1 UNION ALL SELECT slot + 1 FROM slots WHERE slot < 6),
chosen AS (
    SELECT row_number() OVER (ORDER BY i, slot) AS id, day
    FROM days JOIN slots
    WHERE slot <= 3 + 2 * (month IN (11, 12, 1, 2)) - is_weekend)
INSERT INTO absences
SELECT c.id, s.id, c.day, 1 + dice.b * 9 / 1000 + 12 * (dice.c > 970),
       CASE WHEN dice.d < 610 THEN 'Illness' WHEN dice.d < 760 THEN 'Child care'
            WHEN dice.d < 880 THEN 'Training' ELSE 'Injury' END
FROM chosen c
JOIN dice ON dice.n = (c.id * 19 + 23) % 30000 + 1
JOIN staff s ON s.id = 1 + dice.a * 310 / 1000
WHERE s.profession = 'Nurse' OR s.site_id = 2 OR dice.e < 760;

WITH RECURSIVE rows (id) AS (
    SELECT 1 UNION ALL SELECT id + 1 FROM rows WHERE id < 130),
opened AS (
    SELECT id, date('2024-11-25', '+' || (id * 714 / 130) || ' days') AS day,
           dice.a, dice.b, dice.c
    FROM rows JOIN dice ON dice.n = id * 71 + 9)
INSERT INTO vacancies
SELECT id, 1 + a * 4 / 1000,
       CASE WHEN b < 480 THEN 'Nurse' WHEN b < 640 THEN 'Physician'
            WHEN b < 760 THEN 'Midwife' WHEN b < 880 THEN 'Radiographer'
            ELSE 'Care assistant' END,
       day,
       CASE WHEN date(day, '+' || (30 + c * 130 / 1000) || ' days')
                 <= '2026-11-19'
            THEN date(day, '+' || (30 + c * 130 / 1000) || ' days') END
FROM opened;

-- Falls most often, and most of them in Birch and Rowan.
WITH RECURSIVE
slots (slot) AS (SELECT 1 UNION ALL SELECT slot + 1 FROM slots WHERE slot < 3),
chosen AS (
    SELECT row_number() OVER (ORDER BY i, slot) AS id, day
    FROM days JOIN slots WHERE slot <= 1 + i * 5 % 2)
INSERT INTO incidents
SELECT c.id, CASE WHEN dice.a < 110 THEN 4 WHEN dice.a < 200 THEN 8
                  ELSE 1 + dice.b * 10 / 1000 END,
       c.day,
       CASE WHEN dice.c < 400 THEN 'Fall' WHEN dice.c < 600 THEN 'Infection'
            WHEN dice.c < 780 THEN 'Medication error'
            WHEN dice.c < 910 THEN 'Pressure ulcer' ELSE 'Needle injury' END
FROM chosen c JOIN dice ON dice.n = (c.id * 23 + 41) % 30000 + 1;

WITH RECURSIVE
slots (slot) AS (SELECT 1 UNION ALL SELECT slot + 1 FROM slots WHERE slot < 3),
chosen AS (
    SELECT row_number() OVER (ORDER BY i, slot) AS id, day
    FROM days JOIN slots WHERE slot <= 1 + i / 400),
thrown AS (
    SELECT c.id, c.day, dice.b, dice.c, dice.d,
           CASE WHEN dice.a < 160 THEN 9 WHEN dice.a < 300 THEN 2
                ELSE 1 + dice.e * 9 / 1000 END AS department
    FROM chosen c JOIN dice ON dice.n = (c.id * 29 + 3) % 30000 + 1)
INSERT INTO complaints
SELECT id, department, day,
       CASE WHEN b < 340 THEN 'Waiting time' WHEN b < 560 THEN 'Communication'
            WHEN b < 720 THEN 'Treatment' WHEN b < 850 THEN 'Food'
            WHEN b < 940 THEN 'Cleanliness' ELSE 'Billing' END,
       CASE WHEN d < 950
                 AND date(day, '+' || (3 + c * 40 / 1000) || ' days')
                     <= '2026-11-19'
            THEN date(day, '+' || (3 + c * 40 / 1000) || ' days') END
FROM thrown;

WITH RECURSIVE
slots (slot) AS (SELECT 1 UNION ALL SELECT slot + 1 FROM slots WHERE slot < 8),
chosen AS (
    SELECT row_number() OVER (ORDER BY i, slot) AS id, day
    FROM days JOIN slots WHERE slot <= 5 + i * 11 % 4),
thrown AS (
    SELECT c.id, c.day, 1 + dice.a * 4 / 1000 AS site, dice.b, dice.c
    FROM chosen c JOIN dice ON dice.n = (c.id * 37 + 13) % 30000 + 1),
rated AS (
    SELECT *, CASE WHEN b < 60 + 40 * (site = 4) THEN 1 WHEN b < 150 THEN 2
                   WHEN b < 330 - 60 * (site = 3) THEN 3
                   WHEN b < 700 - 90 * (site = 3) THEN 4 ELSE 5 END AS rating
    FROM thrown)
INSERT INTO surveys
SELECT id, site, day, rating, rating >= 4 AND c < 930 OR rating = 3 AND c < 400
FROM rated;

COMMIT;
