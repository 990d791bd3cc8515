/*---
title: F&I conversion rates by dealer
description: Share of sold vehicles with at least one finance or insurance contract, by dealer, last 30 days
cadence: daily
questions:
  - F&I conversion rates by dealer
  - What is the F&I penetration of each dealer?
  - Which dealers convert best on finance and insurance?
  - finance and insurance attach rate per dealership
  - share of vehicles with an F&I contract at each dealer
  - Which store has the best F&I penetration?
  - F&I take rate ranking
  - percentage of deals with a finance or insurance product, by store
  - How often do dealers close an F&I deal along with the car?
  - How many cars leave each dealer with an F&I contract?
not_questions:
  - How many visitors of the website ask for a loan?
  - What is the F&I conversion rate of each salesperson?
  - How much F&I revenue does each dealer make?
  - Which F&I product do buyers take most often?
synonyms:
  conversion: [attach rate, penetration, take rate]
  contracts: [F&I contracts, finance and insurance contracts]
period: last 30 days
columns:
  region:         {role: dimension, entity: region, label: Region}
  dealer:         {role: dimension, entity: dealer, label: Dealer}
  units:          {role: measure, aggregate: sum, format: integer, label: Units sold}
  units_with_fni: {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Units with F&I}
  contracts:      {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Contracts}
  conversion:     {role: measure, type: real, aggregate: none, format: percent, direction: up_is_good, label: Conversion rate}
order: conversion desc
chart: {type: bar, x: dealer, y: conversion}
answer: "{dealer} converts best: {conversion} of its {units} units had an F&I contract."
key: [dealer]
max_age: 36h
owner: finance-and-insurance
verified_by: omar@example.com
verified_at: 2026-10-12
---*/
WITH contracts AS (
    SELECT sale_id, COUNT(*) AS contracts
    FROM fni_contracts
    WHERE sold_on >= :from AND sold_on < :until
    GROUP BY sale_id
)
SELECT r.name AS region, d.name AS dealer, COUNT(*) AS units,
       COUNT(c.sale_id) AS units_with_fni,
       COALESCE(SUM(c.contracts), 0) AS contracts,
       ROUND(1.0 * COUNT(c.sale_id) / COUNT(*), 4) AS conversion
FROM sales s
JOIN dealers d ON d.id = s.dealer_id
JOIN regions r ON r.id = d.region_id
LEFT JOIN contracts c ON c.sale_id = s.id
WHERE s.sold_on >= :from AND s.sold_on < :until
GROUP BY r.name, d.name
ORDER BY conversion DESC, units DESC, dealer;
