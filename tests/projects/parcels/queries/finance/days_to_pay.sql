/*---
title: Payment time by sector
description: Days from issue to payment of the invoices that were paid in the last 6 months
cadence: monthly
questions:
  - How fast do our customers pay?
synonyms:
  mean_days: [days to pay, payment time]
  sector: [industry, branch of trade]
period: last 6 months
columns:
  sector:    {role: dimension, entity: sector, label: Sector}
  paid:      {role: measure, aggregate: sum, format: integer, label: Paid invoices}
  mean_days: {role: measure, type: real, format: decimal, unit: days, direction: down_is_good, label: Mean days}
order: mean_days desc
max_age: 800h
owner: finance
---*/
SELECT c.sector AS sector, COUNT(*) AS paid,
       ROUND(AVG(julianday(i.paid_on) - julianday(i.issued_on)), 2) AS mean_days
FROM invoices i
JOIN customers c ON c.id = i.customer_id
WHERE i.paid_on >= :from AND i.paid_on < :until
GROUP BY c.sector
ORDER BY mean_days DESC, sector;
