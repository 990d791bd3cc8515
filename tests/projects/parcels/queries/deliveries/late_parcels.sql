/*---
title: Late parcels by depot and service
description: Parcels that were delivered after the promised day, last 28 days
questions:
  - How many parcels were late?
  - late deliveries by depot and service
  - Which depot has the most late parcels?
  - How many next day parcels were delivered late?
not_questions:
  - Which parcels will be late tomorrow?
synonyms:
  late_parcels: [delayed parcels, overdue parcels, late deliveries]
period: last 28 days
columns:
  depot:        {role: dimension, entity: depot, label: Depot}
  service:      {role: dimension, entity: service, label: Service}
  late_parcels: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Late parcels}
order: late_parcels desc
chart: {type: stacked_bar, x: depot, y: late_parcels, series: service, stacked: true}
max_age: 36h
owner: operations
---*/
SELECT t.name AS depot, p.service AS service, COUNT(*) AS late_parcels
FROM deliveries d
JOIN parcels p ON p.id = d.parcel_id
JOIN depots t ON t.id = p.depot_id
WHERE d.delivered_on >= :from AND d.delivered_on < :until
      AND d.delivered_on > p.promised_on
GROUP BY t.name, p.service
ORDER BY late_parcels DESC, depot, service;
