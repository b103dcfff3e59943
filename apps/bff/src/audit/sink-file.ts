// The second file as it lies on its disk. Whoever rotates log files renames it, removes it or cuts it to nothing while we
// write, and tells nobody; so it is looked at before and after every write.
import { mkdir, open, stat, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * `same`: nothing happened. `renamed`: it is whole under another name, and a new one was begun. `shrunk`: it was cut, or
 * removed, and what was written last may be nowhere. `other`: this file was not written by us so far.
 */
export type Fate = 'same' | 'renamed' | 'shrunk' | 'other'

export interface SinkFile {
  /** What became of it since the last look; makes it when there is none. Rejects with Node's error. */
  look(): Promise<Fate>
  /** Resolves when it is on disk; to be called after `look`. Rejects with Node's error; then a part may be there. */
  append(text: string): Promise<void>
  close(): Promise<void>
}

export function createSinkFile(file: string): SinkFile {
  // kept open: only so can be told whether it was renamed or removed
  let handle: FileHandle | undefined
  /** Bytes that were there after the last look or write; unknown after one that failed. */
  let size: number | undefined

  const begin = async (): Promise<number> => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    const opened = await open(file, 'a', 0o600)
    await handle?.close().catch(() => undefined)
    handle = opened
    const found = await opened.stat()
    size = found.size
    // the name of a new file is on disk as well
    if (size === 0) await syncFolder(dirname(file))
    return size
  }

  return {
    async look() {
      if (handle === undefined) {
        await begin()
        return 'other'
      }
      // in this order: removed in between, it is not taken for renamed
      const there = await statIfThere(file)
      const mine = await handle.stat()
      const wasCut = size !== undefined && mine.size < size
      const isGone = mine.nlink === 0
      if (!isGone && there?.ino === mine.ino && there.dev === mine.dev) {
        ;({ size } = mine)
        return wasCut ? 'shrunk' : 'same'
      }
      if ((await begin()) > 0) return 'other'
      // removed: as by a move to another disk, which copies it before
      return wasCut || isGone ? 'shrunk' : 'renamed'
    },
    async append(text) {
      const before = size
      size = undefined
      await handle?.appendFile(text)
      await handle?.sync()
      size = (before ?? 0) + Buffer.byteLength(text)
    },
    async close() {
      await handle?.close()
      handle = undefined
    },
  }
}

async function statIfThere(file: string) {
  try {
    return await stat(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
