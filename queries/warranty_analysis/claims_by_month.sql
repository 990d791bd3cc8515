/*---
title: Warranty claims by month
description: Number and cost of warranty claims in each of the last 24 months
cadence: monthly
questions:
  - Warranty claims by month
  - How have warranty claims developed over two years?
  - monthly claim cost
  - number of claims each month
  - long-term warranty trend
  - What did warranty cost us month by month?
  - Which month saw the most claims?
  - Are warranty cases becoming more frequent over the months?
  - claim counts and costs of the last 24 months
not_questions:
  - Complaints by month
  - How many claims will we get next month?
  - Repairs by month
  - Claims by dealer and month
synonyms:
  claims: [warranty claims, warranty cases]
  cost: [claim cost, warranty cost]
period: last 24 months
columns:
  month:  {role: time, grain: month, type: date, format: date, label: Month}
  claims: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Claims}
  cost:   {role: measure, aggregate: sum, format: currency, unit: USD, direction: down_is_good, label: Cost}
chart: {type: line, x: month, y: claims}
key: [month]
max_age: 800h
owner: quality
---*/
SELECT date(w.claimed_on, 'start of month') AS month, COUNT(*) AS claims,
       SUM(w.cost) AS cost
FROM warranty_claims w
WHERE w.claimed_on >= :from AND w.claimed_on < :until
GROUP BY month
ORDER BY month;
