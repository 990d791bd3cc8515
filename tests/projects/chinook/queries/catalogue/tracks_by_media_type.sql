/*---
title: Tracks by media type
description: How many tracks there are of each media type, and how large they are
questions:
  - How many tracks are there of each media type?
  - What are the tracks by media type?
columns:
  media_type: {role: dimension, entity: media type}
  tracks: {role: measure, aggregate: sum, format: integer}
  megabytes: {role: measure, aggregate: sum, format: decimal, unit: MB}
order: tracks desc
key: media_type
---*/
SELECT m.Name AS media_type, COUNT(*) AS tracks,
       ROUND(SUM(t.Bytes) / 1e6, 1) AS megabytes
FROM MediaType m
JOIN Track t ON t.MediaTypeId = m.MediaTypeId
GROUP BY m.MediaTypeId
ORDER BY tracks DESC, media_type
