/*---
title: Failed delivery attempts by depot and reason
description: Attempts at which a parcel could not be handed over, last 30 days
questions:
  - Why do delivery attempts fail?
  - failed attempts by depot
  - How often was nobody home?
  - Number of failed first deliveries per reason
synonyms:
  attempts: [failed attempts, failed deliveries, unsuccessful deliveries]
period: last 30 days
columns:
  depot:    {role: dimension, entity: depot, label: Depot}
  reason:   {role: dimension, entity: reason, label: Reason}
  attempts: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Failed attempts}
order: attempts desc
chart: {type: grouped_bar, x: depot, y: attempts, series: reason}
answer: "Most often: {reason} in {depot}, {attempts} times."
max_age: 36h
owner: operations
---*/
SELECT t.name AS depot, f.reason AS reason, COUNT(*) AS attempts
FROM failed_attempts f
JOIN parcels p ON p.id = f.parcel_id
JOIN depots t ON t.id = p.depot_id
WHERE f.tried_on >= :from AND f.tried_on < :until
GROUP BY t.name, f.reason
ORDER BY attempts DESC, depot, reason;
