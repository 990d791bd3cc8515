/*---
title: Dealer performance by region
description: Units, revenue, gross profit and F&I revenue of every dealer, last 30 days
cadence: daily
questions:
  - Show dealer performance by region
  - How are our dealers performing?
  - Which dealers have the highest revenue?
  - dealer ranking by revenue
  - Gross profit by dealer
  - Who are our strongest dealers?
  - league table of retailers
  - How much does each store sell and earn?
  - Which rooftop is our top performer?
  - units, turnover and profit for every dealership
not_questions:
  - How many dealers do we have in each region?
  - Which dealers are late with their payments?
  - Which dealers sell the most service contracts?
  - Which dealers earn the most in the workshop?
synonyms:
  dealer: [dealership, store, retailer]
  gross_profit: [profit, gross]
period: last 30 days
columns:
  region:       {role: dimension, entity: region, label: Region}
  dealer:       {role: dimension, entity: dealer, label: Dealer}
  units:        {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Units}
  revenue:      {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: Revenue}
  gross_profit: {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: Gross profit}
  fni_revenue:  {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: F&I revenue}
order: revenue desc
chart: {type: bar, x: dealer, y: revenue}
answer: "{dealer} in the {region} leads with {revenue} of revenue and {gross_profit} of gross profit from {units} units."
key: [dealer]
max_age: 36h
owner: sales-operations
verified_by: jane@example.com
verified_at: 2026-11-01
---*/
WITH contracts AS (
    SELECT sale_id, SUM(revenue) AS revenue
    FROM fni_contracts
    WHERE sold_on >= :from AND sold_on < :until
    GROUP BY sale_id
)
SELECT r.name AS region, d.name AS dealer, COUNT(*) AS units,
       SUM(s.price) AS revenue, SUM(s.price - s.cost) AS gross_profit,
       COALESCE(SUM(c.revenue), 0) AS fni_revenue
FROM sales s
JOIN dealers d ON d.id = s.dealer_id
JOIN regions r ON r.id = d.region_id
LEFT JOIN contracts c ON c.sale_id = s.id
WHERE s.sold_on >= :from AND s.sold_on < :until
GROUP BY r.name, d.name
ORDER BY revenue DESC, dealer;
