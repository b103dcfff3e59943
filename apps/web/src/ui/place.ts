/**
 * Value of the `popover` attribute. Where there is no top layer (jsdom) the attribute would hide the element for good;
 * without it the element floats by `position: fixed` alone.
 */
export const topLayer = () => ('popover' in HTMLElement.prototype ? 'manual' : undefined)

/** Distance from what is explained, and from the edge of the window. */
const GAP = 4
const EDGE = 8

/**
 * Puts a fixed element under its anchor, or above it when there is no room, and inside the window. Measures, so call
 * it when the element is on screen.
 */
export function placeBeside(
  floating: HTMLElement,
  anchor: HTMLElement,
  align: 'start' | 'center' | 'end',
): void {
  const { style, scrollTop } = floating
  style.maxHeight = 'none'
  const at = anchor.getBoundingClientRect()
  const { width, height } = floating.getBoundingClientRect()
  const { clientWidth, clientHeight } = document.documentElement

  const below = clientHeight - at.bottom - GAP - EDGE
  const above = at.top - GAP - EDGE
  const isBelow = height <= below || below >= above
  const room = Math.max(isBelow ? below : above, 0)
  const shown = Math.min(height, room)

  const left = {
    start: at.left,
    center: at.left + at.width / 2 - width / 2,
    end: at.right - width,
  }[align]
  style.maxHeight = `${room}px`
  style.top = `${isBelow ? at.bottom + GAP : at.top - GAP - shown}px`
  style.left = `${Math.max(EDGE, Math.min(left, clientWidth - width - EDGE))}px`
  // at its full height there was nothing to scroll
  floating.scrollTop = scrollTop
}
