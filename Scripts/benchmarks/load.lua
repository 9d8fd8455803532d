-- The requests that wrk sends: wrk -s load.lua URL -- KIND TOKENS FIRST
--
-- KIND is `get`, `book`, `mix` or `notify`. TOKENS is a file with a guest's token on each line; for
-- `notify` it is the service token. FIRST is the first event or notice; each round has its own.

local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
    thread:set("count", tonumber(os.getenv("WRK_THREADS") or "1"))
end

local function tokens(path)
    local lines = {}
    local index = 0
    for line in io.lines(path) do
        if index % count == number then lines[#lines + 1] = "Bearer " .. line end
        index = index + 1
    end
    return lines
end

local function json(token)
    return { ["Authorization"] = token, ["Content-Type"] = "application/json" }
end

-- All guests of this thread book an event before the first of them books the next event, so that no
-- guest books an event twice.
local function booking(guests, first)
    local headers = {}
    for index, token in ipairs(guests) do headers[index] = json(token) end
    local guest, event = 0, first
    return function()
        guest = guest + 1
        if guest > #headers then guest, event = 1, event + 1 end
        return wrk.format("POST", "/book", headers[guest], '{"event_id":' .. event .. "}")
    end
end

-- 90 % list the events, 8 % list bookings, 2 % book.
local function mix(guests, first)
    local list = wrk.format("GET", "/events")
    local own = wrk.format("GET", "/bookings", { ["Authorization"] = guests[1] })
    local book = booking(guests, first)
    local turn = 0
    return function()
        turn = (turn + 1) % 50
        if turn == 0 then return book() end
        if turn % 12 == 0 then return own end
        return list
    end
end

local function notices(token, first)
    local headers = json("Bearer " .. token)
    local id = first + number
    return function()
        id = id + count
        return wrk.format("POST", "/notify", headers, string.format(
            '{"notification_id":"%032d","sequence":%d,"type":"booking.confirmed","booking_id":%d,' ..
            '"user":"Bhavin","user_id":9,"event":"Meditation Retreat","event_id":7,' ..
            '"facilitator_id":2,"seats":1,"status":"confirmed","payment_status":null,' ..
            '"amount_paid":0,"currency":"INR","occurred_at":"2027-02-12T03:30:00Z"}', id, id, id))
    end
end

function init(args)
    local kind, source, first = args[1], args[2], tonumber(args[3] or "1")
    if kind == "book" then
        request = booking(tokens(source), first)
    elseif kind == "mix" then
        request = mix(tokens(source), first)
    elseif kind == "notify" then
        request = notices(source, first)
    elseif kind ~= "get" then
        error("unknown kind: " .. tostring(kind))
    end
end

-- Prints: requests/s, p50 and p99 in microseconds, requests, errors.
function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("result %.0f %.0f %.0f %d %d\n",
        summary.requests / (summary.duration / 1e6), latency:percentile(50),
        latency:percentile(99), summary.requests,
        errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
