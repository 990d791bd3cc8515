/*---
title: Sales by support representative
description: Revenue of the customers that each employee looks after, all years
questions:
  - What are the sales by employee?
  - How much did each support representative sell?
  - Which employee sold the most?
  - What are the sales of Jane Peacock?
synonyms: {employee: [support rep, support representative, agent, salesperson]}
columns:
  employee: {role: dimension, entity: employee}
  revenue: {role: measure, aggregate: sum, format: currency, direction: up_is_good}
  customers: {role: measure, aggregate: sum, format: integer}
order: revenue desc
key: employee
---*/
SELECT e.FirstName || ' ' || e.LastName AS employee,
       ROUND(SUM(i.Total), 2) AS revenue,
       COUNT(DISTINCT c.CustomerId) AS customers
FROM Employee e
JOIN Customer c ON c.SupportRepId = e.EmployeeId
JOIN Invoice i ON i.CustomerId = c.CustomerId
GROUP BY e.EmployeeId
ORDER BY revenue DESC
