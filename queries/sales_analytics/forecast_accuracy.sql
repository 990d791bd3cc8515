/*---
title: Forecast accuracy by model
description: Forecast and actual units of each model, last month
cadence: monthly
questions:
  - Forecast accuracy by model
  - How good was our sales forecast last month?
  - forecast versus actual units
  - Which models missed their forecast last month?
  - Did we sell what we predicted last month?
  - Which nameplate had the largest forecast error last month?
  - expected against sold volumes
  - How reliable are our volume forecasts?
not_questions:
  - What is the forecast for next quarter?
  - Which months have no forecasts at all?
  - Which plants missed their production plan?
  - How many cars will we sell of each model?
synonyms:
  forecast: [planned units, prediction]
  actual: [actual units, sold units]
period: last month
columns:
  model:    {role: dimension, entity: model, label: Model}
  forecast: {role: measure, aggregate: sum, format: integer, label: Forecast}
  actual:   {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Actual}
  missed_by: {role: measure, aggregate: sum, format: integer, label: Actual less forecast}
  error:    {role: measure, type: real, aggregate: none, format: percent, direction: down_is_good, label: Absolute error}
order: error desc
chart: {type: scatter, x: forecast, y: actual}
answer: "The forecast of {model} was furthest off: {forecast} expected, {actual} sold."
key: [model]
max_age: 800h
owner: product-planning
---*/
WITH sold AS (
    SELECT model_id, COUNT(*) AS units
    FROM sales
    WHERE sold_on >= :from AND sold_on < :until
    GROUP BY model_id
)
SELECT m.name AS model, f.units AS forecast,
       COALESCE(s.units, 0) AS actual,
       COALESCE(s.units, 0) - f.units AS missed_by,
       ROUND(ABS(COALESCE(s.units, 0) - f.units) * 1.0 / f.units, 4) AS error
FROM forecasts f
JOIN models m ON m.id = f.model_id
LEFT JOIN sold s ON s.model_id = f.model_id
WHERE f.month >= :from AND f.month < :until
ORDER BY error DESC, model;
