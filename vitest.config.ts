import { defineConfig } from 'vitest/config'

type Environment = 'node' | 'jsdom'

const project = (
  name: string,
  include: string | readonly string[],
  environment: Environment = 'node',
) => ({
  extends: true as const,
  test: {
    name,
    environment,
    include: [include].flat(),
    ...(environment === 'jsdom' ? { setupFiles: ['apps/web/dom-setup.ts'] } : {}),
  },
})

/**
 * Its files share processes: a process for each would be a third of all work. Nothing that our modules keep goes on to the
 * next file. Not for jsdom, whose document would stay, nor for tests that are about processes.
 */
const inOneProcess = ({ test, ...rest }: ReturnType<typeof project>) => ({
  ...rest,
  test: { ...test, isolate: false, setupFiles: ['tools/new-modules.ts'] },
})

/** Tests of the server that stand on its store: they run on both. */
const STORE_TESTS = ['session', 'changes', 'audit', 'jobs', 'store'].map(
  (folder) => `apps/bff/src/${folder}/**/*.test.ts`,
)

/** In those folders, but about functions that no store has a part in. */
const STORELESS = [
  'session/cookie',
  'session/renewal-time',
  'changes/outcome',
  'changes/target',
  'jobs/judge',
].map((name) => `apps/bff/src/${name}.test.ts`)

/** Processes that are killed and taken over from: these wait much more than they compute. */
const CRASHES = [
  'apps/bff/src/**/killed.test.ts',
  'apps/bff/src/jobs/postgres-two-consoles.test.ts',
]

/** Two cores do six of them at once. */
const patient = ({ test, ...rest }: ReturnType<typeof project>) => ({
  ...rest,
  test: { ...test, maxWorkers: 6, sequence: { groupOrder: 1 } },
})

/** `npm test -- unit` starts a PostgreSQL and sets TEST_DATABASE_URL; without one these tests are no tests. */
function projectsOnPostgres() {
  if (process.env['TEST_DATABASE_URL']) {
    const { test, ...rest } = inOneProcess(project('bff-postgresql', ''))
    const env = { TEST_STORE: 'postgresql' }
    // what is only about SQLite says so in its name
    const exclude = ['**/sqlite*.test.ts', ...STORELESS, ...CRASHES]
    const { test: crashes } = patient(project('faults-postgresql', CRASHES))
    return [
      { ...rest, test: { ...test, include: STORE_TESTS, exclude, env } },
      { ...rest, test: { ...crashes, exclude: ['apps/bff/src/hardening/**'], env } },
    ]
  }
  const sentence = 'TEST_DATABASE_URL is not set: nothing is tested on PostgreSQL.'
  if (process.env['CI']) throw new Error(`${sentence} Use npm test -- unit.`)
  // this file is read once per project
  if (!process.env['TOLD_ABOUT_POSTGRESQL']) console.warn(`\n  SKIPPED  ${sentence}\n`)
  process.env['TOLD_ABOUT_POSTGRESQL'] = 'yes'
  return []
}

export default defineConfig({
  // two stages of `npm test` run at the same time, and each notes there how long its files take
  cacheDir: `node_modules/.vite/${process.env['TEST_STAGE'] ?? 'all'}`,
  test: {
    // Ceilings for a machine that has much else to do, not waits: the defaults of 5 s and 10 s are for pure functions.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A condition that comes late on a busy machine comes: the default of 1 s would say it does not.
    expect: { poll: { timeout: 10_000 } },
    // Many files wait for sockets and time-outs more than they compute: a third one keeps two cores busy meanwhile.
    maxWorkers: 3,
    projects: [
      inOneProcess(project('api-types', 'packages/api-types/src/**/*.test.ts')),
      inOneProcess(project('simulator', 'packages/ece-simulator/src/**/*.test.ts')),
      inOneProcess(project('bff', 'apps/bff/src/**/!(postgres*|killed).test.ts')),
      ...projectsOnPostgres(),
      inOneProcess(project('web', 'apps/web/src/**/*.test.ts')),
      project('web-dom', 'apps/web/src/**/*.test.tsx', 'jsdom'),
      project('tools', 'tools/!(architecture).test.ts'),
      project('architecture', 'tools/architecture.test.ts'),
      patient(project('faults', ['tools/faults/*.test.ts', 'apps/bff/src/**/killed.test.ts'])),
    ],
  },
})
