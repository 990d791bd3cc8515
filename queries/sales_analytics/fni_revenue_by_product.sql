/*---
title: F&I revenue by product and region
description: Contracts and revenue of each finance and insurance product in each region, last 30 days
cadence: daily
questions:
  - F&I revenue by product
  - How much do we earn with service contracts and gap insurance?
  - Which F&I product brings in the most money?
  - finance and insurance income by region and product
  - back-end income by product
  - number of F&I contracts sold of each kind
  - What do financing, gap insurance, tyre packages and service contracts bring in?
  - How much money does every F&I product make in each region?
  - best-earning finance and insurance product
not_questions:
  - What do our service contracts cost us?
  - Which F&I product has the highest margin?
  - F&I revenue by month
synonyms:
  product: [F&I product, contract type]
  revenue: [F&I income]
period: last 30 days
columns:
  region:    {role: dimension, entity: region, label: Region}
  product:   {role: dimension, entity: product, label: Product}
  contracts: {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Contracts}
  revenue:   {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: F&I revenue}
order: revenue desc
chart: {type: bar, x: region, y: revenue, series: product, stacked: true}
answer: "{product} in the {region} brought in the most: {revenue} from {contracts} contracts."
key: [region, product]
max_age: 36h
owner: finance-and-insurance
---*/
SELECT r.name AS region, f.product AS product,
       COUNT(*) AS contracts, SUM(f.revenue) AS revenue
FROM fni_contracts f
JOIN sales s ON s.id = f.sale_id
JOIN dealers d ON d.id = s.dealer_id
JOIN regions r ON r.id = d.region_id
WHERE f.sold_on >= :from AND f.sold_on < :until
GROUP BY r.name, f.product
ORDER BY revenue DESC, region, product;
