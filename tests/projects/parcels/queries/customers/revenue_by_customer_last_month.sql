/*---
title: Revenue by customer last month
description: What each shipper's parcels of last month cost, and how many there were
cadence: monthly
questions:
  - Which customers brought the most revenue last month?
  - revenue by customer last month
  - How much did Bramble Books spend with us last month?
synonyms:
  customer: [shipper, client, account]
  revenue: [turnover, sales]
period: last month
columns:
  customer: {role: dimension, entity: customer, label: Customer}
  sector:   {role: dimension, entity: sector, label: Sector}
  parcels:  {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Parcels}
  revenue:  {role: measure, aggregate: sum, format: currency, unit: GBP, direction: up_is_good, label: Revenue}
order: revenue desc
chart: {type: bar, x: customer, y: revenue}
answer: "{customer} brought the most revenue last month: {revenue}."
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
