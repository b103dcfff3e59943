// After a change everything on the page is read again. Commands to instances start no plan, so that nothing tells the page
// to poll fast while containers stop and start: it looks again a few times by itself.
import type { QueryClient } from '@tanstack/react-query'

/** Seconds after the answer; a container takes a few to come up. */
const LOOKS = [2, 5, 10]

export function readAgain(client: QueryClient): void {
  const look = () => void client.invalidateQueries()
  look()
  for (const seconds of LOOKS) setTimeout(look, seconds * 1000)
}
