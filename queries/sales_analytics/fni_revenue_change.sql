/*---
title: Change of F&I revenue by dealer and product
description: F&I revenue of the last 7 days against the 7 days before, by dealer and product, largest fall first
cadence: daily
questions:
  - Why did F&I revenue drop in the Midwest?
  - Where did F&I revenue fall the most?
  - Which dealers lost finance and insurance revenue compared with the week before?
  - change in F&I revenue week over week
  - What is behind the decline in finance and insurance income?
  - F&I winners and losers by store over the last 7 days
  - biggest drops in F&I income by dealer and product
  - back-end income of each dealer against the week before
not_questions:
  - Why did vehicle revenue fall in the Midwest?
  - Why did F&I conversion fall?
  - Why did F&I revenue drop last month?
synonyms:
  change: [drop, decline, fall, difference]
period: last 7 days
columns:
  region:   {role: dimension, entity: region, label: Region}
  dealer:   {role: dimension, entity: dealer, label: Dealer}
  product:  {role: dimension, entity: product, label: Product}
  revenue:  {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: Last 7 days}
  previous: {role: measure, aggregate: sum, format: currency, unit: USD, label: 7 days before}
  change:   {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: Change}
order: change asc
chart: {type: bar, x: dealer, y: change, series: product, stacked: true}
answer: "The largest fall was {product} at {dealer}: {change}, from {previous} to {revenue}."
key: [dealer, product]
max_age: 36h
owner: finance-and-insurance
---*/
SELECT r.name AS region, d.name AS dealer, f.product AS product,
       SUM(CASE WHEN f.sold_on >= :from THEN f.revenue ELSE 0 END) AS revenue,
       SUM(CASE WHEN f.sold_on < :from THEN f.revenue ELSE 0 END) AS previous,
       SUM(CASE WHEN f.sold_on >= :from THEN f.revenue ELSE -f.revenue END)
           AS change
FROM fni_contracts f
JOIN sales s ON s.id = f.sale_id
JOIN dealers d ON d.id = s.dealer_id
JOIN regions r ON r.id = d.region_id
WHERE f.sold_on >= date(:from, '-7 days') AND f.sold_on < :until
GROUP BY r.name, d.name, f.product
ORDER BY change, dealer, product;
