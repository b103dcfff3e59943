// What the projection saves, measured on a page of deployments as the simulated ECE answers it. The
// figures are printed. Measured is the bundle: the test runner's module wrappers take small functions twice their time.
import { buildRequest, operations, z } from '@ece/api-types'
import { createSimulator } from '@ece/simulator'
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildModule } from '../testing/built-console.ts'
import { readBody } from './answer-body.ts'
import { createEce } from './ece.ts'
import type { compileProjection as compile } from './projection.ts'

const PAGE = 150
const ROUNDS = 15
const row = operations.searchDeployments
let page: Buffer
let built: string
let compileProjection: typeof compile

beforeAll(async () => {
  const simulator = await createSimulator({ fleet: 300, password: 'measure' })
  const policy = { read_only: false, require_reason: false, step_up: false, comment_reason: false }
  const about = { id: 'default', name: 'Test', environment: 'test', colour: '#000000', policy }
  const ece = createEce({ ...about, url: simulator.url })
  const limits = { requestId: 'measure', timeoutMs: 20_000, maxBytes: row.maxBytes }
  const credentials = { username: 'admin', password: 'measure' }
  const login = buildRequest(operations.login, { body: credentials })
  const { body } = await ece.json({ ...login, ...limits })
  const { token } = operations.login.response.parse(body)
  const search = buildRequest(row, { body: { size: PAGE } })
  const answer = await ece.send({ ...search, ...limits, authorization: `Bearer ${token}` })
  page = await readBody(answer.body, answer.status)
  built = await buildModule('forward/projection.ts')
  // an import by computed name has no type
  const module = (await import(/* @vite-ignore */ built)) as { compileProjection: typeof compile }
  compileProjection = module.compileProjection
  ece.close()
  await simulator.stop()
})

afterAll(() => {
  page = Buffer.alloc(0)
  rmSync(dirname(built), { recursive: true, force: true })
})

async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

/** The most CPU that is used without giving others a turn, in milliseconds. */
async function longestTurnOf(work: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let isOver = false
  let last = process.cpuUsage()
  const turn = () => {
    const { user, system } = process.cpuUsage(last)
    longest = Math.max(longest, (user + system) / 1_000)
    last = process.cpuUsage()
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  await work()
  isOver = true
  return longest
}

const middle = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

test('a page of deployments costs much less than to parse, check and write it again', async () => {
  const { project } = compileProjection(row.response)
  const usual = () =>
    Buffer.from(JSON.stringify(z.parse(row.response, JSON.parse(page.toString()))))
  const times = { ours: [] as number[], usual: [] as number[] }
  // the first rounds are the compiler's
  for (let round = 0; round < ROUNDS; round++) {
    await project(page)
    usual()
  }
  for (let round = 0; round < ROUNDS; round++) {
    times.ours.push(await cpuOf(() => project(page)))
    times.usual.push(await cpuOf(usual))
  }
  const [ours, theirs] = [middle(times.ours), middle(times.usual)]
  const size = (await project(page)).length
  process.stderr.write(
    `projection of ${PAGE} deployments, ${page.length} → ${size} bytes: ${ours.toFixed(1)} ms of CPU; ` +
      `parse + zod + stringify: ${theirs.toFixed(1)} ms (ratio ${(ours / theirs).toFixed(2)})\n`,
  )
  expect(JSON.parse(page.toString()).deployments).toHaveLength(PAGE)
  expect(ours).toBeLessThan(theirs / 3)
})

test('twelve megabytes are read in slices', async () => {
  const { project } = compileProjection(row.response)
  // the answer was parsed above, by a test that knows its shape
  const { deployments } = JSON.parse(page.toString()) as { deployments: unknown[] }
  const many = Array.from({ length: 10 }, () => deployments).flat()
  const bytes = Buffer.from(JSON.stringify({ return_count: many.length, deployments: many }))
  await project(bytes)
  const whole = await cpuOf(() => project(bytes))
  const turn = await longestTurnOf(() => project(bytes))
  process.stderr.write(
    `projection of ${bytes.length} bytes: ${whole.toFixed(0)} ms of CPU, longest turn ${turn.toFixed(0)} ms\n`,
  )
  expect(turn).toBeLessThan(whole / 2)
})
