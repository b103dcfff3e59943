-- wrk's script: every request with the next session's cookie, because one session may send 200 requests a second,
-- and equal reads of one session are answered together.
local requests = {}
local turn = 0

function init(args)
  local headers = { ['X-ECE-Console'] = '1', ['Sec-Fetch-Site'] = 'same-origin' }
  local body = os.getenv('BENCH_BODY')
  if body == '' then body = nil end
  if body then headers['Content-Type'] = 'application/json' end
  for cookie in io.lines(os.getenv('BENCH_COOKIES')) do
    headers['Cookie'] = cookie
    requests[#requests + 1] = wrk.format(body and 'POST' or 'GET', os.getenv('BENCH_PATH'), headers, body)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"us":%d,"bytes":%d,"p50_ms":%.3f,"p99_ms":%.3f,"errors":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
