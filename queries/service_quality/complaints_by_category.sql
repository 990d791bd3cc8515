/*---
title: Complaints by category and severity
description: Customer complaints of the last 30 days
cadence: daily
questions:
  - Complaints by category
  - What do customers complain about?
  - How many complaints of high severity did we get?
  - customer complaints by severity
  - What annoys our customers most?
  - most frequent complaint topic
  - What are people unhappy about?
  - How serious are the complaints we receive?
  - number of grievances by subject
not_questions:
  - Complaints about our competitors
  - How do I make a complaint?
  - Which models get the most complaints?
  - How long do complaints of each category stay open?
synonyms:
  complaints: [customer complaints, grievances]
  severity: [seriousness]
period: last 30 days
columns:
  category:   {role: dimension, entity: complaint_category, label: Category}
  severity:   {role: dimension, entity: severity, label: Severity}
  complaints: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Complaints}
order: complaints desc
chart: {type: bar, x: category, y: complaints, series: severity, stacked: true}
answer: "Most complaints are about {category} ({severity} severity): {complaints}."
key: [category, severity]
max_age: 36h
owner: customer-care
---*/
SELECT c.category AS category, c.severity AS severity,
       COUNT(*) AS complaints
FROM complaints c
WHERE c.made_on >= :from AND c.made_on < :until
GROUP BY c.category, c.severity
ORDER BY complaints DESC, category, severity;
