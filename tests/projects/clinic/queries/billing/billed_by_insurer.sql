/*---
title: Amount billed by insurer
description: Claims sent to each insurer last month and what they came to
cadence: monthly
questions:
  - How much did we bill each insurer?
  - claims and amount billed by insurer
  - Which insurer do we bill the most?
synonyms:
  amount: [billed amount, charges]
  claims: [invoices, bills]
  insurer: [payer, health insurance, insurance company]
period: last month
columns:
  insurer: {role: dimension, entity: insurer, label: Insurer}
  claims:  {role: measure, aggregate: sum, format: integer, label: Claims}
  amount:  {role: measure, aggregate: sum, format: currency, unit: EUR, direction: up_is_good, label: Amount billed}
order: amount desc
chart: {type: doughnut, x: insurer, y: amount}
answer: "We billed {insurer} the most: {amount} in {claims} claims."
max_age: 800h
owner: billing
---*/
SELECT i.name AS insurer, COUNT(*) AS claims, ROUND(SUM(c.amount), 2) AS amount
FROM claims c
JOIN insurers i ON i.id = c.insurer_id
WHERE c.issued_on >= :from AND c.issued_on < :until
GROUP BY i.name
ORDER BY amount DESC, insurer;
