// The architecture as facts about the repository. Every rule is also shown a breach that it has to find: a check
// that cannot fail is no check.
import { operations } from '@ece/api-types'
import { describe, expect, it } from 'vitest'
import { findUnusedRows, findUnvisitedRoutes } from './coverage-rules.ts'
import { findForbiddenImports, findOtherConnections, findOtherFetches } from './import-rules.ts'
import { readRepository, type SourceFile } from './source.ts'
import {
  findForeignWords,
  findLongFiles,
  findMarkup,
  findShortcutsInE2e,
  findUnexplained,
  findUnverifiedTls,
  findVendorDocuments,
} from './text-rules.ts'
import { unusedRows } from './unused-rows.ts'

const repository = readRepository()
const file = (path: string, text: string): SourceFile => ({ path, text })
const one = (path: string): SourceFile =>
  repository.find((known) => known.path === path) ?? file(path, '')

const CLIENT = file('apps/web/src/api/client.ts', 'export const send = () => fetch("/api")')
const ROUTES = file(
  'apps/web/src/routes.tsx',
  `createRoute({ path: 'deployments' }); createRoute({ path: 'templates/$templateId' })`,
)
const walk = (text: string) => file('e2e/route-places.ts', text)
/** Spelled so that this file itself stays clean. */
const spell = (...parts: string[]) => parts.join('')

interface Rule {
  readonly title: string
  readonly find: (files: readonly SourceFile[]) => string[]
  /** Each on its own must be found. */
  readonly breaches: readonly (readonly SourceFile[])[]
  /** All together must pass. */
  readonly fine: readonly SourceFile[]
}

const RULES: readonly Rule[] = [
  {
    title: 'imports go down only',
    find: findForbiddenImports,
    breaches: [
      [file('apps/web/src/ui/button.tsx', `import { call } from '../api/client.ts'`)],
      [file('apps/web/src/features/kibana/a.ts', `import { b } from '../deployments/b.ts'`)],
      [file('apps/web/src/actions/verbs.ts', `export { x } from '../features/deployments/x.ts'`)],
      [file('apps/web/src/api/q.ts', `const page = () => import('../routes.tsx')`)],
      [file('apps/web/src/domain/health.ts', `import type { Config } from '@ece/bff'`)],
      [file('apps/web/src/lib/a.ts', `import { x } from '../../../bff/src/app.ts'`)],
      [file('apps/bff/src/app.ts', `import { createSimulator } from '@ece/simulator'`)],
      [
        file(
          'packages/ece-simulator/src/a.ts',
          `import { x } from '../../../apps/web/src/lib/a.ts'`,
        ),
      ],
      [file('packages/api-types/src/a.ts', `import { createSimulator } from '@ece/simulator'`)],
      [file('apps/web/src/widgets/a.ts', 'export const a = 1')],
    ],
    fine: [
      file('apps/web/src/features/kibana/a.ts', `import { q } from '../../api/client.ts'`),
      file('apps/web/src/features/kibana/b.ts', `import { a } from './a.ts'`),
      file('apps/web/src/routes.tsx', `const page = () => import('./features/kibana/a.ts')`),
      file('apps/web/src/routes.test.tsx', `import { a } from './features/kibana/a.ts'`),
      file('apps/web/src/main.tsx', `import './styles.css'; import { router } from './routes.tsx'`),
      file('apps/bff/src/app.test.ts', `import { createSimulator } from '@ece/simulator'`),
      file('apps/bff/src/app.ts', `import { SignIn } from '@ece/api-types/bff'`),
    ],
  },
  {
    title: 'the web has one fetch',
    find: findOtherFetches,
    breaches: [
      [],
      [CLIENT, file('apps/web/src/lib/a.ts', `export const a = () => fetch('/x')`)],
      [CLIENT, file('apps/web/src/lib/a.ts', `export const a = () => window.fetch('/x')`)],
      [CLIENT, file('apps/web/src/lib/a.ts', `export const a = () => new EventSource('/x')`)],
      [file(CLIENT.path, `${CLIENT.text}; export const again = () => fetch('/x')`)],
    ],
    fine: [CLIENT, file('apps/web/src/lib/a.ts', 'export const a = (q) => q.refetch()')],
  },
  {
    title: 'one module of the server connects to an ECE',
    find: findOtherConnections,
    breaches: [
      [file('apps/bff/src/session/a.ts', `import { request } from 'node:https'`)],
      [file('apps/bff/src/session/a.ts', `import http from 'node:http'`)],
      [file('apps/bff/src/session/a.ts', `import * as tls from 'node:tls'`)],
      [file('apps/bff/src/session/a.ts', `const undici = await import('undici')`)],
      [file('apps/bff/src/session/a.ts', `export const a = () => fetch('http://ece')`)],
      [file('apps/bff/bin/ece-console.mjs', `import { spawn } from 'node:child_process'`)],
    ],
    fine: [
      file('apps/bff/src/forward/ece.ts', `import { request } from 'node:https'`),
      file('apps/bff/src/main.ts', `import { createServer } from 'node:https'`),
      file('apps/bff/src/http/a.ts', `import type { ClientRequest } from 'node:http'`),
      file('apps/bff/src/http/b.ts', `import { isIP } from 'node:net'`),
      file('apps/bff/src/config/files.ts', `import { createSecureContext } from 'node:tls'`),
      file('apps/bff/src/app.test.ts', `import { request } from 'node:http'`),
    ],
  },
  {
    title: 'no file is longer than anybody reads',
    find: findLongFiles,
    breaches: [[file('apps/bff/src/a.ts', 'a()\n'.repeat(401))]],
    fine: [
      file('apps/bff/src/a.ts', 'a()\n'.repeat(400)),
      file('packages/api-types/src/operations/a.ts', 'a()\n'.repeat(900)),
      file('packages/ece-simulator/src/seed/a.ts', 'a()\n'.repeat(900)),
    ],
  },
  {
    title: 'end-to-end tests wait on conditions, see what people see and answer for nobody',
    find: findShortcutsInE2e,
    breaches: [
      [file('e2e/a.e2e.ts', 'await page.waitForTimeout(500)')],
      [file('e2e/a.e2e.ts', 'await new Promise((done) => setTimeout(done, 500))')],
      [file('e2e/a.e2e.ts', 'await page.evaluate(() => window.setTimeout(done, 500))')],
      [file('e2e/a.e2e.ts', `import { setTimeout as pause } from 'node:timers/promises'`)],
      [file('e2e/a.e2e.ts', `await page.route('**', (route) => route.abort())`)],
      [file('e2e/a.e2e.ts', `await context.route('**', (route) => route.abort())`)],
      [file('e2e/fixtures.ts', `page.getByTestId('row')`)],
    ],
    fine: [
      file('e2e/a.e2e.ts', `await expect(page.getByRole('row')).toBeVisible() // no page.route`),
      file('e2e/b.e2e.ts', 'test.setTimeout(180_000)'),
    ],
  },
  {
    title: 'nothing turns text into markup',
    find: findMarkup,
    breaches: [
      [file('apps/web/src/ui/a.tsx', 'const a = <p dangerouslySetInnerHTML={{ __html: x }} />')],
      [file('apps/web/src/ui/a.tsx', `createElement('p', { dangerouslySetInnerHTML: x })`)],
      [file('apps/web/src/ui/a.ts', 'element.innerHTML = x')],
      [file('apps/web/src/ui/a.ts', `element.insertAdjacentHTML('beforeend', x)`)],
    ],
    fine: [file('apps/web/src/ui/a.tsx', 'const a = <p title="innerHTML">{x}</p>')],
  },
  {
    title: 'TLS is verified everywhere',
    find: findUnverifiedTls,
    breaches: [
      [file('apps/bff/src/a.ts', 'connect({ rejectUnauthorized: false })')],
      [file('e2e/a.ts', `connect({ 'rejectUnauthorized': !strict })`)],
      [file('.ci/run', `export ${spell('NODE_TLS_', 'REJECT_UNAUTHORIZED')}=0`)],
    ],
    fine: [file('apps/bff/src/a.ts', 'connect({ rejectUnauthorized: true })')],
  },
  {
    title: 'no file speaks of the machine it was written on',
    find: findForeignWords,
    breaches: [
      [file('README.md', `see ${spell('/wo', 'rk/notes.md')}`)],
      [file('docs/a.md', `cd ${spell('/ho', 'me/anna/')}`)],
      [file('.npmrc', `registry=${spell('https://regi', 'stry.example.org/')}`)],
    ],
    fine: [file('README.md', 'docs/work/a.md, https://nodejs.org')],
  },
  {
    title: 'the vendor’s documents are not ours to publish',
    find: findVendorDocuments,
    breaches: [
      [file('packages/api-types/spec/3.8.0.json', '{"swagger": "2.0"}')],
      [file('docs/ece.yaml', 'operationId: x\n'.repeat(50))],
    ],
    fine: [file('tools/budgets.json', '{"operationId": "get-deployment"}')],
  },
  {
    title: 'a cast or a switched-off check has its reason beside it',
    find: findUnexplained,
    breaches: [
      [file('apps/bff/src/a.ts', 'const a = b as Row')],
      [file('apps/bff/src/a.ts', 'const a = list[0]!.name')],
      [file('apps/bff/src/a.ts', '// oxlint-disable-next-line no-console\nconsole.log(1)')],
      [file('apps/bff/src/a.ts', '// @ts-expect-error\na()')],
    ],
    fine: [
      file('apps/bff/src/a.ts', '// the loop above keeps them together\nconst a = b as Row'),
      file('apps/bff/src/b.ts', 'const a = b as Row // checked by the schema'),
      file('apps/bff/src/c.ts', `const a = ['x'] as const`),
      file('apps/bff/src/d.test.ts', 'const a = b as Row'),
    ],
  },
  {
    title: 'every row of the table is used, or its absence explained',
    find: (files) =>
      files === repository
        ? findUnusedRows(files, Object.keys(operations), unusedRows)
        : findUnusedRows(files, ['login', 'getDeployment'], { login: 'its user comes later' }),
    breaches: [
      [],
      [file('apps/web/src/a.test.ts', 'q(operations.getDeployment)')],
      [file('apps/web/src/a.ts', 'q(operations.getDeployment, operations.login)')],
    ],
    fine: [file('apps/web/src/a.ts', 'q(operations.getDeployment)')],
  },
  {
    title: 'every route is walked by the accessibility test',
    find: (files) =>
      files === repository
        ? findUnvisitedRoutes(one(ROUTES.path), one('e2e/route-places.ts'), ['/$installation'])
        : files.flatMap((walked) => findUnvisitedRoutes(ROUTES, walked, [])),
    breaches: [
      [walk(`['deployments']`)],
      [walk(`['deployments', 'templates/a/b']`)],
      [walk(`['elsewhere/x/deployments', 'templates/default']`)],
    ],
    fine: [
      walk('["/default/deployments?view=all", `templates/${id}`]'),
      walk(`['/$installation/deployments', '/$installation/templates/$templateId']`),
    ],
  },
]

describe.each(RULES)('$title', ({ find, breaches, fine }) => {
  it('holds in this repository', () => {
    expect(find(repository)).toEqual([])
  })

  it.each(breaches.map((breach) => ({ breach })))('finds breach %#', ({ breach }) => {
    expect(find(breach)).not.toEqual([])
  })

  it('leaves alone what is allowed', () => {
    expect(find(fine)).toEqual([])
  })
})

it('reads a repository that is there', () => {
  expect(repository.length).toBeGreaterThan(100)
  expect(one('apps/bff/src/forward/ece.ts').text).not.toBe('')
})
