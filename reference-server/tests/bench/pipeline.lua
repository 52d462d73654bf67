-- wrk -s pipeline.lua URL -- DEPTH: so many requests in one write.
local request_text

init = function(args)
  local one = wrk.format("GET")
  request_text = string.rep(one, tonumber(args[1]) or 16)
end

request = function()
  return request_text
end
