/*---
title: Admissions by week and kind
description: Patients admitted to a ward in each of the last 12 weeks, planned or as an emergency
cadence: weekly
questions:
  - How many patients were admitted each week?
  - weekly admissions
  - How many emergency admissions did we have last week?
  - planned and emergency admissions by week
not_questions:
  - How many patients will be admitted next week?
synonyms: {admissions: [admitted patients, intakes]}
period: last 12 weeks
columns:
  week:       {role: time, grain: week, type: date, format: date, label: Week}
  kind:       {role: dimension, entity: kind of admission, label: Kind}
  admissions: {role: measure, aggregate: sum, format: integer, direction: none, label: Admissions}
chart: {type: line, x: week, y: admissions, series: kind}
max_age: 192h
owner: nursing
---*/
SELECT date(admitted_on, '-6 days', 'weekday 1') AS week, kind,
       COUNT(*) AS admissions
FROM admissions
WHERE admitted_on >= :from AND admitted_on < :until
GROUP BY 1, kind
ORDER BY week, kind;
