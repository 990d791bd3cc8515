/*---
title: Working hours by hotel and department
description: Hours and overtime that our people worked last week
cadence: weekly
questions:
  - How many hours did our people work?
  - overtime by hotel
  - How much overtime did the kitchen do?
  - Which department works the most overtime?
not_questions:
  - What do we pay for overtime?
  - Who is on duty tonight?
synonyms:
  hours: [working hours, hours worked]
  overtime: [extra hours]
  department: [team]
  Front desk: [reception]
  Service: [waiters, waiting staff]
  hotel: [house, property]
period: last week
columns:
  hotel:      {role: dimension, entity: hotel, label: Hotel}
  department: {role: dimension, entity: department, label: Department}
  people:     {role: measure, aggregate: sum, format: integer, label: People}
  hours:      {role: measure, aggregate: sum, type: real, format: decimal, unit: hours, label: Hours}
  overtime:   {role: measure, aggregate: sum, type: real, format: decimal, unit: hours, direction: down_is_good, label: Overtime}
order: overtime desc
max_age: 200h
owner: people
---*/
SELECT h.name AS hotel, e.department, COUNT(*) AS people,
       ROUND(SUM(w.hours), 1) AS hours, ROUND(SUM(w.overtime), 1) AS overtime
FROM working_weeks w
JOIN employees e ON e.id = w.employee_id
JOIN hotels h ON h.id = e.hotel_id
WHERE w.week >= :from AND w.week < :until
GROUP BY h.id, e.department
ORDER BY overtime DESC, hotel, e.department;
