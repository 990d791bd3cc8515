/*---
title: Operations by surgeon
description: Operations that each surgeon did last month and the hours they took
cadence: monthly
questions:
  - How many operations did each surgeon do?
  - operations per surgeon
  - Who operated most?
  - How many hours did each surgeon spend in theatre?
synonyms:
  operations: [surgeries, procedures]
  hours: [theatre hours]
  surgeon: [operating physician]
period: last month
columns:
  surgeon:    {role: dimension, entity: physician, label: Surgeon}
  department: {role: dimension, entity: department, label: Department}
  operations: {role: measure, aggregate: sum, format: integer, direction: none, label: Operations}
  hours:      {role: measure, type: real, aggregate: sum, format: decimal, unit: hours, direction: none, label: Hours}
order: operations desc
key: [surgeon]
max_age: 800h
owner: surgery
---*/
SELECT p.name AS surgeon, d.name AS department, COUNT(*) AS operations,
       ROUND(SUM(o.minutes) / 60.0, 1) AS hours
FROM operations o
JOIN physicians p ON p.id = o.surgeon_id
JOIN departments d ON d.id = p.department_id
WHERE o.minutes IS NOT NULL AND o.planned_on >= :from AND o.planned_on < :until
GROUP BY p.name, d.name
ORDER BY operations DESC, surgeon;
