/*---
title: Sales by channel
description: Units and revenue sold in the showroom, online and to fleets, last 30 days
cadence: daily
questions:
  - Sales by channel
  - How much do we sell online?
  - What share of cars is sold in showrooms?
  - online versus showroom versus fleet sales
  - Do customers buy on the web or at the dealer?
  - Which route to market moves the most cars?
  - distribution channel mix
  - split of units between e-commerce, walk-in and fleet
  - How do people buy their cars?
not_questions:
  - Which advertising channel works best?
  - Which channel brings in the most leads?
  - Margin by sales channel
synonyms:
  channel: [sales channel, route to market]
period: last 30 days
columns:
  channel: {role: dimension, entity: channel, label: Channel}
  units:   {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Units}
  revenue: {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: Revenue}
order: units desc
chart: {type: doughnut, x: channel, y: units}
answer: "Most vehicles are sold through this channel: {channel}, with {units} units."
key: [channel]
max_age: 36h
owner: sales-operations
---*/
SELECT s.channel AS channel, COUNT(*) AS units, SUM(s.price) AS revenue
FROM sales s
WHERE s.sold_on >= :from AND s.sold_on < :until
GROUP BY s.channel
ORDER BY units DESC, channel;
