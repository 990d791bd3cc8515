/*---
title: Longest playlists
description: Tracks and hours of every playlist that has any; some names stand twice
questions:
  - What are the longest playlists?
  - How long is each playlist?
  - Which playlist has the most tracks?
columns:
  playlist_id: {role: identifier}
  playlist: {role: dimension, entity: playlist}
  tracks: {role: measure, format: integer}
  hours: {role: measure, format: decimal, unit: hours}
order: hours desc
key: playlist_id
---*/
SELECT p.PlaylistId AS playlist_id, p.Name AS playlist, COUNT(*) AS tracks,
       ROUND(SUM(t.Milliseconds) / 3600000.0, 2) AS hours
FROM Playlist p
JOIN PlaylistTrack pt ON pt.PlaylistId = p.PlaylistId
JOIN Track t ON t.TrackId = pt.TrackId
GROUP BY p.PlaylistId
ORDER BY hours DESC, playlist_id
