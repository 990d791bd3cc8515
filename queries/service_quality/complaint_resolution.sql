/*---
title: Complaint resolution time by region
description: Complaints made in the last 90 days, how many are still open, and the days it took to resolve the others
cadence: weekly
questions:
  - Complaint resolution time by region
  - How fast do we resolve complaints?
  - days to resolve a complaint per region
  - How long do unhappy customers wait for a solution?
  - Which region has the longest resolution time?
  - complaints still unresolved by territory and severity
  - average handling time of complaints
  - Do we close customer complaints quickly enough?
not_questions:
  - How fast do we answer the phone?
  - How many complaints did each dealer get?
  - How long does it take to resolve an incident?
synonyms:
  mean_days: [resolution time, days to resolve]
  open_complaints: [unresolved complaints, open cases]
period: last 90 days
columns:
  region:          {role: dimension, entity: region, label: Region}
  severity:        {role: dimension, entity: severity, label: Severity}
  complaints:      {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Complaints}
  open_complaints: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Still open}
  mean_days:       {role: measure, type: real, aggregate: none, format: decimal, unit: days, direction: down_is_good, label: Mean days}
order: mean_days desc
chart: {type: bar, x: region, y: mean_days, series: severity}
answer: "Complaints of {severity} severity in the {region} take the longest: {mean_days} days."
key: [region, severity]
max_age: 192h
owner: customer-care
---*/
SELECT r.name AS region, c.severity AS severity, COUNT(*) AS complaints,
       SUM(c.resolved_on IS NULL) AS open_complaints,
       ROUND(AVG(julianday(c.resolved_on) - julianday(c.made_on)), 2)
           AS mean_days
FROM complaints c
JOIN dealers d ON d.id = c.dealer_id
JOIN regions r ON r.id = d.region_id
WHERE c.made_on >= :from AND c.made_on < :until
GROUP BY r.name, c.severity
ORDER BY mean_days DESC, region, severity;
