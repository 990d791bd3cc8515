/*---
title: Claims dated before the sale
description: Warranty claims whose date lies before the sale of the vehicle
cadence: daily
questions:
  - Claims dated before the sale
  - Which claims are older than their sale?
  - warranty claims with impossible dates
  - claim date earlier than sale date
  - Do we have claims on cars that were not sold yet?
  - Which warranty cases precede the sale of the car?
  - claims filed on unsold vehicles
  - By how many days do claims lie ahead of their sale?
  - Which claim lies furthest before its sale?
not_questions:
  - Which claims came in on the day of the sale?
  - Claims after the warranty ended
  - How many days after the sale do claims come in?
  - How old are cars when they fail?
synonyms:
  days_before: [days too early]
columns:
  claim:       {role: identifier, label: Claim}
  claimed_on:  {role: label, type: date, format: date, label: Claimed on}
  sold_on:     {role: label, type: date, format: date, label: Sold on}
  dealer:      {role: dimension, entity: dealer, label: Dealer}
  model:       {role: dimension, entity: model, label: Model}
  days_before: {role: measure, aggregate: max, format: integer, unit: days, label: Days before the sale}
order: days_before desc
answer: "Claim {claim} of {dealer} is dated {days_before} days before its sale."
key: [claim]
max_age: 36h
owner: data-office
---*/
SELECT w.id AS claim, w.claimed_on AS claimed_on, s.sold_on AS sold_on,
       d.name AS dealer, m.name AS model,
       CAST(julianday(s.sold_on) - julianday(w.claimed_on) AS INTEGER)
           AS days_before
FROM warranty_claims w
JOIN sales s ON s.id = w.sale_id
JOIN dealers d ON d.id = w.dealer_id
JOIN models m ON m.id = w.model_id
WHERE w.claimed_on < s.sold_on
ORDER BY days_before DESC, claim;
