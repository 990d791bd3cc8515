/*---
title: Wait for a first visit by department
description: Days from booking to a first visit, visits of the last 3 months
cadence: monthly
questions:
  - How long do patients wait for a first appointment?
  - Which department has the longest waiting time for new patients?
  - days from booking to first visit by department
  - How many days does it take to be seen in Dermatology?
not_questions:
  - How many patients are on the waiting list?
  - How many minutes do patients wait on the day of their visit?
synonyms:
  mean_days: [wait, waiting time, lead time]
  max_days: [longest wait]
  first_visits: [new patients]
  department: [speciality]
period: last 3 months
columns:
  department:   {role: dimension, entity: department, label: Department}
  first_visits: {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: First visits}
  mean_days:    {role: measure, type: real, format: decimal, unit: days, direction: down_is_good, label: Mean days}
  max_days:     {role: measure, aggregate: max, format: integer, unit: days, direction: down_is_good, label: Longest}
order: mean_days desc
answer: "Patients wait longest for {department}: {mean_days} days on average, {max_days} at most."
max_age: 800h
owner: outpatients
---*/
SELECT d.name AS department, COUNT(*) AS first_visits,
       ROUND(AVG(julianday(a.held_on) - julianday(a.booked_on)), 1) AS mean_days,
       CAST(MAX(julianday(a.held_on) - julianday(a.booked_on)) AS INTEGER)
           AS max_days
FROM appointments a
JOIN physicians p ON p.id = a.physician_id
JOIN departments d ON d.id = p.department_id
WHERE a.kind = 'First visit' AND a.status = 'attended'
      AND a.held_on >= :from AND a.held_on < :until
GROUP BY d.name
ORDER BY mean_days DESC, department;
