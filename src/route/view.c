#include "route/view.h"

static void find_values(struct view_mention *mention)
{
    uint32_t first = 0, end;
    while (first < mention->count && mention->uses[first].value == MAP_NONE)
        first++;
    end = first;
    while (end < mention->count && mention->uses[end].value != MAP_NONE)
        end++;
    mention->first_value = first;
    mention->value_count = end - first;
}

static void find_names(struct view *view)
{
    const struct question *question = view->question;
    const struct route_index *index = question->index;
    for (size_t i = 0; i < question->tokens.count; i++)
        view->columns[i] = MAP_NONE;
    for (size_t i = 0; i < question->mention_count; i++) {
        const struct mention_at *mention = &question->mentions[i];
        struct view_mention *here = &view->mentions[i];
        here->uses = index_find_uses(index, &index->mentions[mention->mention],
                                     view->template, &here->count);
        find_values(here);
        view->has_values = view->has_values || here->value_count > 0;
        for (uint32_t k = 0; k < here->count; k++) {
            if (here->uses[k].value != MAP_NONE ||
                view->columns[mention->start] != MAP_NONE)
                continue;
            view->columns[mention->start] = here->uses[k].column;
            view->words[mention->start] = (uint8_t)mention->count;
            view->named |= bits_of(mention->start);
            view->same |= (uint64_t)mention->is_same << mention->start;
        }
    }
}

struct view *view_new(const struct question *question, uint32_t template)
{
    struct view *view = arena_alloc_raw(question->arena, sizeof(*view));
    view->question = question;
    view->template = template;
    view->record = &question->index->templates[template];
    view->mentions = arena_alloc_raw(
        question->arena, question->mention_count * sizeof(*view->mentions));
    view->named = view->same = view->weighed = 0;
    view->has_values = view->is_filtered = false;
    view->is_movement_known = view->has_movement = false;
    find_names(view);
    return view;
}

int view_strength(struct view *view, size_t token)
{
    if (!(view->weighed >> token & 1)) {
        view->strengths[token] =
            (uint8_t)question_strength(view->question, view->template, token);
        view->weighed |= bits_of(token);
    }
    return view->strengths[token];
}

bool view_has_movement(struct view *view)
{
    const struct route_index *index = view->question->index;
    for (size_t i = 0; !view->is_movement_known && i < index->movement_count;
         i++)
        if (index_bag_strength(index, view->template, index->movements[i]) > 0)
            view->has_movement = view->is_movement_known = true;
    view->is_movement_known = true;
    return view->has_movement;
}
