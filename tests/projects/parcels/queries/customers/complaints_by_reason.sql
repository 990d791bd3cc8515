/*---
title: Complaints by reason
description: Complaints of the last 90 days and how many of them are still open
cadence: weekly
questions:
  - What do customers complain about?
  - complaints by reason
  - How many complaints about damage did we get?
  - Which complaints are most frequent?
  - open complaints per reason
not_questions:
  - Which drivers complain about their vehicles?
synonyms:
  open: [unresolved, not resolved]
period: last 90 days
columns:
  reason:     {role: dimension, entity: reason, label: Reason}
  complaints: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Complaints}
  open:       {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Still open}
order: complaints desc
chart: doughnut
answer: "Most complaints are about {reason}: {complaints}, of which {open} are open."
max_age: 192h
owner: customer-care
---*/
SELECT reason, COUNT(*) AS complaints, SUM(resolved_on IS NULL) AS open
FROM complaints
WHERE made_on >= :from AND made_on < :until
GROUP BY reason
ORDER BY complaints DESC, reason;
