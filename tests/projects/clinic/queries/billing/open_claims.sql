/*---
title: Open claims by insurer
description: Claims that an insurer has neither paid nor rejected until today
questions:
  - Which claims are still open?
  - open claims by insurer
  - How much do the insurers owe us?
synonyms:
  amount: [outstanding amount, receivables]
  insurer: [payer, health insurance, insurance company]
columns:
  insurer:     {role: dimension, entity: insurer, label: Insurer}
  open_claims: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Open claims}
  amount:      {role: measure, aggregate: sum, format: currency, unit: EUR, direction: down_is_good, label: Open amount}
  oldest_days: {role: measure, aggregate: max, format: integer, unit: days, direction: down_is_good, label: Age of the oldest}
order: amount desc
answer: "{insurer} owes us the most: {amount} in {open_claims} claims, the oldest {oldest_days} days old."
max_age: 36h
on_stale: refuse
owner: billing
---*/
SELECT i.name AS insurer, COUNT(*) AS open_claims,
       ROUND(SUM(c.amount), 2) AS amount,
       CAST(MAX(julianday(:as_of) - julianday(c.issued_on)) AS INTEGER)
           AS oldest_days
FROM claims c
JOIN insurers i ON i.id = c.insurer_id
WHERE c.issued_on < :as_of
      AND coalesce(c.paid_on, c.rejected_on, :as_of) >= :as_of
GROUP BY i.name
ORDER BY amount DESC, insurer;
