/*---
title: Plant downtime by day
description: Minutes of downtime over all lines of each plant, last 14 days
cadence: daily
questions:
  - Plant downtime by day
  - Show the downtime of each plant over the last 14 days
  - Was there a downtime spike?
  - production stoppages per plant
  - How many minutes did our plants stand still?
  - Which site has the most lost production time?
  - line stops per day and factory
  - How much working time did stoppages cost the plants?
  - Did any factory lose a lot of minutes on one day?
  - daily idle minutes of the assembly lines
not_questions:
  - How long was the website down?
  - What does an hour of downtime cost?
  - What caused the downtime?
  - How many minutes does it take to build a car?
synonyms:
  downtime_minutes: [downtime, standstill, stoppage]
  plant: [factory, works]
period: last 14 days
columns:
  day:              {role: time, grain: day, type: date, format: date, label: Day}
  plant:            {role: dimension, entity: plant, label: Plant}
  downtime_minutes: {role: measure, aggregate: sum, format: integer, unit: minutes, direction: down_is_good, label: Downtime (minutes)}
  units:            {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Vehicles built}
chart: {type: line, x: day, y: downtime_minutes, series: plant}
key: [day, plant]
max_age: 36h
owner: manufacturing
---*/
SELECT n.made_on AS day, p.name AS plant,
       SUM(n.downtime_minutes) AS downtime_minutes, SUM(n.units) AS units
FROM production n
JOIN plants p ON p.id = n.plant_id
WHERE n.made_on >= :from AND n.made_on < :until
GROUP BY n.made_on, p.name
ORDER BY day, plant;
