// The accessibility walk: every route of apps/web/src/routes.tsx, light and dark, wide and narrow. One h1, a title,
// no finding of axe, no sideways scrolling of the page, no complaint of the browser.
import { expect, test } from './fixtures.ts'

/** `$name` parts are filled from the running world. */
const ROUTES = [
  '/sign-in',
  '/$installation/deployments',
  '/$installation/deployments/$deploymentId',
  '/$installation/elasticsearch',
  '/$installation/elasticsearch/$clusterId',
  '/$installation/kibana',
  '/$installation/kibana/$kibanaId',
  '/$installation/templates',
  '/$installation/templates/$templateId',
  '/$installation/stack-versions',
  '/$installation/stack-versions/$version',
] as const

const TABS: Readonly<Record<string, readonly string[]>> = {
  '/$installation/deployments/$deploymentId': ['activity', 'plan', 'json'],
  '/$installation/elasticsearch/$clusterId': ['activity', 'json'],
  '/$installation/templates/$templateId': ['json'],
  '/$installation/stack-versions/$version': ['json'],
}

const DIALOGS = ['restart', 'shut-down']

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test(`every page can be used by everybody: ${colorScheme}, ${width} wide`, async ({
      operator,
    }) => {
      test.setTimeout(180_000)
      const { page } = operator
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await operator.signIn('admin')
      const { body } = await operator.call('POST', '/deployments/_search', {
        query: { match: { name: { query: 'logging-prod', operator: 'and' } } },
        size: 1,
      })
      // logging-prod of the seed has both kinds
      const deployment = body.deployments?.[0] as unknown as {
        id: string
        resources: { elasticsearch: { id: string }[]; kibana: { id: string }[] }
      }
      const places: Record<string, string> = {
        installation: 'default',
        deploymentId: deployment.id,
        clusterId: deployment.resources.elasticsearch[0]?.id ?? '',
        kibanaId: deployment.resources.kibana[0]?.id ?? '',
        templateId: 'default',
        version: '8.17.4',
      }
      const paths = ROUTES.flatMap((route) => {
        const path = route.replace(/\$(\w+)/g, (_, name: string) => places[name] ?? '')
        const tabs = (TABS[route] ?? []).map((tab) => `${path}?tab=${tab}`)
        const dialogs = route.endsWith('$deploymentId')
          ? DIALOGS.map((dialog) => `${path}?dialog=${dialog}`)
          : []
        return [path, ...tabs, ...dialogs]
      })
      for (const path of paths) {
        await test.step(path, async () => {
          await page.goto(path)
          await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
          await expect(page).toHaveTitle(/ECE Console/)
          await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
          await expect(page.getByText('Reading…')).toHaveCount(0)
          await operator.expectAccessible()
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          )
          expect(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0)
          expect(await page.getByRole('main').innerText()).not.toMatch(
            /\b(undefined|NaN|null)\b|\[object/,
          )
        })
      }
    })
  }
}
