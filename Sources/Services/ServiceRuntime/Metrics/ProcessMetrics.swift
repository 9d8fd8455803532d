import Foundation
import Glibc
import Observability

extension Metrics {
    /// Exposes the version, the lost log lines and this process's use of the system, by the names
    /// that Prometheus's client libraries use.
    package func watchProcess(log: Log) {
        gauge(
            "build_info", help: "1, with the version.", labels: ["version": ProductVersion.current]
        ) {
            1
        }
        counter("log_lines_dropped_total", help: "Log lines that were not written.") {
            Double(log.droppedLines)
        }
        let start = ProcessStatistics.startSeconds()
        gauge("process_start_time_seconds", help: "Start of the process, in Unix time.") { start }
        counter("process_cpu_seconds_total", help: "Processor time of the process.") {
            ProcessStatistics.cpuSeconds()
        }
        gauge("process_resident_memory_bytes", help: "Memory of the process.") {
            ProcessStatistics.residentBytes()
        }
        gauge("process_open_fds", help: "Open file descriptors.") {
            ProcessStatistics.openDescriptors()
        }
        gauge("process_max_fds", help: "Limit on open file descriptors.") {
            ProcessStatistics.maximumDescriptors()
        }
    }
}

/// This process's use of the system, from /proc and system calls; 0 if it cannot be read.
private enum ProcessStatistics {
    /// The start in Unix time, in seconds.
    static func startSeconds() -> Double {
        var (now, sinceBoot) = (timespec(), timespec())
        clock_gettime(CLOCK_REALTIME, &now)
        clock_gettime(CLOCK_BOOTTIME, &sinceBoot)
        // The name before the parenthesis may contain spaces (proc(5)).
        let fields = text("/proc/self/stat").split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 19, let ticks = Double(fields[19]) else { return 0 }
        return seconds(now) - seconds(sinceBoot) + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return seconds(time)
    }

    static func residentBytes() -> Double {
        let fields = text("/proc/self/statm").split(separator: " ")
        guard fields.count > 1, let pages = Double(fields[1]) else { return 0 }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    static func openDescriptors() -> Double {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        // One of them reads the folder.
        return Double(max(0, names.count - 1))
    }

    static func maximumDescriptors() -> Double {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        return Double(limit.rlim_cur)
    }

    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    private static func seconds(_ time: timespec) -> Double {
        Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
