/*---
title: Financial margin analysis
description: Revenue, cost and margin of each model, with its segment and powertrain, last 3 months
cadence: weekly
questions:
  - Financial margin analysis
  - What is our margin by model?
  - Which models are most profitable?
  - gross margin by segment
  - Which car do we earn the most on?
  - What is left of each model's revenue after its cost?
  - profitability of the line-up
  - Which vehicle segment is the most lucrative?
  - How much profit does every nameplate contribute?
not_questions:
  - What is the profit margin of our competitors?
  - How much margin do the suppliers have?
  - How does the margin develop month by month?
  - Which dealers have the best margin?
synonyms:
  margin: [gross profit, gross margin, profit]
  margin_ratio: [margin percentage, profitability]
  cost: [cost of goods sold]
period: last 3 months
columns:
  model:        {role: dimension, entity: model, label: Model}
  segment:      {role: dimension, entity: segment, label: Segment}
  powertrain:   {role: dimension, entity: powertrain, label: Powertrain}
  units:        {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Units}
  revenue:      {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: Revenue}
  cost:         {role: measure, aggregate: sum, format: currency, unit: USD, direction: down_is_good, label: Cost}
  margin:       {role: measure, aggregate: sum, format: currency, unit: USD, direction: up_is_good, label: Margin}
  margin_ratio: {role: measure, type: real, aggregate: none, format: percent, direction: up_is_good, label: Margin of revenue}
order: margin desc
chart: {type: bar, x: model, y: margin}
answer: "{model} brings in the largest margin: {margin}, {margin_ratio} of its revenue."
key: [model]
max_age: 192h
owner: finance
verified_by: lena@example.com
verified_at: 2026-10-05
---*/
SELECT m.name AS model, m.segment AS segment, m.powertrain AS powertrain,
       COUNT(*) AS units, SUM(s.price) AS revenue, SUM(s.cost) AS cost,
       SUM(s.price - s.cost) AS margin,
       ROUND(1.0 * SUM(s.price - s.cost) / NULLIF(SUM(s.price), 0), 4)
           AS margin_ratio
FROM sales s
JOIN models m ON m.id = s.model_id
WHERE s.sold_on >= :from AND s.sold_on < :until
GROUP BY m.name, m.segment, m.powertrain
ORDER BY margin DESC, model;
