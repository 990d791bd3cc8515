/*---
title: Overdue invoices by customer
description: Invoices past their due day that have not been paid yet
questions:
  - Which customers have not paid their invoices?
  - overdue invoices
  - Who owes us money?
synonyms:
  amount: [outstanding amount, money owed, debt]
  invoices: [bills]
columns:
  customer:  {role: dimension, entity: customer, label: Customer}
  invoices:  {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Overdue invoices}
  amount:    {role: measure, aggregate: sum, format: currency, unit: GBP, direction: down_is_good, label: Amount}
  days_late: {role: measure, aggregate: max, format: integer, unit: days, direction: down_is_good, label: Days overdue at most}
order: amount desc
answer: "{customer} owes the most: {amount}, up to {days_late} days overdue."
max_age: 36h
on_stale: refuse
owner: finance
---*/
SELECT c.name AS customer, COUNT(*) AS invoices,
       ROUND(SUM(i.amount), 2) AS amount,
       CAST(MAX(julianday(:as_of) - julianday(i.due_on)) AS INTEGER) AS days_late
FROM invoices i
JOIN customers c ON c.id = i.customer_id
WHERE i.due_on < :as_of AND i.issued_on < :as_of
      AND (i.paid_on IS NULL OR i.paid_on >= :as_of)
GROUP BY c.name
ORDER BY amount DESC, customer;
