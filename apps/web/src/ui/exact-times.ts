import { parseTime } from '../lib/dates.ts'
import { formatAbsolute } from '../lib/exact-dates.ts'

/**
 * From now on a `<time>` at which somebody points has the exact time as its title, in the zone that is chosen by then, behind
 * the words of its `data-title`. One listener instead of two titles in each row of a list. Returns how to stop.
 */
export function titleTimes(): () => void {
  // somebody points at one already
  giveTitle(document.querySelector('time:hover'))
  const look = ({ target }: Event) => giveTitle(target)
  document.addEventListener('pointerover', look)
  return () => document.removeEventListener('pointerover', look)
}

function giveTitle(target: EventTarget | null) {
  const element = target instanceof Element ? target.closest('time') : null
  const time = parseTime(element?.dateTime)
  if (element === null || time === undefined) return
  element.title = (element.dataset['title'] ?? '') + formatAbsolute(time)
}
