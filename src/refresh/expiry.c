#include "refresh/expiry.h"

#include "scheduler/cadence.h"

bool expiry_next(const struct settings *settings, struct str cadence,
                 int64_t now_s, int64_t *expires_at_s, struct err *err)
{
    const struct setting_cadence *named = settings_cadence(settings, cadence);
    struct str when = named ? named->when : cadence;
    struct str zone_text =
        named && named->zone.len > 0 ? named->zone : settings->time_zone;
    struct cadence parsed;
    struct zone *zone;
    bool ok;

    *expires_at_s = 0;
    if (when.len == 0)
        return true;
    zone = zone_open(zone_text, err);
    if (!zone)
        return false;
    ok = cadence_parse(&parsed, when, zone, err);
    if (ok)
        *expires_at_s = cadence_next(&parsed, now_s);
    zone_close(zone);
    return ok;
}
