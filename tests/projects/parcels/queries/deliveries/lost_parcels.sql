/*---
title: Lost parcels by depot
description: Parcels written off as lost in the last 90 days and what their shippers had paid for them
questions:
  - How many parcels did we lose?
  - lost parcels by depot
  - Where do most parcels go missing?
synonyms:
  lost_parcels: [missing parcels, disappeared parcels]
period: last 90 days
columns:
  depot:        {role: dimension, entity: depot, label: Depot}
  lost_parcels: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Lost parcels}
  postage:      {role: measure, aggregate: sum, format: currency, unit: GBP, direction: none, label: Postage paid}
order: lost_parcels desc
max_age: 36h
owner: security
---*/
SELECT t.name AS depot, COUNT(*) AS lost_parcels,
       ROUND(SUM(p.price), 2) AS postage
FROM parcels p
JOIN depots t ON t.id = p.depot_id
WHERE p.lost_on >= :from AND p.lost_on < :until
GROUP BY t.name
ORDER BY lost_parcels DESC, depot;
