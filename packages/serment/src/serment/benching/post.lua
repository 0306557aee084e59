-- For wrk: sends prepared requests, each once and as it stands in the file, and writes down what was answered to each.
-- The file holds each request after its length in eight digits.

local requests, answers

function init(args)
  requests = assert(io.open(args[1], "rb"))
  answers = assert(io.open(args[2], "wb"))
end

function request()
  local length = requests:read(8)
  if length == nil then
    wrk.thread:stop()
    return "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
  end
  return requests:read(tonumber(length))
end

function response(status, _, body)
  answers:write(status, " ", body, "\n")
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    "measured %d %d %.0f %.0f %d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.timeout
  ))
end
