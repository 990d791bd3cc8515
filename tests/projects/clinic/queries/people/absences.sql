/*---
title: Staff absences by profession and reason
description: Days that staff were absent, absences that began in the last 30 days
questions:
  - How many days were staff absent?
  - staff absences by profession
  - How many sick days did nurses have?
  - Why is our staff absent?
not_questions:
  - Which employees are ill today?
synonyms:
  days: [absence days, days lost, missed days]
  profession: [job, staff group]
period: last 30 days
columns:
  profession: {role: dimension, entity: profession, label: Profession}
  reason:     {role: dimension, entity: reason, label: Reason}
  absences:   {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Absences}
  days:       {role: measure, aggregate: sum, format: integer, unit: days, direction: down_is_good, label: Days absent}
order: days desc
max_age: 36h
owner: people
---*/
SELECT s.profession AS profession, a.reason AS reason, COUNT(*) AS absences,
       SUM(a.days) AS days
FROM absences a
JOIN staff s ON s.id = a.staff_id
WHERE a.began_on >= :from AND a.began_on < :until
GROUP BY s.profession, a.reason
ORDER BY days DESC, profession, reason;
