/*---
title: Vehicles sold per day
description: Units and revenue of each of the last 30 days, by region
cadence: daily
questions:
  - How many cars did we sell each day?
  - daily unit sales
  - units sold per day in the last 30 days
  - Show the daily sales trend
  - How many deals do we close every day?
  - day by day sales volume for each region
  - units moved per day
not_questions:
  - How many cars do we build each day?
  - How many vehicles will we sell tomorrow?
  - How many cars does each dealer sell per day?
  - Daily F&I revenue
synonyms:
  units: [cars sold, vehicles sold]
period: last 30 days
columns:
  day:     {role: time, grain: day, type: date, format: date, label: Day}
  region:  {role: dimension, entity: region, label: Region}
  units:   {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Units}
  revenue: {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: Revenue}
chart: {type: line, x: day, y: units, series: region}
key: [day, region]
max_age: 36h
owner: sales-operations
---*/
SELECT s.sold_on AS day, r.name AS region,
       COUNT(*) AS units, SUM(s.price) AS revenue
FROM sales s
JOIN dealers d ON d.id = s.dealer_id
JOIN regions r ON r.id = d.region_id
WHERE s.sold_on >= :from AND s.sold_on < :until
GROUP BY s.sold_on, r.name
ORDER BY day, region;
