// Links of this console in what was pasted: a clipboard may hold those of two installations, and which is which must be
// seen before one is opened.
const LINK = /https?:\/\/[^\s<>"'`|)\]}]+/g
/** Ids of installations (architecture, "Variables"); the reserved ones are no pages. */
const PAGE = /^\/(?!(?:bff|api|assets|sign-in)(?:\/|$))([a-z0-9-]{1,40})(?:\/|$)/
const MOST = 8

export interface PastedLink {
  readonly installation: string
  /** Path, query and hash. */
  readonly path: string
}

/** Each once, in their order. `origin` is this console's; a text without such links gives none. Never throws. */
export function readLinks(raw: string, origin: string): readonly PastedLink[] {
  const links = new Map<string, PastedLink>()
  for (const [text] of raw.matchAll(LINK)) {
    if (!URL.canParse(text)) continue
    const url = new URL(text)
    const installation = PAGE.exec(url.pathname)?.[1]
    if (url.origin !== origin || installation === undefined) continue
    const path = url.pathname + url.search + url.hash
    links.set(path, { installation, path })
  }
  return [...links.values()].slice(0, MOST)
}
