// `public/assets/boot-*.js` sets the attribute before the first paint; both must agree on its name and on the key.
import { readPreference, writePreference } from './storage.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const isTheme = (text: string | undefined): text is Theme => THEMES.some((theme) => theme === text)

/** The chosen theme; `system` when nothing was chosen. */
export function readTheme(): Theme {
  const stored = readPreference('theme')
  return isTheme(stored) ? stored : 'system'
}

/** Applies a theme at once and remembers it. `styles.css` turns the attribute into `color-scheme`. */
export function setTheme(theme: Theme): void {
  writePreference('theme', theme)
  document.documentElement.dataset['theme'] = theme
}
