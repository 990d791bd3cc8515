/*---
title: EV sales by region and week
description: Battery-electric vehicles sold in each region in each of the last 12 full weeks
cadence: weekly
questions:
  - EV sales by region
  - How are electric vehicle sales developing in each region?
  - Did EV sales fall in the Midwest?
  - weekly EV units per region
  - electric car sales trend
  - How many BEVs do we shift per week?
  - Where are electric cars catching on?
  - week by week battery car numbers by territory
  - Is demand for EVs growing from week to week?
not_questions:
  - How many charging stations do we have in each region?
  - Hybrid sales per week
  - How many EVs do we have in stock?
  - Which dealers sell the most EVs?
synonyms:
  units: [EV sales, EVs sold, electric cars sold]
period: last 12 weeks
columns:
  week:    {role: time, grain: week, type: date, format: date, label: Week of}
  region:  {role: dimension, entity: region, label: Region}
  units:   {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: EV units}
  revenue: {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: EV revenue}
chart: {type: line, x: week, y: units, series: region}
key: [week, region]
max_age: 192h
owner: sales-operations
verified_by: jane@example.com
verified_at: 2026-11-01
---*/
SELECT date(s.sold_on, 'weekday 0', '-6 days') AS week, r.name AS region,
       COUNT(*) AS units, SUM(s.price) AS revenue
FROM sales s
JOIN dealers d ON d.id = s.dealer_id
JOIN regions r ON r.id = d.region_id
JOIN models m ON m.id = s.model_id
WHERE m.powertrain = 'EV' AND s.sold_on >= :from AND s.sold_on < :until
GROUP BY week, r.name
ORDER BY week, region;
