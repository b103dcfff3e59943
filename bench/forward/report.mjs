// Medians of the rounds, in the form that all benchmarks are reported in.
import { median, round, spread } from '../report.mjs'

/** @typedef {import('./load.mjs').Round} Round */
/** @typedef {{ scenario: string, what: string, rounds: ReadonlyMap<string, readonly Round[]> }} Measured */
/** @typedef {{ max: number, p99: number }} Blocked milliseconds */
/** @typedef {{ name: string, before: number, after: number }} Memory MB */

const NGINX = 'nginx proxy_pass'
export const STREAMED = 'console, streamed row'
export const PROJECTED = 'console, projected row'
export const BARE = 'bare node:http + undici'
const USUAL = 'parse + zod + stringify'
const PROXY_MIDDLEWARE = 'express-session + http-proxy-middleware'

/** @param {readonly Round[] | undefined} rounds @param {(round: Round) => number} pick */
const of = (rounds, pick) => (rounds === undefined ? Number.NaN : median(rounds.map(pick)))
const rpsOf = (/** @type {Round} */ one) => one.rps
const cpuOf = (/** @type {Round} */ one) => one.cpu_us ?? Number.NaN

/** @param {readonly Measured[]} measured @param {readonly Memory[]} memory */
export function toRows(measured, memory) {
  return measured.flatMap(({ what, rounds }) =>
    [...rounds].map(([name, all]) => {
      const cpu = of(all, cpuOf)
      const times = of(all, rpsOf) / of(rounds.get(NGINX), rpsOf)
      const timesBare = of(all, rpsOf) / of(rounds.get(BARE), rpsOf)
      return {
        answer: what,
        variant: name,
        'req/s': round(of(all, rpsOf)),
        '× nginx': Number.isNaN(times) ? null : round(times, 2),
        '× bare Node': Number.isNaN(timesBare) ? null : round(timesBare, 2),
        'CPU µs': Number.isNaN(cpu) ? null : round(cpu),
        'p50 ms': round(
          of(all, (one) => one.p50_ms),
          1,
        ),
        'p99 ms': round(
          of(all, (one) => one.p99_ms),
          1,
        ),
        spread: `${round(spread(all.map(rpsOf)) * 100)} %`,
        errors: all.reduce((sum, { errors }) => sum + errors, 0),
        'RSS MB': memory.find((one) => one.name === name)?.after ?? null,
      }
    }),
  )
}

/** @param {readonly Measured[]} measured @param {readonly Memory[]} memory @param {Blocked | undefined} blocked */
export function toGoals(measured, memory, blocked) {
  /** @param {string} scenario @param {string} name @param {(round: Round) => number} pick */
  const at = (scenario, name, pick) =>
    of(measured.find((one) => one.scenario === scenario)?.rounds.get(name), pick)
  const goals = [
    least(
      'streamed row, 2 kB, × nginx',
      at('small', STREAMED, rpsOf) / at('small', NGINX, rpsOf),
      0.45,
    ),
    least(
      'streamed row, 60 kB, × nginx',
      at('large', STREAMED, rpsOf) / at('large', NGINX, rpsOf),
      0.3,
    ),
    least(
      `streamed row, 2 kB, × ${PROXY_MIDDLEWARE}`,
      at('small', STREAMED, rpsOf) / at('small', PROXY_MIDDLEWARE, rpsOf),
      5,
    ),
    most(
      'search page, CPU, share of parse + zod + stringify',
      at('search', PROJECTED, cpuOf) / at('search', USUAL, cpuOf),
      0.33,
    ),
    most('search page, loop held, ms', blocked?.max ?? Number.NaN, 20),
    ...memory
      .filter(({ name }) => name === STREAMED || name === PROJECTED)
      .map(({ name, after }) => most(`${name}, RSS after the run, MB`, after, 150)),
  ]
  return goals.filter(({ measured: value }) => !Number.isNaN(value))
}

/** @param {string} what @param {number} measured @param {number} goal */
const least = (what, measured, goal) => ({
  what,
  measured: round(measured, 2),
  goal,
  isLeast: true,
})
/** @param {string} what @param {number} measured @param {number} goal */
const most = (what, measured, goal) => ({ what, measured: round(measured, 2), goal })
