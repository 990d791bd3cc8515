/*---
title: Service revenue by dealer
description: Repairs opened and what customers paid for them, by dealer, last 30 days
cadence: daily
questions:
  - Service revenue by dealer
  - How much do our workshops earn?
  - repair income per dealership
  - fixed ops revenue by rooftop
  - Which dealership has the highest workshop turnover?
  - What do customers pay for repairs at each retailer?
  - How many workshop orders did each store open?
  - after-sales turnover of each store
not_questions:
  - Which dealer has the best customer reviews?
  - Which dealers earn the most from selling cars?
  - How long do repairs take at each dealer?
synonyms:
  revenue: [service revenue, workshop revenue, repair income]
  repairs: [workshop orders, service orders]
period: last 30 days
columns:
  region:  {role: dimension, entity: region, label: Region}
  dealer:  {role: dimension, entity: dealer, label: Dealer}
  repairs: {role: measure, aggregate: sum, format: integer, label: Repairs}
  revenue: {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: Service revenue}
order: revenue desc
chart: {type: bar, x: dealer, y: revenue}
answer: "The workshop of {dealer} earned the most: {revenue} with {repairs} repairs."
key: [dealer]
max_age: 36h
owner: service
---*/
SELECT r.name AS region, d.name AS dealer, COUNT(*) AS repairs,
       SUM(x.revenue) AS revenue
FROM repairs x
JOIN dealers d ON d.id = x.dealer_id
JOIN regions r ON r.id = d.region_id
WHERE x.opened_on >= :from AND x.opened_on < :until
GROUP BY r.name, d.name
ORDER BY revenue DESC, dealer;
