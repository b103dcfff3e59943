// From one page of the console to another as its links do it. Loading the console anew costs three times as much, which is
// nothing that a walk over fifty pages has to prove fifty times.
import type { Page } from '@playwright/test'

/** As much of the router as this file uses; it is where the router's own developer tools look for it. */
interface Router {
  readonly navigate: (to: { readonly href: string }) => Promise<void>
  readonly state: {
    readonly location: { readonly href: string }
    readonly resolvedLocation?: { readonly href: string }
  }
}

/** Resolves when the page is drawn in place of the one before; what it reads of ECE may still be on its way. */
export async function goWithin(page: Page, href: string): Promise<void> {
  await page.evaluate(async (to) => {
    // set by TanStack Router, whose types do not say so
    const { __TSR_ROUTER__: router } = globalThis as { __TSR_ROUTER__?: Router }
    if (router === undefined) throw new Error('the console is not on this page')
    await router.navigate({ href: to })
    while (router.state.resolvedLocation?.href !== router.state.location.href) {
      await new Promise(requestAnimationFrame)
    }
  }, href)
}

/** Visits each of these addresses in turn: the first one is loaded, the others are gone to from it. */
export async function walk(
  page: Page,
  paths: readonly string[],
  look: (path: string) => Promise<void>,
): Promise<void> {
  for (const [index, path] of paths.entries()) {
    await (index === 0 ? page.goto(path) : goWithin(page, path))
    await look(path)
  }
}
