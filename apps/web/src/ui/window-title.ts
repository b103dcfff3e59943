import { createContext, use, useEffect } from 'react'

/** What stands behind every page's name in the title of the window: `prod-eu · ECE Console`. Set by the shell. */
export const TitleSuffix = createContext('ECE Console')

/** Names the window; tabs and history show it. */
export function useWindowTitle(title: string): void {
  const suffix = use(TitleSuffix)
  // talks to the document
  useEffect(() => {
    document.title = `${title} · ${suffix}`
  }, [title, suffix])
}
