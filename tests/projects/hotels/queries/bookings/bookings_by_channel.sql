/*---
title: Bookings by channel
description: Bookings made last month through each channel, what they are worth and the commission on them
cadence: monthly
questions:
  - Where do our bookings come from?
  - bookings by channel
  - How much commission do we pay Roomly?
  - Which booking portal brings the most bookings?
not_questions:
  - Which guests booked through a travel agency?
  - How many people visited our website?
synonyms:
  channel: [booking channel, source, portal]
  bookings: [reservations]
  booked_revenue: [booking value]
  Website: [own site, direct online]
  Telephone: [phone]
  Company contract: [corporate contract, corporate rate]
period: last month
columns:
  channel:        {role: dimension, entity: channel, label: Channel}
  bookings:       {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Bookings}
  nights:         {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Nights booked}
  booked_revenue: {role: measure, aggregate: sum, format: currency, unit: EUR, direction: up_is_good, label: Booked revenue}
  commission:     {role: measure, aggregate: sum, format: currency, unit: EUR, direction: down_is_good, label: Commission}
order: bookings desc
chart: {type: doughnut, x: channel, y: bookings}
answer: "Most bookings came through {channel}: {bookings}, worth {booked_revenue}."
max_age: 800h
owner: sales
---*/
SELECT c.name AS channel, COUNT(*) AS bookings, SUM(b.nights) AS nights,
       ROUND(SUM(b.amount), 2) AS booked_revenue,
       ROUND(SUM(b.amount * c.commission_percent) / 100, 2) AS commission
FROM bookings b
JOIN channels c ON c.id = b.channel_id
WHERE b.booked_on >= :from AND b.booked_on < :until
GROUP BY c.id
ORDER BY bookings DESC, channel;
