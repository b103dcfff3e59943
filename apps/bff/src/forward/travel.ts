// How a successful answer becomes one that may leave for the browser: the row's `travel`
// (architecture, "Decisions").
import type { Operation } from '@ece/api-types'
import { EceFailure } from './ece-failure.ts'
import {
  BrokenJson,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  OPEN_ARRAY,
  OPEN_OBJECT,
  skipSpace,
} from './json-scan.ts'
import { maskSecrets } from './masking.ts'
import { Mismatch } from './mismatch.ts'
import { compileProjection } from './projection.ts'

type Carry = (bytes: Buffer) => Promise<Buffer>

const compiled = new Map<Operation, Carry>()

/**
 * The bytes that may leave. Throws `EceFailure`: `console.contract_mismatch` or
 * `console.bad_answer`.
 */
export async function carry(operation: Operation, bytes: Buffer): Promise<Buffer> {
  const known = compiled.get(operation) ?? compile(operation)
  compiled.set(operation, known)
  try {
    return await known(bytes)
  } catch (error) {
    if (error instanceof Mismatch) throw new ContractMismatch(operation, error)
    if (error instanceof BrokenJson) throw brokenAnswer(operation, error.message)
    throw error
  }
}

function compile(operation: Operation): Carry {
  const { project, check } = compileProjection(operation.response)
  switch (operation.travel) {
    case 'project':
      return project
    case 'masked':
      return async (bytes) => {
        await check(bytes)
        return maskSecrets(bytes)
      }
    case 'stream':
      return (bytes) => {
        if (!looksWhole(bytes)) throw new BrokenJson('it is no object')
        return Promise.resolve(bytes)
      }
    case 'server':
      throw new Error(`the answer of ${operation.name} never leaves the server`)
  }
}

/**
 * Streamed answers are small and safe by their row's word; this only keeps garbage with the right
 * label out.
 */
function looksWhole(bytes: Buffer): boolean {
  const first = bytes[skipSpace(bytes, 0)]
  let end = bytes.length - 1
  while (end > 0 && skipSpace(bytes, end) > end) end--
  const last = bytes[end]
  return (
    (first === OPEN_OBJECT && last === CLOSE_OBJECT) ||
    (first === OPEN_ARRAY && last === CLOSE_ARRAY)
  )
}

/**
 * The schema surprise: names the row and the field, so that it can be found in the table and in the
 * answer.
 */
export class ContractMismatch extends EceFailure {
  readonly field: string
  constructor({ name }: Operation, { path, want }: Mismatch) {
    const field = spell(path)
    const message = `ECE answered ${name} in a shape that this console does not know: ${field} should be ${want}. Report it with the ECE version.`
    super('console.contract_mismatch', 'yes', message)
    this.field = field
  }
}

/** Keys come from the answer, so the text is bounded. */
function spell(path: readonly (string | number)[]): string {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '')
    .replace(/[^\x20-\x7e]/g, '?')
  return text === '' ? 'the answer' : text.slice(0, 300)
}

function brokenAnswer({ name }: Operation, why: string): EceFailure {
  const message = `ECE answered ${name} with broken JSON (${why}), which was not used. Try again; if it stays so, check what stands in front of ECE.`
  return new EceFailure('console.bad_answer', 'yes', message)
}
