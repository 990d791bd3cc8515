/*---
title: On the books by hotel, next 30 days
description: Nights of the next 30 days that are booked already, tonight included
questions:
  - What is on the books for the next 30 days?
  - nights already booked by hotel
  - How well booked is Alpenrose for the coming weeks?
  - How much revenue is booked for the next month?
not_questions:
  - How many nights did we sell last month?
  - What do we expect for next summer?
synonyms:
  booked_nights: [nights on the books, future nights]
  booked_revenue: [revenue on the books, future revenue]
  booked_share: [future occupancy]
  hotel: [house, property]
columns:
  hotel:          {role: dimension, entity: hotel, label: Hotel}
  booked_nights:  {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Nights on the books}
  booked_share:   {role: measure, type: real, format: percent, direction: up_is_good, label: Share of the nights}
  booked_revenue: {role: measure, aggregate: sum, format: currency, unit: EUR, direction: up_is_good, label: Revenue on the books}
order: booked_share desc
max_age: 36h
on_stale: refuse
owner: revenue
---*/
SELECT h.name AS hotel, COUNT(*) AS booked_nights,
       ROUND(COUNT(*) / (h.rooms * 30.0), 4) AS booked_share,
       ROUND(SUM(n.price), 2) AS booked_revenue
FROM nights n
JOIN rooms r ON r.id = n.room_id
JOIN hotels h ON h.id = r.hotel_id
WHERE n.night >= :as_of AND n.night < date(:as_of, '+30 days')
GROUP BY h.id
ORDER BY booked_share DESC, hotel;
