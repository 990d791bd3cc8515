/*---
title: Complaints by customer
description: Complaints about the parcels of each shipper over the last 12 months, and for each 100 of its parcels
cadence: monthly
questions:
  - Which customers complain most?
  - complaints per shipper over the last 12 months
synonyms:
  customer: [shipper, client]
  per_hundred: [complaint rate]
period: last 12 months
columns:
  customer:    {role: dimension, entity: customer, label: Customer}
  complaints:  {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Complaints}
  per_hundred: {role: measure, type: real, format: decimal, direction: down_is_good, label: For each 100 parcels}
order: complaints desc
max_age: 800h
owner: customer-care
---*/
WITH sent AS (
    SELECT customer_id, COUNT(*) AS parcels
    FROM parcels
    WHERE accepted_on >= :from AND accepted_on < :until
    GROUP BY customer_id
)
SELECT u.name AS customer, COUNT(*) AS complaints,
       ROUND(100.0 * COUNT(*) / s.parcels, 2) AS per_hundred
FROM complaints c
JOIN parcels p ON p.id = c.parcel_id
JOIN customers u ON u.id = p.customer_id
JOIN sent s ON s.customer_id = u.id
WHERE c.made_on >= :from AND c.made_on < :until
GROUP BY u.name
ORDER BY complaints DESC, customer;
