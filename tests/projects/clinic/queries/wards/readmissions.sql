/*---
title: Readmissions by department
description: Admissions of last quarter whose patient had left us in the 30 days before, and their share
cadence: monthly
questions:
  - How many patients had to come back within 30 days?
  - readmission rate by department
  - Where do we have the most readmissions?
not_questions:
  - Which patients will be readmitted?
synonyms:
  readmissions: [readmitted patients]
  readmission_rate: [share of readmissions]
period: last quarter
columns:
  department:       {role: dimension, entity: department, label: Department}
  admissions:       {role: measure, aggregate: sum, format: integer, label: Admissions}
  readmissions:     {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Readmissions}
  readmission_rate: {role: measure, type: real, format: percent, direction: down_is_good, label: Readmission rate}
order: readmission_rate desc
answer: "{department} has the highest readmission rate: {readmission_rate} of {admissions} admissions."
max_age: 2200h
owner: quality
verified_by: orla@saltmarsh.example
verified_at: 2026-10-09
---*/
SELECT d.name AS department, COUNT(*) AS admissions,
       SUM(a.is_readmission) AS readmissions,
       ROUND(AVG(a.is_readmission), 4) AS readmission_rate
FROM admissions a
JOIN wards w ON w.id = a.ward_id
JOIN departments d ON d.id = w.department_id
WHERE a.admitted_on >= :from AND a.admitted_on < :until
GROUP BY d.name
ORDER BY readmission_rate DESC, department;
