/*---
title: Warranty claims by model
description: Number and cost of warranty claims of each model, last 90 days
cadence: daily
questions:
  - Warranty claims by model
  - Which models have the most warranty claims?
  - How much do warranty claims cost per model?
  - claim cost by model
  - Which car fails most often?
  - Which nameplate is the most trouble under warranty?
  - Which model has the highest cost per claim?
  - What do warranty failures cost us for each car?
  - How many warranty cases did every vehicle line have?
not_questions:
  - How do I file a warranty claim?
  - Which models have the longest warranty?
  - Which component has the most claims?
  - Which models need the most repairs?
synonyms:
  claims: [warranty claims, warranty cases]
  cost: [claim cost, warranty cost]
period: last 90 days
columns:
  model:      {role: dimension, entity: model, label: Model}
  powertrain: {role: dimension, entity: powertrain, label: Powertrain}
  claims:     {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Claims}
  cost:       {role: measure, aggregate: sum, format: currency, unit: USD, direction: down_is_good, label: Cost}
  cost_per_claim: {role: measure, type: real, aggregate: none, format: currency, unit: USD, direction: down_is_good, label: Cost per claim}
order: claims desc
chart: {type: bar, x: model, y: claims}
answer: "{model} has the most warranty claims: {claims}, which cost {cost}."
key: [model]
max_age: 36h
owner: quality
verified_by: ines@example.com
verified_at: 2026-10-30
---*/
SELECT m.name AS model, m.powertrain AS powertrain, COUNT(*) AS claims,
       SUM(w.cost) AS cost, ROUND(AVG(w.cost), 2) AS cost_per_claim
FROM warranty_claims w
JOIN models m ON m.id = w.model_id
WHERE w.claimed_on >= :from AND w.claimed_on < :until
GROUP BY m.name, m.powertrain
ORDER BY claims DESC, model;
