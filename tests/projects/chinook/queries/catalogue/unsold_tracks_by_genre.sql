/*---
title: Tracks never sold by genre
description: How many tracks of each genre nobody has bought yet, of how many there are
questions:
  - How many tracks were never sold by genre?
  - Which genre has the most unsold tracks?
  - How many tracks of each genre has nobody bought?
columns:
  genre: {role: dimension, entity: genre}
  unsold_tracks: {role: measure, aggregate: sum, format: integer, direction: down_is_good}
  tracks: {role: measure, aggregate: sum, format: integer}
order: unsold_tracks desc
key: genre
---*/
SELECT g.Name AS genre,
       SUM(NOT EXISTS (SELECT 1 FROM InvoiceLine l
                       WHERE l.TrackId = t.TrackId)) AS unsold_tracks,
       COUNT(*) AS tracks
FROM Genre g
JOIN Track t ON t.GenreId = g.GenreId
GROUP BY g.GenreId
ORDER BY unsold_tracks DESC, genre
