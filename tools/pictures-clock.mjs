// Loaded into simulator and console before their own code: time stands still, so that the ages on two pictures of the same
// page are the same. Both read the time by `Date.now()`; only Node itself writes `Date` headers from the real one, and the
// pages follow that header.
import { subscribe } from 'node:diagnostics_channel'

const now = Number(process.env['PICTURES_NOW'])
Date.now = () => now

subscribe('http.server.request.start', (message) => {
  // Node's own message of this channel
  const { response } = /** @type {{ response: import('node:http').ServerResponse }} */ (message)
  response.setHeader('Date', new Date(now).toUTCString())
})
