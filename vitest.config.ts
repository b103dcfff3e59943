import { defineConfig } from 'vitest/config'

type Environment = 'node' | 'jsdom'

const project = (name: string, include: string, environment: Environment = 'node') => ({
  extends: true as const,
  test: {
    name,
    environment,
    include: [include],
    ...(environment === 'jsdom' ? { setupFiles: ['apps/web/dom-setup.ts'] } : {}),
  },
})

export default defineConfig({
  test: {
    // Two cores and a database per file: the defaults of 5 s and 10 s are for pure functions.
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // The default keeps one core free for a watcher that is not there; many files wait for sockets more than they compute.
    maxWorkers: 2,
    projects: [
      project('api-types', 'packages/api-types/src/**/*.test.ts'),
      project('simulator', 'packages/ece-simulator/src/**/*.test.ts'),
      project('bff', 'apps/bff/src/**/*.test.ts'),
      project('web', 'apps/web/src/**/*.test.ts'),
      project('web-dom', 'apps/web/src/**/*.test.tsx', 'jsdom'),
      project('tools', 'tools/!(architecture).test.ts'),
      project('architecture', 'tools/architecture.test.ts'),
    ],
  },
})
