/*---
title: Late-arriving claims by dealer
description: Warranty claims received in the last 30 days and how many days after the failure they came
cadence: weekly
questions:
  - Late-arriving claims by dealer
  - Which dealers report their claims late?
  - How long until warranty claims reach us?
  - claims reported more than a week late
  - Who is slowest to send in warranty cases?
  - lag between failure and receipt of the claim by dealer
  - Do dealers submit their warranty paperwork in time?
  - How many days after the breakdown does a claim arrive?
  - late claim submissions per store
not_questions:
  - Which dealers open late?
  - Late deliveries by supplier
  - Which dealers take longest to repair a car?
  - Which claims are paid late?
synonyms:
  mean_days: [reporting delay]
  late_claims: [claims reported late]
period: last 30 days
columns:
  region:      {role: dimension, entity: region, label: Region}
  dealer:      {role: dimension, entity: dealer, label: Dealer}
  claims:      {role: measure, aggregate: sum, format: integer, label: Claims received}
  late_claims: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Over 7 days late}
  mean_days:   {role: measure, type: real, aggregate: none, format: decimal, unit: days, direction: down_is_good, label: Mean delay (days)}
order: late_claims desc
chart: {type: bar, x: dealer, y: late_claims}
answer: "{dealer} reported the most claims late: {late_claims} of {claims}."
key: [dealer]
max_age: 192h
owner: data-office
---*/
SELECT r.name AS region, d.name AS dealer, COUNT(*) AS claims,
       SUM(julianday(w.received_on) - julianday(w.claimed_on) > 7)
           AS late_claims,
       ROUND(AVG(julianday(w.received_on) - julianday(w.claimed_on)), 2)
           AS mean_days
FROM warranty_claims w
JOIN dealers d ON d.id = w.dealer_id
JOIN regions r ON r.id = d.region_id
WHERE w.received_on >= :from AND w.received_on < :until
GROUP BY r.name, d.name
ORDER BY late_claims DESC, claims DESC, dealer;
