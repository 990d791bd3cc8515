/*---
title: Production by plant and week
description: Vehicles built in each plant in each of the last 12 full weeks
cadence: weekly
questions:
  - Production by plant
  - How many vehicles did each plant build?
  - weekly output per factory
  - vehicles built per week
  - How many cars roll off the line each week?
  - manufacturing volume by site
  - Which plant makes the most cars?
  - What did the factories turn out over the last 12 weeks?
  - How is output developing at our assembly sites?
not_questions:
  - What is the capacity of each plant?
  - How many people work in each plant?
  - How many vehicles of each model were built?
  - How many minutes did each plant stand still?
synonyms:
  units: [output, vehicles built, production volume]
  plant: [factory, works]
period: last 12 weeks
columns:
  week:  {role: time, grain: week, type: date, format: date, label: Week of}
  plant: {role: dimension, entity: plant, label: Plant}
  units: {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Vehicles built}
chart: {type: line, x: week, y: units, series: plant}
key: [week, plant]
max_age: 192h
owner: manufacturing
---*/
SELECT date(n.made_on, 'weekday 0', '-6 days') AS week, p.name AS plant,
       SUM(n.units) AS units
FROM production n
JOIN plants p ON p.id = n.plant_id
WHERE n.made_on >= :from AND n.made_on < :until
GROUP BY week, p.name
ORDER BY week, plant;
