/*---
title: Complaint resolution time by depot
description: Days from a complaint to its resolution, complaints resolved in the last 6 months
cadence: monthly
questions:
  - How long do we take to resolve a complaint?
  - complaint resolution time by depot
not_questions:
  - How long do customers wait on the phone?
synonyms:
  mean_days: [resolution time, handling time]
period: last 6 months
columns:
  depot:     {role: dimension, entity: depot, label: Depot}
  resolved:  {role: measure, aggregate: sum, format: integer, label: Resolved complaints}
  mean_days: {role: measure, type: real, format: decimal, unit: days, direction: down_is_good, label: Mean days}
order: mean_days desc
answer: "{depot} takes longest to resolve a complaint: {mean_days} days."
max_age: 800h
owner: customer-care
---*/
SELECT t.name AS depot, COUNT(*) AS resolved,
       ROUND(AVG(julianday(c.resolved_on) - julianday(c.made_on)), 2)
           AS mean_days
FROM complaints c
JOIN parcels p ON p.id = c.parcel_id
JOIN depots t ON t.id = p.depot_id
WHERE c.resolved_on >= :from AND c.resolved_on < :until
GROUP BY t.name
ORDER BY mean_days DESC, depot;
