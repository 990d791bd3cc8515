#include "route/difference.h"

const uint32_t difference_weights[] = {0};
const size_t difference_count = 0;
