/*---
title: Cancellations by channel
description: Bookings made in the last 90 days and how many of them were cancelled since
questions:
  - How many bookings were cancelled?
  - cancellation rate by channel
  - Do Roomly guests cancel more often?
  - How much revenue did we lose to cancellations?
not_questions:
  - Why do guests cancel?
  - How many events were cancelled?
synonyms:
  cancellations: [cancelled bookings, cancelled reservations]
  cancellation_rate: [share of cancelled bookings]
  lost_revenue: [cancelled revenue]
period: last 90 days
columns:
  channel:           {role: dimension, entity: channel, label: Channel}
  bookings:          {role: measure, aggregate: sum, format: integer, label: Bookings made}
  cancellations:     {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Cancellations}
  cancellation_rate: {role: measure, type: real, format: percent, direction: down_is_good, label: Cancellation rate}
  lost_revenue:      {role: measure, aggregate: sum, format: currency, unit: EUR, direction: down_is_good, label: Lost revenue}
order: cancellation_rate desc
max_age: 36h
owner: sales
---*/
SELECT c.name AS channel, COUNT(*) AS bookings,
       SUM(b.cancelled_on IS NOT NULL) AS cancellations,
       ROUND(AVG(b.cancelled_on IS NOT NULL), 4) AS cancellation_rate,
       ROUND(SUM(CASE WHEN b.cancelled_on IS NULL THEN 0 ELSE b.amount END), 2)
           AS lost_revenue
FROM bookings b
JOIN channels c ON c.id = b.channel_id
WHERE b.booked_on >= :from AND b.booked_on < :until
GROUP BY c.id
ORDER BY cancellation_rate DESC, channel;
