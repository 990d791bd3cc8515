/*---
title: Complaints by hotel and topic
description: What guests complained about at the front desk in the last 30 days, and what we refunded
questions:
  - What do guests complain about?
  - complaints by hotel
  - How many complaints about noise were there?
  - How much did we refund because of complaints?
not_questions:
  - What do employees complain about?
  - Which guest complains most often?
synonyms:
  topic: [subject, reason]
  refunds: [refunded amount, compensation]
  Wi-Fi: [wifi, internet, wireless network]
  Bill: [invoice]
  hotel: [house, property]
period: last 30 days
columns:
  hotel:      {role: dimension, entity: hotel, label: Hotel}
  topic:      {role: dimension, entity: complaint topic, label: Topic}
  complaints: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Complaints}
  refunds:    {role: measure, aggregate: sum, format: currency, unit: EUR, direction: down_is_good, label: Refunds}
order: complaints desc
chart: {type: stacked_bar, x: hotel, y: complaints, series: topic, stacked: true}
max_age: 36h
owner: front desk
---*/
SELECT h.name AS hotel, c.topic, COUNT(*) AS complaints, SUM(c.refund) AS refunds
FROM complaints c
JOIN hotels h ON h.id = c.hotel_id
WHERE c.made_on >= :from AND c.made_on < :until
GROUP BY h.id, c.topic
ORDER BY complaints DESC, hotel, c.topic;
