/*
 * profile_build.h - learns the profile of a catalogue, the last step of
 * building its index. Adds nothing if the catalogue is too large.
 */
#ifndef ROUTE_PROFILE_BUILD_H
#define ROUTE_PROFILE_BUILD_H

#include "route/index_builder.h"

void profile_build(struct builder *builder);

#endif
