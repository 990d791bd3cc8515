/*---
title: Units of each model by month
description: Vehicles sold of every model in each of the last 12 months
cadence: monthly
questions:
  - Units of each model by month
  - How do the models develop over the year?
  - How does Ion 2 sell month by month?
  - monthly unit sales per model
  - Which models are gaining or losing from month to month?
  - sales volume trend per nameplate
  - How many of every model have we sold in each of the last 12 months?
  - month by month volumes across the line-up
not_questions:
  - Which models will be launched next month?
  - Revenue of each model by month
  - How many vehicles of each model did we build by month?
synonyms:
  units: [unit sales, vehicles sold]
period: last 12 months
columns:
  month:   {role: time, grain: month, type: date, format: date, label: Month}
  model:   {role: dimension, entity: model, label: Model}
  units:   {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Units}
chart: {type: line, x: month, y: units, series: model}
key: [month, model]
max_age: 800h
owner: product-planning
---*/
SELECT date(s.sold_on, 'start of month') AS month, m.name AS model,
       COUNT(*) AS units
FROM sales s
JOIN models m ON m.id = s.model_id
WHERE s.sold_on >= :from AND s.sold_on < :until
GROUP BY month, m.name
ORDER BY month, model;
