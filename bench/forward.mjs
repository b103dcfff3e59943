// What forwarding costs: the console beside nginx and two usual stacks, in one run, rounds interleaved.
// `node bench/forward.mjs [--quick] [--no-peers]`; about 6 minutes, or two with --quick.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT, runMain } from '../tools/processes.mjs'
import { recordAnswers } from './forward/answers.mjs'
import { buildVariants } from './forward/build.mjs'
import { runLoad } from './forward/load.mjs'
import { BARE, PROJECTED, toGoals, toRows } from './forward/report.mjs'
import {
  installPeers,
  startBare,
  startNginx,
  startPeer,
  startProduct,
  startStreaming,
  startUsual,
  upstreamVariant,
} from './forward/variants.mjs'
import { installProgram, rssOf } from './lib/machine.mjs'
import { OTHER_CORE, startNode } from './lib/programs.mjs'
import { report } from './report.mjs'

const quick = process.argv.includes('--quick')
const ROUNDS = quick ? 3 : 5
const SECONDS = quick ? 1 : 2
const NOTE =
  `Medians of ${ROUNDS} rounds of ${SECONDS} s in which the variants take turns; 64 connections, 8 for the search page. ` +
  'What is measured is pinned to one core, load generator (wrk) and upstream to the other. 100 signed-in sessions take turns, ' +
  'because one may send 200 requests a second. No row of the table streams today: the streamed row is the list of instance ' +
  'configurations in a build in which that one row is set to stream, the projected row the same in the product as it is. ' +
  'nginx runs twice: what differs is noise. The bare proxies know nobody, check nothing and log nothing: the floor of Node.'
const INSTANCES = '/platform/configuration/instances'

/** @typedef {import('./forward/variants.mjs').Variant} Variant */

export const SCENARIOS = [
  { id: 'small', what: '2 kB', path: INSTANCES, body: '', connections: 64 },
  { id: 'large', what: '60 kB', path: `${INSTANCES}?show_deleted=true`, body: '', connections: 64 },
  {
    id: 'search',
    what: 'search page of 150 deployments',
    path: '/deployments/_search',
    body: '{"size":150}',
    connections: 8,
  },
]

async function bench() {
  if (!installProgram('wrk')) return 1
  const folder = mkdtempSync(join(tmpdir(), 'ece-bench-'))
  try {
    return await measure(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {string} folder */
async function measure(folder) {
  console.log('building, recording answers, signing in')
  await buildVariants()
  const answers = await recordAnswers()
  const answersFile = join(folder, 'answers.json')
  writeFileSync(answersFile, JSON.stringify(answers))
  const upstream = await startNode([join(ROOT, 'bench/forward/upstream.mjs')], {
    core: OTHER_CORE,
    env: { BENCH_ANSWERS: answersFile },
  })
  const place = { folder, upstream: upstream.url }
  const variants = await startAll(place)
  const memory = new Map(variants.map(({ name, pid }) => [name, pid && rssOf(pid)]))

  const measured = []
  for (const scenario of SCENARIOS) {
    const taking = variants.filter((variant) => takesPart(variant, scenario.id))
    /** @type {Map<string, import('./forward/load.mjs').Round[]>} */
    const rounds = new Map(taking.map(({ name }) => [name, []]))
    // round 0 warms up
    for (let round = 0; round <= ROUNDS; round++) {
      for (const variant of taking) {
        const { url, api, cookies, pid } = variant
        const { path, body, connections } = scenario
        const load = { url, path: api + path, body, cookies, connections, pid }
        const result = await runLoad({ ...load, seconds: round === 0 ? 2 : SECONDS })
        if (round > 0) rounds.get(variant.name)?.push(result)
      }
      process.stdout.write(`\r${scenario.what}: round ${round} of ${ROUNDS} `)
    }
    process.stdout.write('\n')
    measured.push({ scenario: scenario.id, what: scenario.what, rounds })
  }
  const blocked = await measureBlocking(variants.find(({ name }) => name === PROJECTED))
  const after = variants.flatMap(({ name, pid }) =>
    pid === undefined ? [] : [{ name, before: memory.get(name) ?? 0, after: rssOf(pid) }],
  )
  report({
    name: 'forward',
    title: 'Forwarding',
    command: 'npm run bench -- forward',
    note: NOTE,
    goals: toGoals(measured, after, blocked),
    rows: toRows(measured, after),
  })
  return 0
}

/** @param {import('./forward/variants.mjs').Place} place */
async function startAll(place) {
  /** @type {Variant[]} */
  const variants = [upstreamVariant(place)]
  if (installProgram('nginx')) {
    const nginx = await startNginx(place)
    // the same once more: what differs between the two is the machine's noise
    variants.push(nginx, { ...nginx, name: 'nginx again' })
  }
  const bareNode = await startBare(place, 'bare node:http + node:http', 'node')
  variants.push(bareNode, await startBare(place, BARE, 'undici'))
  variants.push(await startStreaming(place), await startProduct(place), await startUsual(place))
  if (!process.argv.includes('--no-peers') && installPeers()) {
    const hpm = 'express-session + http-proxy-middleware'
    variants.push(await startPeer(place, hpm, 'express.mjs'))
    const fastify = 'Fastify + session + http-proxy'
    variants.push(await startPeer(place, fastify, 'fastify.mjs'))
  }
  return variants
}

/** @param {Variant} variant @param {string} scenario */
function takesPart({ name }, scenario) {
  if (name.startsWith('parse')) return scenario === 'search'
  // what it forwards has no body
  if (name.startsWith('bare')) return scenario !== 'search'
  // its row streams neither here nor in the product
  if (name.includes('streamed')) return scenario !== 'search'
  return true
}

/** One search page after the other: how long is the loop held by one answer? @param {Variant | undefined} variant */
async function measureBlocking(variant) {
  if (variant?.program === undefined) return undefined
  const { url, api, cookies, program } = variant
  const [, , search] = SCENARIOS
  await program.ask('watch')
  const load = { url, path: api + search?.path, body: search?.body ?? '', cookies, connections: 1 }
  await runLoad({ ...load, seconds: SECONDS })
  return /** @type {import('./forward/report.mjs').Blocked} */ (await program.ask('blocked'))
}

await runMain(bench)
