/*---
title: Cancelled operations by department and reason
description: Operations of the last 3 months that were called off, and why
cadence: monthly
questions:
  - Why were operations cancelled?
  - cancelled operations by department
  - How many operations were called off because no bed was free?
not_questions:
  - Which operations were cancelled today?
synonyms: {cancelled_operations: [called off operations, cancelled surgeries]}
period: last 3 months
columns:
  department:           {role: dimension, entity: department, label: Department}
  reason:               {role: dimension, entity: reason, label: Reason}
  cancelled_operations: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Cancelled operations}
order: cancelled_operations desc
max_age: 800h
owner: surgery
---*/
SELECT d.name AS department, o.cancelled_because AS reason,
       COUNT(*) AS cancelled_operations
FROM operations o
JOIN physicians p ON p.id = o.surgeon_id
JOIN departments d ON d.id = p.department_id
WHERE o.cancelled_because IS NOT NULL
      AND o.planned_on >= :from AND o.planned_on < :until
GROUP BY d.name, o.cancelled_because
ORDER BY cancelled_operations DESC, department, reason;
