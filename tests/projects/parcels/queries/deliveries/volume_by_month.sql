/*---
title: Parcel volume by month and service
description: Parcels accepted in each of the last 12 months
cadence: monthly
questions:
  - How many parcels did we carry each month?
  - parcel volume by month and service
  - How many same day parcels did we have in March?
not_questions:
  - How many parcels will we carry at Christmas?
synonyms:
  parcels: [volume, shipments, consignments]
period: last 12 months
columns:
  month:   {role: time, grain: month, type: date, format: date, label: Month}
  service: {role: dimension, entity: service, label: Service}
  parcels: {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Parcels}
chart: {type: line, x: month, y: parcels, series: service}
max_age: 800h
owner: operations
---*/
SELECT date(accepted_on, 'start of month') AS month, service,
       COUNT(*) AS parcels
FROM parcels
WHERE accepted_on >= :from AND accepted_on < :until
GROUP BY 1, service
ORDER BY month, service;
