/*---
title: No-shows by department
description: Appointments of last month to which the patient did not come, and their share
cadence: monthly
questions:
  - How many patients did not show up for their appointment?
  - no-show rate by department
  - Which department has the most no-shows?
not_questions:
  - Which staff did not show up for work?
  - How many appointments were cancelled?
synonyms:
  no_shows: [missed appointments]
  no_show_rate: [no-show share]
period: last month
columns:
  department:   {role: dimension, entity: department, label: Department}
  appointments: {role: measure, aggregate: sum, format: integer, label: Appointments}
  no_shows:     {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: No-shows}
  no_show_rate: {role: measure, type: real, format: percent, direction: down_is_good, label: No-show rate}
order: no_shows desc
chart: {type: bar, x: department, y: no_shows}
max_age: 800h
owner: outpatients
---*/
SELECT d.name AS department, COUNT(*) AS appointments,
       SUM(a.status = 'no-show') AS no_shows,
       ROUND(AVG(a.status = 'no-show'), 4) AS no_show_rate
FROM appointments a
JOIN physicians p ON p.id = a.physician_id
JOIN departments d ON d.id = p.department_id
WHERE a.status <> 'cancelled' AND a.held_on >= :from AND a.held_on < :until
GROUP BY d.name
ORDER BY no_shows DESC, department;
