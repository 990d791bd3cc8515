/*---
title: Customer segments
description: Buyers, units and revenue of private, business and fleet customers, last 12 months
cadence: monthly
questions:
  - Customer segments
  - How much revenue comes from fleet customers?
  - Who buys our cars?
  - revenue by customer segment
  - share of private and business buyers
  - Which type of customer brings in the most money?
  - How is revenue split among private, business and fleet buyers?
  - Do we live more from private people or from companies?
  - number of buyers in each customer group
  - how much each class of client buys from us
not_questions:
  - Which vehicle segments sell best?
  - How satisfied are our customers?
  - Which customers spent the most?
  - How many new customers does each segment have?
synonyms:
  segment: [customer segment, customer group]
  buyers: [customers]
period: last 12 months
columns:
  segment: {role: dimension, entity: customer_segment, label: Segment}
  buyers:  {role: measure, aggregate: sum, format: integer, label: Buyers}
  units:   {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Units}
  revenue: {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: Revenue}
order: revenue desc
chart: {type: doughnut, x: segment, y: revenue}
answer: "Most revenue comes from {segment} customers: {revenue}."
key: [segment]
max_age: 800h
owner: marketing
---*/
SELECT c.segment AS segment, COUNT(DISTINCT c.id) AS buyers,
       COUNT(*) AS units, SUM(s.price) AS revenue
FROM sales s
JOIN customers c ON c.id = s.customer_id
WHERE s.sold_on >= :from AND s.sold_on < :until
GROUP BY c.segment
ORDER BY revenue DESC, segment;
