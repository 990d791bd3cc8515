#include "dump/prune.h"

#include <errno.h>
#include <unistd.h>

#include "base/fs.h"
#include "dump/layout.h"

enum { NAMES_MAX = 10000000 };

bool prune_file(const char *path, struct err *err)
{
    return unlink(path) == 0 || errno == ENOENT ||
           err_errno(err, "remove %s", path);
}

bool prune_folder(const char *folder,
                  bool (*keeps)(const void *data, struct str name),
                  const void *data, struct arena *arena, struct err *err)
{
    char file[LAYOUT_PATH_SIZE];
    struct fs_names names;
    size_t kept = 0;

    if (!fs_is_dir(folder))
        return true;
    if (!fs_list(folder, NAMES_MAX, arena, &names, err))
        return false;
    for (size_t i = 0; i < names.count; i++) {
        if (keeps(data, names.items[i])) {
            kept++;
            continue;
        }
        layout_join(folder, names.items[i].ptr, file);
        if (!prune_file(file, err))
            return false;
    }
    if (kept == 0)
        rmdir(folder);
    return true;
}
