/*---
title: Revenue by month
description: Revenue and invoices of each month
questions:
  - What is the revenue by month?
  - How did revenue develop over time?
  - What was the revenue in March 2024?
  - Which month had the highest revenue?
synonyms: {revenue: [sales, turnover, income]}
columns:
  month: {type: date, role: time, grain: month}
  revenue: {role: measure, aggregate: sum, format: currency, direction: up_is_good}
  invoices: {role: measure, aggregate: sum, format: integer}
key: month
---*/
SELECT date(InvoiceDate, 'start of month') AS month,
       ROUND(SUM(Total), 2) AS revenue, COUNT(*) AS invoices
FROM Invoice
GROUP BY 1
ORDER BY 1
