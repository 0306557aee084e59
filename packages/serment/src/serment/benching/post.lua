-- For wrk: sends prepared requests, each once and as it stands in the file, and writes down what was answered to each.
-- The file holds each request after its length in eight digits. Once all are sent, wrk is told to stop as by Ctrl-C, and
-- asks for nothing of interest in the moment that this takes.

local ffi = require("ffi")
ffi.cdef("int getpid(void); int kill(int, int);")
local SIGINT, NOTHING = 2, 204

local requests, answers
local threads = {}
answered = 0 -- global, so that `done` can ask the thread for it

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  requests = assert(io.open(args[1], "rb"))
  answers = assert(io.open(args[2], "wb"))
end

function request()
  local length = requests:read(8)
  if length == nil then
    ffi.C.kill(ffi.C.getpid(), SIGINT)
    return "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
  end
  return requests:read(tonumber(length))
end

function response(status, _, body)
  if status ~= NOTHING then
    answered = answered + 1
    answers:write(status, " ", body, "\n")
  end
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    "measured %d %d %.0f %.0f %d\n",
    threads[1]:get("answered"), summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.timeout
  ))
end
