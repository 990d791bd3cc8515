/*---
title: Revenue by month
description: Revenue and average price of a parcel in each of the last 12 months
cadence: monthly
questions:
  - How has revenue developed?
  - monthly revenue
  - What was our revenue in June?
  - average price per parcel by month
not_questions:
  - What will revenue be next month?
synonyms: {revenue: [turnover, sales, income]}
period: last 12 months
columns:
  month:      {role: time, grain: month, type: date, format: date, label: Month}
  revenue:    {role: measure, aggregate: sum, format: currency, unit: GBP, direction: up_is_good, label: Revenue}
  mean_price: {role: measure, type: real, format: currency, unit: GBP, direction: up_is_good, label: Average price}
chart: {type: line, x: month, y: revenue}
max_age: 800h
owner: finance
verified_by: moira@kestrel.example
verified_at: 2026-11-02
---*/
SELECT date(accepted_on, 'start of month') AS month,
       ROUND(SUM(price), 2) AS revenue, ROUND(AVG(price), 2) AS mean_price
FROM parcels
WHERE accepted_on >= :from AND accepted_on < :until
GROUP BY 1
ORDER BY month;
