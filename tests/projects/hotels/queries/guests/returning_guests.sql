/*---
title: Returning guests by hotel
description: Arrivals of last quarter whose guests had stayed with us before
cadence: monthly
questions:
  - How many of our guests come back?
  - share of returning guests by hotel
  - Which hotel has the most loyal guests?
  - How many returning guests did Cliff Lodge have?
not_questions:
  - Who is our most frequent guest?
  - How many rooms were returned?
synonyms:
  returning_guests: [repeat guests, regulars, loyal guests]
  returning_rate: [repeat rate, share of repeat guests]
  hotel: [house, property]
period: last quarter
columns:
  hotel:            {role: dimension, entity: hotel, label: Hotel}
  arrivals:         {role: measure, aggregate: sum, format: integer, label: Arrivals}
  returning_guests: {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Returning}
  returning_rate:   {role: measure, type: real, format: percent, direction: up_is_good, label: Returning rate}
order: returning_rate desc
max_age: 2400h
owner: marketing
---*/
SELECT h.name AS hotel, COUNT(*) AS arrivals,
       SUM(b.is_returning) AS returning_guests,
       ROUND(AVG(b.is_returning), 4) AS returning_rate
FROM bookings b
JOIN rooms r ON r.id = b.room_id
JOIN hotels h ON h.id = r.hotel_id
WHERE b.cancelled_on IS NULL AND b.arrives_on >= :from AND b.arrives_on < :until
GROUP BY h.id
ORDER BY returning_rate DESC, hotel;
