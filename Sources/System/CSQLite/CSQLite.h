#include <sqlite3.h>

// Configures SQLite for the process; Swift cannot call sqlite3_config, which is variadic.
//
// It must be called before the first connection is opened; later calls fail without effect.
//
// Memory statistics would take a process-wide lock for every allocation. A statement's journal stays in memory
// until it has journal_spill bytes, allocated at once instead of 1000 bytes at a time.
static inline int sqlite3_config_process(int journal_spill) {
    int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (code != SQLITE_OK) return code;
    return sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, journal_spill);
}
