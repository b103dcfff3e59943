// Signed notes of how far the chain was, in a file of their own. A tail that was cut off, or a database put back to an
// older copy, is whole in itself: only something kept elsewhere can tell.
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { PublicKeys } from './key-ring.ts'
import { canonicalize, isSignedBy, type Seal } from './seal.ts'

const Checkpoint = z.strictObject({
  chain: z.string(),
  seq: z.int(),
  hash: z.string(),
  /** Milliseconds since 1970. */
  at: z.int(),
  kid: z.string(),
  sig: z.string(),
})
export type Checkpoint = z.infer<typeof Checkpoint>

const textOf = ({ chain, seq, hash, at, kid }: Omit<Checkpoint, 'sig'>) =>
  `ece-audit-checkpoint-v1${canonicalize({ chain, seq, hash, at, kid })}`

export function signCheckpoint(unsigned: Omit<Checkpoint, 'sig' | 'kid'>, seal: Seal): Checkpoint {
  const { chain, seq, hash, at } = unsigned
  const whole = { chain, seq, hash, at, kid: seal.kid }
  return { ...whole, sig: seal.sign(textOf(whole)) }
}

/** Resolves when it is on disk. Rejects with Node's error. */
export async function appendCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  // begins with a line feed: after a line that was cut by a crash it still stands on its own
  await appendFile(file, `\n${JSON.stringify(checkpoint)}`, { mode: 0o600, flush: true })
}

export interface ReadCheckpoints {
  /** In the order of the file, those whose signature holds. */
  readonly checkpoints: readonly Checkpoint[]
  /** Numbers of lines that are signed by nobody we know. */
  readonly bad: readonly number[]
  /** A line was cut in the middle, as by a crash; whoever wants to hide one removes it. */
  readonly isCut: boolean
}

/** Undefined when there is no such file. Rejects with Node's error when it cannot be read. */
export async function readCheckpoints(
  file: string,
  publicKeys: PublicKeys,
): Promise<ReadCheckpoints | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  const lines = text.split('\n')
  const checkpoints: Checkpoint[] = []
  const bad: number[] = []
  let isCut = false
  for (const [index, line] of lines.entries()) {
    if (line === '') continue
    const found = readLine(line)
    if (found !== undefined && isOurs(found, publicKeys)) {
      checkpoints.push(found)
    } else if (found === undefined) isCut = true
    else bad.push(index + 1)
  }
  return { checkpoints, bad, isCut }
}

/** A key that was replaced signs nothing about what came after it. */
function isOurs(checkpoint: Checkpoint, publicKeys: PublicKeys): boolean {
  const found = publicKeys.get(checkpoint.kid)
  if (found === undefined || checkpoint.seq > found.upTo) return false
  return isSignedBy(found.key, textOf(checkpoint), checkpoint.sig)
}

function readLine(line: string): Checkpoint | undefined {
  try {
    return Checkpoint.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
