// What is in the second file and its parts: others rename it, compress what they renamed, or copy it and cut it to nothing.
import { createReadStream } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { z } from 'zod'

const Line = z.looseObject({ record: z.looseObject({ seq: z.int() }), hash: z.string() })

/** The last record of a file. */
export interface End {
  readonly seq: number
  readonly hash: string
}

/** The last line is looked for in so much; one record has at most some tens of kB. */
const END_BYTES = 1024 * 1024

/** The last whole record; undefined when there is none, or no file. Rejects with Node's error about reading it. */
export async function readLast(file: string): Promise<End | undefined> {
  const text = file.endsWith('.gz') ? await readEndOfGzip(file) : await readEndOf(file)
  for (const line of text.split('\n').toReversed()) {
    const found = readSinkLine(line)
    if (found !== undefined) return { seq: found.record.seq, hash: found.hash }
  }
  return undefined
}

/** Undefined for what is no record: a line that was cut. */
function readSinkLine(line: string): z.infer<typeof Line> | undefined {
  try {
    return Line.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

async function readEndOf(file: string): Promise<string> {
  let handle
  try {
    handle = await open(file, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
  try {
    const { size } = await handle.stat()
    const length = Math.min(size, END_BYTES)
    if (length === 0) return ''
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function readEndOfGzip(file: string): Promise<string> {
  let text = ''
  try {
    const source = createReadStream(file)
    const unpacked = source.pipe(createGunzip())
    source.on('error', (error) => unpacked.destroy(error))
    unpacked.setEncoding('utf8')
    for await (const chunk of unpacked) text = `${text}${String(chunk)}`.slice(-END_BYTES)
  } catch {
    // it is being compressed at the moment, or is damaged: what came so far is there
  }
  return text
}

/**
 * Files beside `file` that were it, newest first: `log.jsonl.1`, `log.jsonl-20261123.gz`, `log-20261123.jsonl` of
 * `log.jsonl`.
 */
export async function listParts(file: string): Promise<readonly string[]> {
  const [folder, name] = [dirname(file), basename(file)]
  const stem = basename(name, extname(name))
  const names = await readdir(folder).catch(() => [])
  const parts = names
    .filter((one) => one !== name && (one.startsWith(`${stem}.`) || one.startsWith(`${stem}-`)))
    .map((one) => join(folder, one))
  const dated = await Promise.all(
    parts.map(async (part) => {
      const found = await stat(part).catch(() => undefined)
      return found?.isFile() === true ? [{ part, at: found.mtimeMs }] : []
    }),
  )
  return dated
    .flat()
    .toSorted((a, b) => b.at - a.at)
    .map(({ part }) => part)
}
