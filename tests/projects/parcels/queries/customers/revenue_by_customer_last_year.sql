/*---
title: Revenue by customer, last 12 months
description: Revenue and parcels of each shipper over the last 12 months
cadence: monthly
questions:
  - Who were our biggest customers over the last 12 months?
  - revenue by customer over the last 12 months
synonyms:
  customer: [shipper, client, account]
  revenue: [turnover, sales]
period: last 12 months
columns:
  customer: {role: dimension, entity: customer, label: Customer}
  sector:   {role: dimension, entity: sector, label: Sector}
  parcels:  {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Parcels}
  revenue:  {role: measure, aggregate: sum, format: currency, unit: GBP, direction: up_is_good, label: Revenue}
order: revenue desc
answer: "{customer} was the biggest customer of the last 12 months: {revenue}."
key: [customer]
max_age: 800h
owner: key-accounts
---*/
SELECT c.name AS customer, c.sector AS sector, COUNT(*) AS parcels,
       ROUND(SUM(p.price), 2) AS revenue
FROM parcels p
JOIN customers c ON c.id = p.customer_id
WHERE p.accepted_on >= :from AND p.accepted_on < :until
GROUP BY c.name, c.sector
ORDER BY revenue DESC, customer;
