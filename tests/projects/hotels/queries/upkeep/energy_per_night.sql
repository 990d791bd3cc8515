/*---
title: Energy per sold night by hotel
description: Kilowatt hours of last month over the nights that were sold
cadence: monthly
questions:
  - Which hotel uses the most energy per night?
  - energy per sold night by hotel
  - How many kWh does a night at Alpenrose take?
  - Which hotel has the highest energy bill?
not_questions:
  - How much energy does the kitchen use?
  - Which hotel has solar panels?
synonyms:
  energy_kwh: [energy use, consumption, kWh]
  kwh_per_night: [energy per night, energy per room night]
  energy_cost: [energy bill]
  hotel: [house, property]
period: last month
columns:
  hotel:         {role: dimension, entity: hotel, label: Hotel}
  energy_kwh:    {role: measure, aggregate: sum, format: integer, unit: kWh, direction: down_is_good, label: kWh}
  energy_cost:   {role: measure, aggregate: sum, format: currency, unit: EUR, direction: down_is_good, label: Cost}
  kwh_per_night: {role: measure, type: real, format: decimal, unit: kWh, direction: down_is_good, label: kWh per night}
order: kwh_per_night desc
max_age: 800h
owner: maintenance
---*/
SELECT h.name AS hotel, e.kwh AS energy_kwh, e.cost AS energy_cost,
       ROUND(e.kwh * 1.0 / s.nights, 1) AS kwh_per_night
FROM (SELECT hotel_id, SUM(kwh) AS kwh, ROUND(SUM(cost), 2) AS cost
      FROM energy WHERE month >= :from AND month < :until GROUP BY hotel_id) e
JOIN (SELECT r.hotel_id, COUNT(*) AS nights
      FROM nights n JOIN rooms r ON r.id = n.room_id
      WHERE n.night >= :from AND n.night < :until GROUP BY r.hotel_id) s
     ON s.hotel_id = e.hotel_id
JOIN hotels h ON h.id = e.hotel_id
ORDER BY kwh_per_night DESC, hotel;
