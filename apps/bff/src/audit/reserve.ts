// Room on the disk of the database that is kept for what is under way. A disk gets full; then no new change may begin,
// and the outcomes of those that were sent must still find room, or nobody would know of them.
import { randomBytes } from 'node:crypto'
import { open, rm, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describeError, type Log } from '../log.ts'

export interface Reserve {
  /** Whether so little is left that no new change may begin. Never rejects. */
  isLow(): Promise<boolean>
  /** Gives the reserve up when the disk is as good as full: for a record that must be written. Never rejects. */
  makeRoom(): Promise<void>
  /** Makes the file, or makes it again when there is room. Never rejects. */
  refill(): Promise<void>
  /** It was given up, or there is no room for it. */
  readonly isGone: () => boolean
}

export interface ReserveParts {
  /** On the disk of the database. */
  readonly file: string
  /** 0: nothing is kept and nothing looked at. */
  readonly bytes: number
  readonly log: Log
  /** Of the disk under a folder, in bytes; tests fill it. */
  readonly askDisk?: (folder: string) => Promise<Disk>
}

export interface Disk {
  readonly free: number
  readonly total: number
}

const MEGABYTE = 1024 * 1024
/** Of a disk that is small beside the reserve only so much is kept: 1 MB of 8 MB. */
const MOST_OF_DISK = 1 / 8
/** An outcome takes some ten pages of 4 kB, and the log that SQLite writes ahead has to grow for them. */
const AS_GOOD_AS_FULL = MEGABYTE
/** A change's intent comes with many reads of ECE: asking the disk once in so long misses little. */
const FRESH_MS = 500

interface Room {
  readonly free: number
  readonly reserve: number
}

export const noReserve: Reserve = {
  isLow: () => Promise.resolve(false),
  makeRoom: () => Promise.resolve(),
  refill: () => Promise.resolve(),
  isGone: () => false,
}

async function askStatfs(folder: string): Promise<Disk> {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { free: bavail * bsize, total: blocks * bsize }
}

export function createReserve(parts: ReserveParts): Reserve {
  const { file, bytes, log, askDisk = askStatfs } = parts
  if (bytes === 0) return noReserve
  let state: 'not made' | 'whole' | 'gone' = 'not made'
  let wasLow = false
  let looked: { readonly at: number; readonly room: Promise<Room> } | undefined

  const look = async (): Promise<Room> => {
    const { free, total } = await askDisk(dirname(file))
    return { free, reserve: Math.floor(Math.min(bytes, total * MOST_OF_DISK)) }
  }
  const lookSeldom = () => {
    const at = performance.now()
    if (looked === undefined || at - looked.at > FRESH_MS) looked = { at, room: look() }
    return looked.room
  }
  /** Undefined when the disk does not say: then nothing is held up for it. */
  const ask = async (from: () => Promise<Room>): Promise<Room | undefined> => {
    try {
      return await from()
    } catch (error) {
      log.warn(describeError(error), 'the disk of the database does not say how much room it has')
      return undefined
    }
  }

  return {
    isGone: () => state === 'gone',
    async isLow() {
      const room = await ask(lookSeldom)
      const isLow = room !== undefined && room.free < room.reserve
      if (isLow !== wasLow) {
        wasLow = isLow
        const facts = { count: Math.floor((room?.free ?? 0) / MEGABYTE) }
        if (isLow) log.error(facts, 'the disk of the database is nearly full: changes stop')
        else log.info(facts, 'there is room on the disk of the database again: changes go on')
      }
      return isLow
    },
    async makeRoom() {
      if (state !== 'whole') return
      const room = await ask(look)
      if (room === undefined || room.free >= Math.min(AS_GOOD_AS_FULL, room.reserve / 2)) return
      state = 'gone'
      looked = undefined
      await rm(file, { force: true }).catch((error: unknown) =>
        log.error(describeError(error), 'the reserve on the disk could not be given up'),
      )
      log.error({}, 'the disk of the database is full: its reserve was given up for outcomes')
    },
    async refill() {
      if (state === 'whole') return
      const room = await ask(look)
      if (room === undefined) return
      try {
        const isThere = await isMade(file, room.reserve)
        // so much that changes are allowed afterwards
        if (!isThere && room.free < 2 * room.reserve) state = 'gone'
        else {
          if (!isThere) await fill(file, room.reserve)
          state = 'whole'
        }
      } catch (error) {
        state = 'gone'
        await rm(file, { force: true }).catch(() => undefined)
        log.warn(describeError(error), 'the reserve on the disk could not be made')
      }
    },
  }
}

const isMade = async (file: string, bytes: number): Promise<boolean> =>
  (await stat(file).catch(() => undefined))?.size === bytes

/**
 * Random bytes: zeros would take no room where the file system compresses. Not synced: the room is taken when it is
 * written, and the commits of a console that starts would wait behind so many bytes.
 */
async function fill(file: string, bytes: number): Promise<void> {
  const piece = randomBytes(MEGABYTE)
  const handle = await open(file, 'w', 0o600)
  try {
    for (let written = 0; written < bytes; written += piece.length) {
      await handle.write(piece, 0, Math.min(piece.length, bytes - written))
    }
  } finally {
    await handle.close()
  }
}
