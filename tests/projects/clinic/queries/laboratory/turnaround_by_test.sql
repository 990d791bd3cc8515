/*---
title: Laboratory turnaround by test
description: Hours from a request to the result, tests of the last 28 days
questions:
  - How long does a laboratory result take?
  - lab turnaround time by test
  - How many hours does a troponin take?
  - How many tests did the laboratory do?
synonyms:
  test: [analysis, lab test]
  mean_hours: [turnaround time]
period: last 28 days
columns:
  test:       {role: dimension, entity: laboratory test, label: Test}
  tests:      {role: measure, aggregate: sum, format: integer, label: Tests}
  mean_hours: {role: measure, type: real, format: decimal, unit: hours, direction: down_is_good, label: Mean hours}
  max_hours:  {role: measure, aggregate: max, type: real, format: decimal, unit: hours, direction: down_is_good, label: Longest}
order: mean_hours asc
max_age: 36h
owner: laboratory
---*/
SELECT test, COUNT(*) AS tests, ROUND(AVG(hours), 1) AS mean_hours,
       MAX(hours) AS max_hours
FROM laboratory_tests
WHERE requested_on >= :from AND requested_on < :until
GROUP BY test
ORDER BY mean_hours, test;
