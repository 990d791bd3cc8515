/*---
title: Length of stay by department
description: Nights that a patient stayed, discharges of the last 6 months
cadence: monthly
questions:
  - How long do patients stay?
  - average length of stay by department
  - In which department do patients stay longest?
  - How many discharges were there in Cardiology?
synonyms:
  mean_nights: [length of stay, stay, LOS]
  max_nights: [longest stay]
  discharges: [discharged patients]
period: last 6 months
columns:
  department:  {role: dimension, entity: department, label: Department}
  discharges:  {role: measure, aggregate: sum, format: integer, label: Discharges}
  mean_nights: {role: measure, type: real, format: decimal, unit: nights, direction: down_is_good, label: Mean nights}
  max_nights:  {role: measure, aggregate: max, format: integer, unit: nights, direction: down_is_good, label: Longest}
order: mean_nights desc
max_age: 800h
owner: nursing
---*/
SELECT d.name AS department, COUNT(*) AS discharges,
       ROUND(AVG(julianday(a.discharged_on) - julianday(a.admitted_on)), 2)
           AS mean_nights,
       CAST(MAX(julianday(a.discharged_on) - julianday(a.admitted_on)) AS INTEGER)
           AS max_nights
FROM admissions a
JOIN wards w ON w.id = a.ward_id
JOIN departments d ON d.id = w.department_id
WHERE a.discharged_on >= :from AND a.discharged_on < :until
GROUP BY d.name
ORDER BY mean_nights DESC, department;
