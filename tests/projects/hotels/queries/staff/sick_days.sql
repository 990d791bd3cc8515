/*---
title: Sick days by department
description: Sick leaves that began in the last 3 months and the days that were lost by them
cadence: monthly
questions:
  - How many sick days did we have?
  - sick days by department
  - Which department is ill most often?
  - How many days was the kitchen off sick?
not_questions:
  - Who is on holiday?
  - Who is off sick today?
synonyms:
  sick_days: [days off sick, days lost to illness]
  sick_leaves: [cases of illness]
  department: [team]
  Front desk: [reception]
  Service: [waiters, waiting staff]
period: last 3 months
columns:
  department:  {role: dimension, entity: department, label: Department}
  people:      {role: measure, aggregate: sum, format: integer, label: People}
  sick_leaves: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Sick leaves}
  sick_days:   {role: measure, aggregate: sum, format: integer, unit: days, direction: down_is_good, label: Sick days}
  days_each:   {role: measure, type: real, format: decimal, unit: days, direction: down_is_good, label: Days per person}
order: sick_days desc
max_age: 800h
owner: people
---*/
SELECT e.department, p.people, COUNT(*) AS sick_leaves, SUM(s.days) AS sick_days,
       ROUND(SUM(s.days) * 1.0 / p.people, 2) AS days_each
FROM sick_leaves s
JOIN employees e ON e.id = s.employee_id
JOIN (SELECT department, COUNT(*) AS people FROM employees GROUP BY department) p
     ON p.department = e.department
WHERE s.began_on >= :from AND s.began_on < :until
GROUP BY e.department
ORDER BY sick_days DESC, e.department;
