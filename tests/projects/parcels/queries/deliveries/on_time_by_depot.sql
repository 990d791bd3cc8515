/*---
title: On-time deliveries by depot
description: Parcels delivered last month by each depot, how many of them by the promised day, and their share
cadence: monthly
questions:
  - What share of parcels was delivered on time by each depot?
  - on-time rate by depot
  - Which depot is the most punctual?
  - How punctual is Leeds?
not_questions:
  - How many parcels will arrive on time next month?
synonyms:
  depot: [station, branch]
  on_time_rate: [punctuality, on-time performance, on-time share]
period: last month
columns:
  depot:        {role: dimension, entity: depot, label: Depot}
  delivered:    {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Delivered}
  on_time:      {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: On time}
  on_time_rate: {role: measure, type: real, format: percent, direction: up_is_good, label: On-time rate}
order: on_time_rate desc
chart: {type: bar, x: depot, y: on_time_rate}
answer: "{depot} was the most punctual depot: {on_time_rate} of its {delivered} parcels came on time."
max_age: 800h
owner: operations
---*/
SELECT t.name AS depot, COUNT(*) AS delivered,
       SUM(d.delivered_on <= p.promised_on) AS on_time,
       ROUND(AVG(d.delivered_on <= p.promised_on), 4) AS on_time_rate
FROM deliveries d
JOIN parcels p ON p.id = d.parcel_id
JOIN depots t ON t.id = p.depot_id
WHERE d.delivered_on >= :from AND d.delivered_on < :until
GROUP BY t.name
ORDER BY on_time_rate DESC, depot;
