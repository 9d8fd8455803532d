#include <sqlite3.h>

// Swift cannot call functions with variable arguments, such as sqlite3_config.

// Stops SQLite from counting its memory, for which every allocation takes one lock of the whole
// process. It has to come before the first connection, and fails harmlessly after it.
static inline int sqlite3_config_without_memory_status(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
