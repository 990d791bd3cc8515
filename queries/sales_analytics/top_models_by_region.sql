/*---
title: Top selling models by region
description: Units and revenue of each model in each region, last 7 days
cadence: daily
questions:
  - What were the top selling models in the Northeast?
  - top selling models northeast
  - Which models sell best in each region?
  - best selling cars by region
  - How many units of each model did we sell per region in the last 7 days?
  - model ranking by region
  - What is the bestseller of each territory?
  - Which car is the favorite of each region?
  - most popular nameplates by geography
  - Which models sell worst in each region?
not_questions:
  - Which models have the highest margin by region?
  - Which models were returned most often in each region?
  - Which dealers sell best in each region?
  - Which models sold best in each region last year?
synonyms:
  units: [sales volume, cars sold, vehicles sold, unit sales]
  revenue: [turnover, sales value]
period: last 7 days
columns:
  region:  {role: dimension, entity: region, label: Region}
  model:   {role: dimension, entity: model, label: Model}
  units:   {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Units}
  revenue: {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: Revenue}
order: units desc
chart: {type: bar, x: region, y: units, series: model}
answer: "{model} leads {region} with {units} units."
key: [region, model]
max_age: 36h
owner: sales-operations
verified_by: jane@example.com
verified_at: 2026-11-01
---*/
SELECT r.name AS region, m.name AS model,
       COUNT(*) AS units, SUM(s.price) AS revenue
FROM sales s
JOIN dealers d ON d.id = s.dealer_id
JOIN regions r ON r.id = d.region_id
JOIN models m ON m.id = s.model_id
WHERE s.sold_on >= :from AND s.sold_on < :until
GROUP BY r.name, m.name
ORDER BY units DESC, revenue DESC, region, model;
