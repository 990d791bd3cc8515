#include "base/map.h"

#include <stdlib.h>

#include "base/memory.h"

void map_init(struct map *map)
{
    *map = (struct map){0};
}

void map_release(struct map *map)
{
    free(map->entries);
    free(map->slots);
    map_init(map);
}

uint32_t map_hash(struct str key)
{
    return map_hash_more(2166136261U, key);
}

static uint32_t *find_slot(const struct map *map, struct str key, uint32_t hash)
{
    uint32_t i = hash & (map->slot_count - 1);

    for (;; i = (i + 1) & (map->slot_count - 1)) {
        uint32_t *slot = &map->slots[i];
        if (*slot == 0)
            return slot;
        const struct map_entry *entry = &map->entries[*slot - 1];
        if (entry->hash == hash && str_equal(entry->key, key))
            return slot;
    }
}

uint32_t map_get(const struct map *map, struct str key)
{
    uint32_t *slot;

    if (map->count == 0)
        return MAP_NONE;
    slot = find_slot(map, key, map_hash(key));
    return *slot == 0 ? MAP_NONE : map->entries[*slot - 1].value;
}

static void rebuild_slots(struct map *map, uint32_t slot_count)
{
    map->slots = memory_grow(map->slots, slot_count, sizeof(uint32_t));
    memset(map->slots, 0, slot_count * sizeof(uint32_t));
    map->slot_count = slot_count;
    for (uint32_t i = 0; i < map->count; i++)
        *find_slot(map, map->entries[i].key, map->entries[i].hash) = i + 1;
}

uint32_t map_add(struct map *map, struct str key, uint32_t value,
                 bool *was_added)
{
    uint32_t hash = map_hash(key);
    uint32_t *slot;

    if (map->count + 1 > map->slot_count / 2)
        rebuild_slots(map, map->slot_count > 0 ? map->slot_count * 2 : 16);
    slot = find_slot(map, key, hash);
    if (was_added)
        *was_added = *slot == 0;
    if (*slot != 0)
        return map->entries[*slot - 1].value;
    if (map->count == map->capacity) {
        map->capacity = map->capacity > 0 ? map->capacity * 2 : 16;
        map->entries =
            memory_grow(map->entries, map->capacity, sizeof(struct map_entry));
    }
    map->entries[map->count++] = (struct map_entry){key, value, hash};
    *slot = map->count;
    return value;
}
