const FIELDS =
  'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable], [role="menu"], [popover], dialog'

/**
 * Whether a key stroke belongs to a field, a menu or a dialog, and so is no shortcut of the page. Looks into shadow roots,
 * because the JSON editor lives in one.
 */
export function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath()
  const isInField = target instanceof Element && target.closest(FIELDS) !== null
  return isInField || document.querySelector('dialog[open]') !== null
}
