/*---
title: Room revenue by month and room type
description: What the nights of each of the last 12 months brought, without restaurants and events
cadence: monthly
questions:
  - How has our room revenue developed?
  - room revenue by month
  - How much did suites bring in August?
  - Which room type brings the highest room revenue?
not_questions:
  - What will room revenue be next year?
  - How much did the restaurants take each month?
synonyms:
  room_revenue: [lodging revenue, rooms revenue, accommodation revenue]
  room_type: [kind of room, room category]
  nights_sold: [room nights]
period: last 12 months
columns:
  month:        {role: time, grain: month, type: date, format: date, label: Month}
  room_type:    {role: dimension, entity: room type, label: Room type}
  nights_sold:  {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Nights sold}
  room_revenue: {role: measure, aggregate: sum, format: currency, unit: EUR, direction: up_is_good, label: Room revenue}
chart: {type: line, x: month, y: room_revenue, series: room_type}
max_age: 800h
owner: revenue
---*/
SELECT date(n.night, 'start of month') AS month, r.type AS room_type,
       COUNT(*) AS nights_sold, ROUND(SUM(n.price), 2) AS room_revenue
FROM nights n
JOIN rooms r ON r.id = n.room_id
WHERE n.night >= :from AND n.night < :until
GROUP BY 1, r.type
ORDER BY month, room_type;
