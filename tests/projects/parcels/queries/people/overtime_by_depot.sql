/*---
title: Overtime by depot and week
description: Overtime hours of all drivers of a depot, last 12 weeks
cadence: weekly
questions:
  - How much overtime do our depots work?
  - overtime by depot and week
  - Which depot has the most overtime?
synonyms: {overtime_hours: [overtime, extra hours]}
period: last 12 weeks
columns:
  week:           {role: time, grain: week, type: date, format: date, label: Week}
  depot:          {role: dimension, entity: depot, label: Depot}
  overtime_hours: {role: measure, type: real, aggregate: sum, format: decimal, unit: hours, direction: down_is_good, label: Overtime hours}
chart: {type: line, x: week, y: overtime_hours, series: depot}
max_age: 192h
owner: people
---*/
SELECT w.week AS week, t.name AS depot, SUM(w.overtime_hours) AS overtime_hours
FROM working_weeks w
JOIN drivers r ON r.id = w.driver_id
JOIN depots t ON t.id = r.depot_id
WHERE w.week >= :from AND w.week < :until
GROUP BY w.week, t.name
ORDER BY week, depot;
