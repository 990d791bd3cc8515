/*---
title: Deliveries per day
description: Parcels delivered on each of the last 28 days
questions:
  - How many deliveries did we make each day?
synonyms: {deliveries: [delivered parcels, drops]}
period: last 28 days
columns:
  day:        {role: time, grain: day, type: date, format: date, label: Day}
  deliveries: {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Deliveries}
chart: {type: line, x: day, y: deliveries}
max_age: 36h
---*/
SELECT delivered_on AS day, COUNT(*) AS deliveries
FROM deliveries
WHERE delivered_on >= :from AND delivered_on < :until
GROUP BY delivered_on
ORDER BY day;
