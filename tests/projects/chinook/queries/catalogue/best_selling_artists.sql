/*---
title: Best-selling artists
description: Tracks sold and revenue of each artist of whom a track was sold, all years
questions:
  - Who are the best-selling artists?
  - Which artists sell best?
  - Which artist sold the most tracks?
  - How many tracks did each artist sell?
not_questions:
  - Which artists have the most albums?
synonyms: {artists: [bands, musicians]}
columns:
  artist: {role: dimension, entity: artist}
  tracks_sold: {role: measure, aggregate: sum, format: integer, direction: up_is_good}
  revenue: {role: measure, aggregate: sum, format: currency}
order: tracks_sold desc
answer: "{artist} sold most: {tracks_sold} tracks for {revenue}."
key: artist
---*/
SELECT ar.Name AS artist, SUM(l.Quantity) AS tracks_sold,
       ROUND(SUM(l.Quantity * l.UnitPrice), 2) AS revenue
FROM InvoiceLine l
JOIN Track t ON t.TrackId = l.TrackId
JOIN Album al ON al.AlbumId = t.AlbumId
JOIN Artist ar ON ar.ArtistId = al.ArtistId
GROUP BY ar.ArtistId
ORDER BY tracks_sold DESC, revenue DESC, artist
