import type { Page } from '@playwright/test'
import { expect } from './fixtures.ts'

/** What no screen may ever say. */
const BROKEN = /\b(undefined|NaN|Infinity)\b|\[object |Invalid Date/

/** A ceiling, not a wait: the overview of 10,000 deployments beside other workers takes seconds. */
const READ = { timeout: 30_000 }

/** The page has been read and is one: a heading, nothing broken on it, and it fits the window. */
export async function expectWholePage(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0, READ)
  await expect(page.getByText('Reading…')).toHaveCount(0, READ)
  await expect(page.getByText('This page could not be opened')).toHaveCount(0)
  expect.soft(await page.locator('body').innerText()).not.toMatch(BROKEN)
  expect.soft(await page.title()).not.toMatch(BROKEN)
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  )
  expect.soft(overflow, 'the page scrolls sideways').toBeLessThanOrEqual(0)
}
