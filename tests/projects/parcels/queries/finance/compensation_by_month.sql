/*---
title: Compensation paid by month and cause
description: What was paid to shippers for lost, damaged and delayed parcels, last 12 months
cadence: monthly
questions:
  - How much compensation did we pay?
  - compensation by month
  - What did damaged parcels cost us in compensation?
synonyms: {amount: [compensation, damages, claims paid]}
period: last 12 months
columns:
  month:  {role: time, grain: month, type: date, format: date, label: Month}
  cause:  {role: dimension, entity: cause, label: Cause}
  claims: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Claims}
  amount: {role: measure, aggregate: sum, format: currency, unit: GBP, direction: down_is_good, label: Amount}
chart: {type: stacked_bar, x: month, y: amount, series: cause, stacked: true}
max_age: 800h
owner: finance
---*/
SELECT date(paid_on, 'start of month') AS month, cause, COUNT(*) AS claims,
       ROUND(SUM(amount), 2) AS amount
FROM compensations
WHERE paid_on >= :from AND paid_on < :until
GROUP BY 1, cause
ORDER BY month, cause;
