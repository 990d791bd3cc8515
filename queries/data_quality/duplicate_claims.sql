/*---
title: Duplicated warranty claims
description: Claims that repeat an earlier one, with the same vehicle, day, component and cost
cadence: daily
questions:
  - Duplicated warranty claims
  - Are there duplicate claims?
  - Which claims were entered twice?
  - list of double warranty claims
  - Have we been charged twice for the same warranty case?
  - claims that repeat an earlier one
  - What is the most expensive claim that was recorded more than once?
  - What do the duplicate entries of claims cost us?
  - identical warranty cases by dealer, model and component
not_questions:
  - Which vehicles had two different claims?
  - Which repairs had to be done twice?
  - Duplicate customer records
synonyms:
  claim: [claim number]
columns:
  claim:        {role: identifier, label: Claim}
  duplicate_of: {role: identifier, label: Repeats claim}
  claimed_on:   {role: label, type: date, format: date, label: Claimed on}
  dealer:       {role: dimension, entity: dealer, label: Dealer}
  model:        {role: dimension, entity: model, label: Model}
  component:    {role: dimension, entity: component, label: Component}
  cost:         {role: measure, aggregate: sum, format: currency, unit: USD, label: Cost}
order: cost desc
answer: "The most expensive duplicate is claim {claim} of {dealer}: {cost}."
key: [claim]
max_age: 36h
owner: data-office
---*/
SELECT b.id AS claim, MIN(a.id) AS duplicate_of, b.claimed_on AS claimed_on,
       d.name AS dealer, m.name AS model, c.name AS component, b.cost AS cost
FROM warranty_claims b
JOIN warranty_claims a ON a.sale_id = b.sale_id
 AND a.claimed_on = b.claimed_on AND a.component_id = b.component_id
 AND a.cost = b.cost AND a.id < b.id
JOIN dealers d ON d.id = b.dealer_id
JOIN models m ON m.id = b.model_id
JOIN components c ON c.id = b.component_id
GROUP BY b.id
ORDER BY cost DESC, claim;
