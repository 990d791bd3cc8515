/*---
title: Rejected claims by insurer and reason
description: Claims that insurers sent back in the last 90 days and what we lose by them
questions:
  - Why do insurers reject our claims?
  - rejected claims by insurer
  - How many claims were denied because of a wrong code?
  - Which insurer rejects the most claims?
synonyms:
  rejected_claims: [denied claims, denials, rejections]
  insurer: [payer, health insurance, insurance company]
period: last 90 days
columns:
  insurer:         {role: dimension, entity: insurer, label: Insurer}
  reason:          {role: dimension, entity: reason, label: Reason}
  rejected_claims: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Rejected claims}
  amount:          {role: measure, aggregate: sum, format: currency, unit: EUR, direction: down_is_good, label: Amount}
order: rejected_claims desc
chart: {type: stacked_bar, x: insurer, y: rejected_claims, series: reason, stacked: true}
max_age: 36h
owner: billing
---*/
SELECT i.name AS insurer, c.rejected_because AS reason,
       COUNT(*) AS rejected_claims, ROUND(SUM(c.amount), 2) AS amount
FROM claims c
JOIN insurers i ON i.id = c.insurer_id
WHERE c.rejected_on >= :from AND c.rejected_on < :until
GROUP BY i.name, c.rejected_because
ORDER BY rejected_claims DESC, insurer, reason;
