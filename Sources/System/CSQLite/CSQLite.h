#include <sqlite3.h>

// Swift cannot call functions with variable arguments, such as sqlite3_config.

// Settles what holds for every connection of the process. It has to come before the first one, and fails
// harmlessly after it.
//
// Counting memory would take one lock of the whole process for every allocation. What a write needs to be
// undone stays in memory up to so many octets, taken in one piece instead of a thousand at a time.
static inline int sqlite3_config_process(int octets_to_undo_a_write) {
    int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (code != SQLITE_OK) return code;
    return sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, octets_to_undo_a_write);
}
