/*---
title: Failure pattern analysis
description: Claims by model and component family, and how many times what other models of the same powertrain lead one to expect, last 6 months
cadence: weekly
questions:
  - Failure pattern analysis
  - Which models have a weak spot?
  - Which component families fail unusually often in which model?
  - failure patterns by model and component family
  - Does any car have a typical defect?
  - What breaks more often than it should, and in which car?
  - over-represented part families among the claims of a model
  - unusual clusters of failures
  - Where are failures most out of proportion?
not_questions:
  - Why did the battery pack fail?
  - Which machines in the plants fail most often?
  - How long after the sale do components fail?
  - How high are the claim costs of each model?
synonyms:
  times_expected: [lift, over-representation]
  family: [component family, part group]
period: last 6 months
columns:
  model:          {role: dimension, entity: model, label: Model}
  family:         {role: dimension, entity: component_family, label: Family}
  powertrain:     {role: dimension, entity: powertrain, label: Powertrain}
  claims:         {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Claims}
  cost:           {role: measure, aggregate: sum, format: currency, unit: USD, direction: down_is_good, label: Cost}
  times_expected: {role: measure, type: real, aggregate: none, format: decimal, direction: down_is_good, label: Times expected}
order: times_expected desc
chart: {type: bar, x: model, y: claims, series: family, stacked: true}
answer: "The clearest pattern: {family} failures of {model} are {times_expected} times as frequent as expected ({claims} claims)."
key: [model, family]
max_age: 192h
owner: quality
verified_by: ines@example.com
verified_at: 2026-10-30
---*/
WITH counted AS (
    SELECT m.name AS model, c.family AS family, m.powertrain AS powertrain,
           COUNT(*) AS claims, SUM(w.cost) AS cost
    FROM warranty_claims w
    JOIN models m ON m.id = w.model_id
    JOIN components c ON c.id = w.component_id
    WHERE w.claimed_on >= :from AND w.claimed_on < :until
    GROUP BY m.name, c.family, m.powertrain
)
SELECT model, family, powertrain, claims, cost,
       ROUND(1.0 * claims * SUM(claims) OVER (PARTITION BY powertrain)
             / SUM(claims) OVER (PARTITION BY model)
             / SUM(claims) OVER (PARTITION BY powertrain, family), 2)
           AS times_expected
FROM counted
ORDER BY times_expected DESC, claims DESC, model, family;
