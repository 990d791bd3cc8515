/*---
title: Appointments by month and kind
description: Outpatient appointments that were attended in each of the last 12 months
cadence: monthly
questions:
  - How many appointments did we have each month?
  - outpatient visits by month
  - How many video calls did we hold in May?
  - How many first visits were there per month?
not_questions:
  - How many appointments are booked for next month?
synonyms:
  appointments: [outpatient visits, consultations]
period: last 12 months
columns:
  month:        {role: time, grain: month, type: date, format: date, label: Month}
  kind:         {role: dimension, entity: kind of appointment, label: Kind}
  appointments: {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Appointments}
chart: {type: line, x: month, y: appointments, series: kind}
max_age: 800h
owner: outpatients
---*/
SELECT date(held_on, 'start of month') AS month, kind, COUNT(*) AS appointments
FROM appointments
WHERE status = 'attended' AND held_on >= :from AND held_on < :until
GROUP BY 1, kind
ORDER BY month, kind;
