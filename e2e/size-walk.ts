import type { Operator } from './fixtures.ts'
import { test } from './fixtures.ts'
import { walk } from './go-within.ts'
import { findPlaces, listAllPaths } from './route-places.ts'
import { expectWholePage } from './whole-page.ts'

/** Opens every page, tab and dialog on a phone; what an installation of this size has none of says so. */
export async function walkOnPhone(operator: Operator): Promise<void> {
  const { page } = operator
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 390, height: 844 })
  await operator.enter('admin')
  const paths = listAllPaths(await findPlaces(operator))
  await walk(page, paths, (path) => test.step(path, () => expectWholePage(page)))
}
