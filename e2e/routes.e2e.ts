// The accessibility walk: every route of apps/web/src/routes.tsx, wide in light and narrow in dark. One h1, a title, no
// finding of axe, no sideways scrolling of the page, no complaint of the browser. Every route is loaded, its tabs and
// dialogs are gone to; each is looked at twice, so that turning a phone or switching the theme is part of the walk.
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { walk } from './go-within.ts'
import { findPlaces, listPaths, ROUTES } from './route-places.ts'

/** The smallest phone, a desktop at 200 % zoom (WCAG 2.2, 1.4.10), a wall display: nothing may be cut off sideways. */
const OTHER_WIDTHS = [360, 720, 2560]

const LOOKS = [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 390 },
] as const

// nothing is changed here, and these take longest
test.describe.configure({ mode: 'parallel' })

for (const route of ROUTES) {
  test(`everybody can use ${route}, light and dark, wide and narrow`, async ({ operator }) => {
    // a deployment alone has eight views, and axe takes its time
    test.setTimeout(120_000)
    const { page } = operator
    await operator.enter('admin')
    // logging-prod of the seed has both kinds
    const paths = listPaths(route, await findPlaces(operator, 'logging-prod'))
    await walk(page, paths, (path) =>
      test.step(path, async () => {
        for (const [index, { colorScheme, width }] of LOOKS.entries()) {
          await page.setViewportSize({ width, height: 900 })
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
          await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
          await expect(page).toHaveTitle(/ECE Console/)
          await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
          await expect(page.getByText('Reading…')).toHaveCount(0)
          await operator.expectAccessible(index === 0 ? 'all' : 'look')
          await expectNoSidewaysScroll(page)
          expect(await page.getByRole('main').innerText()).not.toMatch(
            /\b(undefined|NaN|null)\b|\[object/,
          )
        }
        for (const width of OTHER_WIDTHS) {
          await page.setViewportSize({ width, height: 900 })
          await expectNoSidewaysScroll(page)
        }
      }),
    )
  })
}

async function expectNoSidewaysScroll(page: Page) {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  )
  const { width } = page.viewportSize() ?? {}
  expect(overflow, `${page.url()} scrolls sideways at ${width}`).toBeLessThanOrEqual(0)
}
