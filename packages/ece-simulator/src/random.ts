// Ids and, for the seeds, numbers that come out alike on every run (mulberry32: 32 bits of state are plenty for
// made-up data, and it needs no library).
import { randomBytes, randomUUID } from 'node:crypto'

export interface Random {
  /** From 0 (included) to 1 (excluded). */
  next(): number
  /** A whole number between both ends, both included. */
  between(low: number, high: number): number
  chance(share: number): boolean
  pick<Item>(items: readonly [Item, ...Item[]]): Item
  /** 32 hex digits, as ids of deployments and resources are. */
  hex(): string
  /** As ids of plan attempts are. */
  uuid(): string
}

const HEX_WORD = 8

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let word = Math.imul(state ^ (state >>> 15), 1 | state)
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32
  }
  const word = () =>
    Math.floor(next() * 2 ** 32)
      .toString(16)
      .padStart(HEX_WORD, '0')
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  const hex = () => word() + word() + word() + word()
  return {
    next,
    between,
    chance: (share) => next() < share,
    pick: (items) => items[between(0, items.length - 1)] ?? items[0],
    hex,
    uuid: () => dashed(hex()),
  }
}

const dashed = (hex: string) =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')

/** What happens while the simulator runs must not repeat in the next run, unlike the seeds. */
export const freshHex = () => randomBytes(16).toString('hex')
export const freshUuid = () => randomUUID()

const PASSWORD_LENGTH = 24
/** As long as the passwords in the vendor's examples (ece-behaviour 4.3). */
export const freshPassword = () =>
  randomBytes(PASSWORD_LENGTH * 2)
    .toString('base64')
    .replace(/[+/=]/g, '')
    .slice(0, PASSWORD_LENGTH)
