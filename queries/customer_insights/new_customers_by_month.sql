/*---
title: New customers by month
description: Customers who bought for the first time in each of the last 12 months, by region
cadence: monthly
questions:
  - New customers by month
  - How many new customers did we win each month?
  - customer growth by region
  - first-time buyers per month
  - How many people bought from us for the very first time, month by month?
  - customer acquisition trend
  - Which region attracts the most newcomers?
  - monthly growth of our customer base per region
  - Are we winning over more and more new buyers?
not_questions:
  - How many customers did we lose?
  - How many customers bought a second car?
  - How many new customers does each dealer win?
  - New leads by month
synonyms:
  new_customers: [first-time buyers, customers won]
period: last 12 months
columns:
  month:         {role: time, grain: month, type: date, format: date, label: Month}
  region:        {role: dimension, entity: region, label: Region}
  new_customers: {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: New customers}
chart: {type: line, x: month, y: new_customers, series: region}
key: [month, region]
max_age: 800h
owner: marketing
---*/
SELECT date(c.since, 'start of month') AS month, r.name AS region,
       COUNT(*) AS new_customers
FROM customers c
JOIN regions r ON r.id = c.region_id
WHERE c.since >= :from AND c.since < :until
GROUP BY month, r.name
ORDER BY month, region;
