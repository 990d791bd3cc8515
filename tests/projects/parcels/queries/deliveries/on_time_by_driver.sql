/*---
title: On-time deliveries by driver
description: Parcels delivered last month by each driver and the share of them that came by the promised day
cadence: monthly
questions:
  - Which drivers deliver on time?
  - on-time rate per driver
  - Who is our most punctual driver?
not_questions:
  - Which drivers come late to work?
synonyms:
  driver: [courier]
  on_time_rate: [punctuality]
period: last month
columns:
  driver:       {role: dimension, entity: driver, label: Driver}
  depot:        {role: dimension, entity: depot, label: Depot}
  delivered:    {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Delivered}
  on_time_rate: {role: measure, type: real, format: percent, direction: up_is_good, label: On-time rate}
order: on_time_rate desc
answer: "{driver} of {depot} brought {on_time_rate} of {delivered} parcels on time."
key: [driver]
max_age: 800h
owner: operations
---*/
SELECT r.name AS driver, t.name AS depot, COUNT(*) AS delivered,
       ROUND(AVG(d.delivered_on <= p.promised_on), 4) AS on_time_rate
FROM deliveries d
JOIN parcels p ON p.id = d.parcel_id
JOIN drivers r ON r.id = d.driver_id
JOIN depots t ON t.id = r.depot_id
WHERE d.delivered_on >= :from AND d.delivered_on < :until
GROUP BY r.name, t.name
ORDER BY on_time_rate DESC, delivered DESC, driver;
