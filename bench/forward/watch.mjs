// Loaded into the console while it is measured (`node --import`): tells how long its loop was held up.
import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 1
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })

process.on('message', (question) => {
  if (question === 'watch') {
    delays.reset()
    delays.enable()
    process.send?.(0)
  } else if (question === 'blocked') {
    delays.disable()
    process.send?.({
      max: Math.max(0, delays.max / 1e6 - RESOLUTION_MS),
      p99: Math.max(0, delays.percentile(99) / 1e6 - RESOLUTION_MS),
    })
  }
})
