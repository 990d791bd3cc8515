/*---
title: Bookings by week and segment
description: Bookings that came in in each of the last 8 weeks, by kind of guest
cadence: weekly
questions:
  - How many bookings came in each week?
  - weekly bookings by segment
  - How many group bookings did we get last week?
  - Are more business travellers booking?
not_questions:
  - How many guests arrive next week?
  - How many tables were booked last week?
synonyms:
  bookings: [reservations]
  segment: [kind of guest, market segment]
  Business: [business travellers]
  Leisure: [holidaymakers, tourists]
  Group: [groups]
period: last 8 weeks
columns:
  week:     {role: time, grain: week, type: date, format: date, label: Week}
  segment:  {role: dimension, entity: segment, label: Segment}
  bookings: {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Bookings}
chart: {type: line, x: week, y: bookings, series: segment}
max_age: 200h
owner: sales
---*/
SELECT date(booked_on, '-6 days', 'weekday 1') AS week, segment,
       COUNT(*) AS bookings
FROM bookings
WHERE booked_on >= :from AND booked_on < :until
GROUP BY 1, segment
ORDER BY week, segment;
