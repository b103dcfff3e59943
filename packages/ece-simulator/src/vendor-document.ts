// The vendor's OpenAPI 2.0 document as a check of answers. The documents are not part of the project: they are read
// from ECE_SPEC_DIR, in strict mode only. They use no allOf/oneOf/discriminator, so this stays small.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Generation } from './context.ts'

interface Definition {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Definition>>
  readonly additionalProperties?: boolean | Definition
  readonly items?: Definition
}

export interface DocumentedOperation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Readonly<Record<string, { readonly schema?: Definition }>>
}

export interface VendorDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>
  readonly definitions: Readonly<Record<string, Definition>>
}

const FILES: Readonly<Record<Generation, string>> = {
  '3.8': '3.8.0.json',
  '2.13': '2.13.0.json',
}

/** Relative to the repository's root, from `src` as from `dist`. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Where the document of a generation is looked for. */
export function vendorDocumentPath(generation: Generation): string {
  const folder = process.env['ECE_SPEC_DIR'] ?? '../shared/ece-api'
  return resolve(ROOT, folder, FILES[generation])
}

/** `undefined` when it is not there. */
export function readVendorDocument(generation: Generation): VendorDocument | undefined {
  const path = vendorDocumentPath(generation)
  if (!existsSync(path)) return undefined
  // The vendor's file; conformance of its own shape is what the tests over it would show
  return JSON.parse(readFileSync(path, 'utf8')) as VendorDocument
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

export type Problem = 'extra member' | 'value'

/** Problems found before the check gives up: one mistake in a list repeats for each element. */
const ENOUGH = 5

/**
 * Compares a JSON value with a definition: types, required, enums, formats, references, additional properties. A
 * member the definition does not have is a problem too: a misspelt optional field would pass otherwise. `isKnown`
 * names the paths where real systems are known to differ. Answers with sentences, none when it fits.
 */
export function createDefinitionCheck(
  document: Pick<VendorDocument, 'definitions'>,
  isKnown: (path: string, problem: Problem) => boolean = () => false,
) {
  return (definition: Definition, value: unknown): readonly string[] => {
    const problems: string[] = []
    const report = (path: string, words: string, problem: Problem = 'value') => {
      if (problems.length < ENOUGH && !isKnown(path, problem)) {
        problems.push(`${path || '(body)'}: ${words}`)
      }
    }

    const visitObject = (at: Definition, object: Record<string, unknown>, path: string) => {
      for (const name of at.required ?? []) {
        if (object[name] === undefined) report(`${path}.${name}`, 'is required and missing')
      }
      const extra = at.additionalProperties
      const isFree = at.properties === undefined && extra === undefined
      for (const [name, member] of Object.entries(object)) {
        const property = at.properties?.[name]
        if (property !== undefined) visit(property, member, `${path}.${name}`)
        else if (typeof extra === 'object') visit(extra, member, `${path}.${name}`)
        else if (extra !== true && !isFree) {
          report(`${path}.${name}`, 'is not in the document', 'extra member')
        }
      }
    }

    const visit = (at: Definition, given: unknown, path: string): void => {
      if (problems.length >= ENOUGH) return
      if (at.$ref !== undefined) {
        const target = document.definitions[at.$ref.replace('#/definitions/', '')]
        if (target === undefined) return report(path, `refers to ${at.$ref}, which is not there`)
        return visit(target, given, path)
      }
      if (at.enum !== undefined && !at.enum.includes(given)) {
        return report(path, `${JSON.stringify(given)} is none of ${at.enum.join(', ')}`)
      }
      switch (at.type) {
        case 'array':
          if (!Array.isArray(given)) return report(path, 'should be an array')
          given.forEach((item: unknown, index) => {
            visit(at.items ?? {}, item, `${path}[${index}]`)
          })
          return
        case 'object':
          if (typeof given !== 'object' || given === null || Array.isArray(given)) {
            return report(path, 'should be an object')
          }
          // Object.entries is all that happens to it
          return visitObject(at, given as Record<string, unknown>, path)
        case 'integer':
          if (!Number.isInteger(given)) report(path, 'should be a whole number')
          return
        case 'number':
        case 'boolean':
        case 'string':
          if (typeof given !== at.type) return report(path, `should be a ${at.type}`)
          if (at.format === 'date-time' && !DATE_TIME.test(String(given))) {
            report(path, `${JSON.stringify(given)} should be an ISO 8601 time`)
          }
          return
        default:
          return
      }
    }

    visit(definition, value, '')
    return problems
  }
}
