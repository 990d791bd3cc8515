/*---
title: Appointments by physician
description: Attended appointments of each physician, last month
cadence: monthly
questions:
  - How many appointments did each physician have?
  - appointments per doctor last month
  - Which physician saw the most patients?
synonyms:
  physician: [doctor]
  appointments: [consultations]
period: last month
columns:
  physician:    {role: dimension, entity: physician, label: Physician}
  department:   {role: dimension, entity: department, label: Department}
  appointments: {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Appointments}
order: appointments desc
key: [physician]
max_age: 800h
owner: outpatients
---*/
SELECT p.name AS physician, d.name AS department, COUNT(*) AS appointments
FROM appointments a
JOIN physicians p ON p.id = a.physician_id
JOIN departments d ON d.id = p.department_id
WHERE a.status = 'attended' AND a.held_on >= :from AND a.held_on < :until
GROUP BY p.name, d.name
ORDER BY appointments DESC, physician;
