/*---
title: Occupancy by hotel
description: Share of the rooms of each hotel that were sold, nights of last month
cadence: monthly
questions:
  - What was our occupancy last month?
  - occupancy rate by hotel
  - Which hotel was the fullest?
  - How full was Linden Court?
not_questions:
  - How full will we be next month?
  - How many seats of the restaurant were taken?
synonyms:
  occupancy: [occupancy rate, load, utilisation]
  hotel: [house, property]
  nights_sold: [room nights]
period: last month
columns:
  hotel:            {role: dimension, entity: hotel, label: Hotel}
  nights_available: {role: measure, aggregate: sum, format: integer, label: Nights available}
  nights_sold:      {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Nights sold}
  occupancy:        {role: measure, type: real, format: percent, direction: up_is_good, label: Occupancy}
order: occupancy desc
chart: {type: bar, x: hotel, y: occupancy}
answer: "{hotel} was the fullest: {occupancy} of its rooms were sold."
max_age: 800h
owner: revenue
---*/
SELECT h.name AS hotel,
       CAST(h.rooms * (julianday(:until) - julianday(:from)) AS INTEGER)
           AS nights_available,
       COUNT(*) AS nights_sold,
       ROUND(COUNT(*) / (h.rooms * (julianday(:until) - julianday(:from))), 4)
           AS occupancy
FROM nights n
JOIN rooms r ON r.id = n.room_id
JOIN hotels h ON h.id = r.hotel_id
WHERE n.night >= :from AND n.night < :until
GROUP BY h.id
ORDER BY occupancy DESC, hotel;
