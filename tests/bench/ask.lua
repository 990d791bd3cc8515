-- wrk -s ask.lua URL -- FILE [LIMIT]: asks what FILE holds, line by line, over
-- again; with a LIMIT above 0, so many requests at most are sent.
-- A line is METHOD, path, body and If-None-Match, with tabs between them.
local asked, at, sent, limit = {}, 0, 0, 0

function init(args)
    limit = tonumber(args[2] or 0)
    for line in io.lines(args[1]) do
        local method, path, body, etag =
            line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)$")
        local headers = {["Accept-Encoding"] = "gzip"}
        if #body > 0 then headers["Content-Type"] = "application/json" end
        if #etag > 0 then headers["If-None-Match"] = etag end
        asked[#asked + 1] = wrk.format(method, path, headers,
                                       #body > 0 and body or nil)
    end
end

function request()
    sent = sent + 1
    if sent == limit then wrk.thread:stop() end
    at = at % #asked + 1
    return asked[at]
end

function done(summary, latency)
    local e = summary.errors
    io.write(string.format("RESULT %d %d %.1f %.1f %.0f\n", summary.requests,
        e.connect + e.read + e.write + e.status + e.timeout,
        latency:percentile(50), latency:percentile(99), summary.duration))
end
