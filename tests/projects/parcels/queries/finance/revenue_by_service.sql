/*---
title: Revenue by service and region
description: Revenue of last quarter by service and the region that delivers
cadence: monthly
questions:
  - What revenue did each service make last quarter?
  - revenue by region and service
  - How much did we earn with same day parcels in Scotland last quarter?
synonyms:
  revenue: [turnover, sales]
  service: [product]
period: last quarter
columns:
  service: {role: dimension, entity: service, label: Service}
  region:  {role: dimension, entity: region, label: Region}
  parcels: {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Parcels}
  revenue: {role: measure, aggregate: sum, format: currency, unit: GBP, direction: up_is_good, label: Revenue}
order: revenue desc
chart: {type: stacked_bar, x: region, y: revenue, series: service, stacked: true}
answer: "{service} in {region} made the most revenue last quarter: {revenue}."
max_age: 800h
owner: finance
---*/
SELECT p.service AS service, t.region AS region, COUNT(*) AS parcels,
       ROUND(SUM(p.price), 2) AS revenue
FROM parcels p
JOIN depots t ON t.id = p.depot_id
WHERE p.accepted_on >= :from AND p.accepted_on < :until
GROUP BY p.service, t.region
ORDER BY revenue DESC, service, region;
