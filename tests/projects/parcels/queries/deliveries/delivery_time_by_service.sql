/*---
title: Average delivery time by service
description: Days from acceptance to delivery, last 3 months
questions:
  - How long does a delivery take?
  - average delivery time by service
  - Which service is the fastest?
  - How many days does economy take?
synonyms:
  mean_days: [delivery time, transit time, days in transit]
period: last 3 months
columns:
  service:   {role: dimension, entity: service, label: Service}
  mean_days: {role: measure, type: real, format: decimal, unit: days, direction: down_is_good, label: Mean days}
  max_days:  {role: measure, aggregate: max, format: integer, unit: days, direction: down_is_good, label: Longest}
order: mean_days asc
answer: "{service} is the fastest service: {mean_days} days on average."
max_age: 800h
owner: operations
---*/
SELECT p.service AS service,
       ROUND(AVG(julianday(d.delivered_on) - julianday(p.accepted_on)), 2)
           AS mean_days,
       CAST(MAX(julianday(d.delivered_on) - julianday(p.accepted_on)) AS INTEGER)
           AS max_days
FROM deliveries d
JOIN parcels p ON p.id = d.parcel_id
WHERE d.delivered_on >= :from AND d.delivered_on < :until
GROUP BY p.service
ORDER BY mean_days, service;
