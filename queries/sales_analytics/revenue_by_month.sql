/*---
title: Revenue by month
description: Units, revenue and gross profit of each of the last 12 months
cadence: monthly
questions:
  - Revenue by month
  - How has revenue developed over the last 12 months?
  - monthly revenue trend
  - What was our revenue in March?
  - Show sales revenue for each month
  - How much money did car sales bring in month by month?
  - Is our topline growing from month to month?
  - gross profit of the company by month
  - Which month had the highest turnover?
not_questions:
  - What will our revenue be next month?
  - Service revenue by month
  - Revenue by week
  - Revenue by dealer and month
synonyms:
  revenue: [turnover, sales value, vehicle revenue]
  gross_profit: [profit]
period: last 12 months
columns:
  month:        {role: time, grain: month, type: date, format: date, label: Month}
  units:        {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Units}
  revenue:      {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: Revenue}
  gross_profit: {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: Gross profit}
chart: {type: line, x: month, y: revenue}
key: [month]
max_age: 800h
owner: finance
verified_by: lena@example.com
verified_at: 2026-10-05
---*/
SELECT date(s.sold_on, 'start of month') AS month, COUNT(*) AS units,
       SUM(s.price) AS revenue, SUM(s.price - s.cost) AS gross_profit
FROM sales s
WHERE s.sold_on >= :from AND s.sold_on < :until
GROUP BY month
ORDER BY month;
