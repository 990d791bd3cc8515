/*---
title: Open repairs by hotel and trade
description: Repairs that were reported and are not finished, as of today
questions:
  - Which repairs are still open?
  - open repairs by hotel
  - How many plumbing jobs are waiting?
  - How long has the oldest repair been open?
not_questions:
  - How many repairs did we finish?
  - Who repairs the lift?
synonyms:
  open_repairs: [outstanding repairs, maintenance backlog, open work orders]
  trade: [kind of repair]
  oldest_days: [age of the oldest repair]
  Electrics: [electrical]
  Air conditioning: [AC, aircon]
  hotel: [house, property]
columns:
  hotel:        {role: dimension, entity: hotel, label: Hotel}
  trade:        {role: dimension, entity: trade, label: Trade}
  open_repairs: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Open repairs}
  oldest_days:  {role: measure, aggregate: max, format: integer, unit: days, direction: down_is_good, label: Age of the oldest}
order: open_repairs desc
max_age: 36h
owner: maintenance
---*/
SELECT h.name AS hotel, p.trade, COUNT(*) AS open_repairs,
       CAST(MAX(julianday(:as_of) - julianday(p.reported_on)) AS INTEGER)
           AS oldest_days
FROM repairs p
JOIN rooms r ON r.id = p.room_id
JOIN hotels h ON h.id = r.hotel_id
WHERE p.reported_on < :as_of AND coalesce(p.finished_on, :as_of) >= :as_of
GROUP BY h.id, p.trade
ORDER BY open_repairs DESC, hotel, p.trade;
