/*---
title: New customers
description: The shippers who came in the last 12 months, the newest first
cadence: monthly
questions:
  - Which new customers did we win?
synonyms: {customer: [shipper, client]}
period: last 12 months
columns:
  customer: {role: dimension, entity: customer, label: Customer}
  sector:   {role: dimension, entity: sector, label: Sector}
  since:    {role: time, grain: day, type: date, format: date, label: Since}
chart: none
key: [customer]
max_age: 800h
owner: key-accounts
---*/
SELECT name AS customer, sector, since
FROM customers
WHERE since >= :from AND since < :until
ORDER BY since DESC;
