-- Pipelines DEPTH requests at a time and prints one line: requests, microseconds, p50, p99, errors.
local depth = tonumber(os.getenv("DEPTH") or "1")
local batch

init = function()
   local one = wrk.format("GET")
   batch = string.rep(one, depth)
end

request = function() return batch end

done = function(summary, latency)
   local errors = summary.errors
   print(string.format("result %d %d %d %d %d", summary.requests, summary.duration,
      latency:percentile(50), latency:percentile(99),
      errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
