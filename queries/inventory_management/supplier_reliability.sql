/*---
title: Supplier reliability
description: Lead time and share of deliveries on time of every supplier, as agreed and measured today
cadence: weekly
questions:
  - Supplier reliability
  - Which suppliers deliver on time?
  - on-time ratio and lead time by supplier
  - share of supplier deliveries on time
  - delivery performance of the vendors
  - Who keeps the agreed delivery dates best?
  - How long do we wait for parts from each supplier?
  - Are our suppliers punctual?
not_questions:
  - Which suppliers raised their prices?
  - Which supplier's parts fail most often?
  - Which deliveries are on their way to us?
synonyms:
  on_time_ratio: [on-time delivery, punctuality]
  lead_time_days: [lead time, delivery time]
  supplier: [vendor]
columns:
  supplier:       {role: dimension, entity: supplier, label: Supplier}
  country:        {role: dimension, entity: country, label: Country}
  components:     {role: measure, aggregate: sum, format: integer, label: Components}
  lead_time_days: {role: measure, aggregate: none, format: integer, unit: days, direction: down_is_good, label: Lead time (days)}
  on_time_ratio:  {role: measure, type: real, aggregate: none, format: percent, direction: up_is_good, label: On time}
order: on_time_ratio desc
chart: {type: scatter, x: lead_time_days, y: on_time_ratio}
answer: "{supplier} is the most reliable supplier: {on_time_ratio} of its deliveries are on time."
key: [supplier]
max_age: 192h
owner: procurement
---*/
SELECT s.name AS supplier, s.country AS country, COUNT(c.id) AS components,
       s.lead_time_days AS lead_time_days, s.on_time_ratio AS on_time_ratio
FROM suppliers s
LEFT JOIN components c ON c.supplier_id = s.id
GROUP BY s.id
ORDER BY on_time_ratio DESC, lead_time_days, supplier;
