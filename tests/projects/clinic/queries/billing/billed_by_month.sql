/*---
title: Amount billed by month and care
description: What we billed for inpatients and outpatients in each of the last 12 months
cadence: monthly
questions:
  - How has the amount billed developed?
  - revenue by month
  - What did we bill for outpatients in February?
  - How much do inpatients bring in each month?
not_questions:
  - What will revenue be next quarter?
synonyms:
  amount: [revenue, income, turnover]
  care: [kind of care]
period: last 12 months
columns:
  month:  {role: time, grain: month, type: date, format: date, label: Month}
  care:   {role: dimension, entity: care, label: Care}
  amount: {role: measure, aggregate: sum, format: currency, unit: EUR, direction: up_is_good, label: Amount billed}
chart: {type: line, x: month, y: amount, series: care}
max_age: 800h
owner: billing
---*/
SELECT date(issued_on, 'start of month') AS month, care,
       ROUND(SUM(amount), 2) AS amount
FROM claims
WHERE issued_on >= :from AND issued_on < :until
GROUP BY 1, care
ORDER BY month, care;
