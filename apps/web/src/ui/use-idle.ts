import { useEffect, useState } from 'react'

/** Safari has no idle callback: by then the first rows are painted. */
const LATER_MS = 100
/** Even on a page that is never idle. */
const LATEST_MS = 2000

/** True once the page has nothing more urgent to do after `isReady`: what the first paint does not need may load. */
export function useIdle(isReady: boolean): boolean {
  const [isIdle, setIdle] = useState(false)
  // talks to the browser's scheduling
  useEffect(() => {
    if (!isReady) return
    const start = () => setIdle(true)
    if (!('requestIdleCallback' in window)) {
      const timer = setTimeout(start, LATER_MS)
      return () => clearTimeout(timer)
    }
    const handle = requestIdleCallback(start, { timeout: LATEST_MS })
    return () => cancelIdleCallback(handle)
  }, [isReady])
  return isIdle
}
