/*---
title: Best-selling genres
description: Tracks sold and revenue of each genre of which a track was sold, all years
questions:
  - What are the best-selling genres?
  - Which genres sell best?
  - Which genre sold the most tracks?
  - How many tracks of each genre were sold?
synonyms: {genres: [styles, kinds of music]}
columns:
  genre: {role: dimension, entity: genre}
  tracks_sold: {role: measure, aggregate: sum, format: integer, direction: up_is_good}
  revenue: {role: measure, aggregate: sum, format: currency}
order: tracks_sold desc
key: genre
---*/
SELECT g.Name AS genre, SUM(l.Quantity) AS tracks_sold,
       ROUND(SUM(l.Quantity * l.UnitPrice), 2) AS revenue
FROM InvoiceLine l
JOIN Track t ON t.TrackId = l.TrackId
JOIN Genre g ON g.GenreId = t.GenreId
GROUP BY g.GenreId
ORDER BY tracks_sold DESC, revenue DESC, genre
