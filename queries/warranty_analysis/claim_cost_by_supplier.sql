/*---
title: Claim cost by supplier
description: Number and cost of warranty claims for the components of each supplier, last quarter
cadence: monthly
questions:
  - Claim cost by supplier
  - Which supplier causes the highest warranty cost?
  - warranty cost per supplier last quarter
  - Whose components cost us the most under warranty?
  - How much warranty money is each vendor responsible for?
  - warranty bill by vendor, last quarter
  - number of claims caused by each supplier's parts last quarter
  - Who should we ask to pay back warranty costs?
not_questions:
  - How much do we buy from each supplier?
  - Which supplier has the longest lead time?
  - Claim cost by dealer
synonyms:
  cost: [claim cost, warranty cost]
  supplier: [vendor]
period: last quarter
columns:
  supplier: {role: dimension, entity: supplier, label: Supplier}
  claims:   {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Claims}
  cost:     {role: measure, aggregate: sum, format: currency, unit: USD, direction: down_is_good, label: Cost}
order: cost desc
chart: {type: bar, x: supplier, y: cost}
answer: "Components of {supplier} cost the most: {cost} for {claims} claims."
key: [supplier]
max_age: 800h
owner: procurement
---*/
SELECT s.name AS supplier, COUNT(*) AS claims, SUM(w.cost) AS cost
FROM warranty_claims w
JOIN components c ON c.id = w.component_id
JOIN suppliers s ON s.id = c.supplier_id
WHERE w.claimed_on >= :from AND w.claimed_on < :until
GROUP BY s.name
ORDER BY cost DESC, supplier;
