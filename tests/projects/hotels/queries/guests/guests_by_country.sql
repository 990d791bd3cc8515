/*---
title: Guests by country
description: Where the guests came from, arrivals of the last 12 months
cadence: monthly
questions:
  - Where do our guests come from?
  - guests by country
  - How many guests came from Germany?
  - Which country spends the most nights with us?
not_questions:
  - In which countries do we have hotels?
  - What do German guests complain about?
synonyms:
  country: [nationality, home country]
  guests: [visitors]
  United Kingdom: [UK, Britain]
  United States: [USA, America]
  Netherlands: [Holland]
period: last 12 months
columns:
  country:  {role: dimension, entity: country, label: Country}
  bookings: {role: measure, aggregate: sum, format: integer, label: Bookings}
  guests:   {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Guests}
  nights:   {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Room nights}
order: guests desc
chart: {type: bar, x: country, y: guests}
max_age: 800h
owner: marketing
---*/
SELECT country, COUNT(*) AS bookings, SUM(guests) AS guests,
       SUM(nights) AS nights
FROM bookings
WHERE cancelled_on IS NULL AND arrives_on >= :from AND arrives_on < :until
GROUP BY country
ORDER BY guests DESC, country;
