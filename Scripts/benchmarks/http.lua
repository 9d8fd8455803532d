-- Pipelines DEPTH requests and prints: requests, duration in us, p50, p99, errors.
local depth = tonumber(os.getenv("DEPTH") or "1")
local batch

init = function()
    batch = string.rep(wrk.format("GET"), depth)
end

request = function() return batch end

done = function(summary, latency)
    local errors = summary.errors
    print(string.format("result %d %d %d %d %d", summary.requests, summary.duration,
        latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
