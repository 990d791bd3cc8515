/*---
title: Data quality summary
description: How many rows show each of the known kinds of data fault
cadence: daily
questions:
  - Data quality summary
  - How clean is our data?
  - What data faults do we have?
  - number of faulty records by kind
  - Can I trust the numbers in the warehouse?
  - What is wrong with our data?
  - Which data error is the most common?
  - count of bad rows for each type of error
  - Where are we with data hygiene?
not_questions:
  - Who is responsible for data quality?
  - How many faulty cars did we build?
  - Which components have the most defects?
  - When was the data last loaded?
synonyms:
  faults: [errors, faulty rows, defects in the data]
columns:
  fault:      {role: dimension, entity: fault, label: Fault}
  table_name: {role: dimension, entity: table, label: Table}
  faults:     {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Rows}
order: faults desc
chart: {type: bar, x: fault, y: faults}
answer: "The most frequent fault is: {fault} ({faults} rows)."
key: [fault]
max_age: 36h
owner: data-office
---*/
SELECT 'duplicated claim' AS fault, 'warranty_claims' AS table_name,
       COUNT(*) AS faults
FROM warranty_claims b
WHERE EXISTS (SELECT 1 FROM warranty_claims a
              WHERE a.sale_id = b.sale_id AND a.claimed_on = b.claimed_on
                AND a.component_id = b.component_id AND a.cost = b.cost
                AND a.id < b.id)
UNION ALL
SELECT 'claim before sale', 'warranty_claims', COUNT(*)
FROM warranty_claims w JOIN sales s ON s.id = w.sale_id
WHERE w.claimed_on < s.sold_on
UNION ALL
SELECT 'negative price', 'sales', COUNT(*)
FROM sales WHERE price < 0
UNION ALL
SELECT 'month without forecasts', 'forecasts', COUNT(*)
FROM (SELECT DISTINCT date(sold_on, 'start of month') AS month FROM sales
      WHERE sold_on >= (SELECT MIN(month) FROM forecasts))
WHERE month NOT IN (SELECT month FROM forecasts)
ORDER BY faults DESC, fault;
