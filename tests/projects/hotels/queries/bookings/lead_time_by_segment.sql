/*---
title: Lead time and length of stay by segment
description: How many days ahead guests booked and how many nights they stayed, arrivals of the last 3 months
cadence: monthly
questions:
  - How far ahead do guests book?
  - booking lead time by segment
  - How many nights do leisure guests stay?
  - Who books at the last minute?
not_questions:
  - How many nights did we sell?
  - How long do guests wait at check-in?
synonyms:
  lead_days: [lead time, days ahead, booking window]
  stay_nights: [length of stay, nights per stay]
  segment: [kind of guest, market segment]
  Business: [business travellers]
  Leisure: [holidaymakers, tourists]
  Group: [groups]
period: last 3 months
columns:
  segment:     {role: dimension, entity: segment, label: Segment}
  arrivals:    {role: measure, aggregate: sum, format: integer, label: Arrivals}
  lead_days:   {role: measure, type: real, format: decimal, unit: days, direction: none, label: Days ahead}
  stay_nights: {role: measure, type: real, format: decimal, unit: nights, direction: up_is_good, label: Nights per stay}
order: lead_days desc
max_age: 800h
owner: sales
---*/
SELECT segment, COUNT(*) AS arrivals,
       ROUND(AVG(julianday(arrives_on) - julianday(booked_on)), 1) AS lead_days,
       ROUND(AVG(nights), 2) AS stay_nights
FROM bookings
WHERE cancelled_on IS NULL AND arrives_on >= :from AND arrives_on < :until
GROUP BY segment
ORDER BY lead_days DESC, segment;
