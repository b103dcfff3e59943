// The vendor's document, as far as answers and bodies are made from it. It is no part of the project: it is read from
// ECE_SPEC_DIR, and uses no allOf, oneOf or discriminator.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Definition {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Definition>>
  readonly additionalProperties?: boolean | Definition
  readonly items?: Definition
}

interface DocumentedOperation {
  readonly operationId: string
  readonly parameters?: readonly { readonly in: string; readonly schema?: Definition }[]
  readonly responses: Readonly<Record<string, { readonly schema?: Definition }>>
}

export interface VendorDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>
  readonly definitions: Readonly<Record<string, Definition>>
}

const FOLDER =
  process.env['ECE_SPEC_DIR'] ?? fileURLToPath(new URL('../../shared/ece-api', import.meta.url))
/** The version that the console is made for first. */
const FILE = join(FOLDER, '3.8.0.json')

/** `undefined`, and a line that nobody can miss, where the document is not at hand. */
export function readVendorDocument(): VendorDocument | undefined {
  if (!existsSync(FILE)) {
    console.warn(
      `\nSKIPPED: ${FILE} is not there (set ECE_SPEC_DIR): no page was walked with generated answers.\n`,
    )
    return undefined
  }
  // the vendor's file; nothing is made from what is not as declared above
  return JSON.parse(readFileSync(FILE, 'utf8')) as VendorDocument
}

/** The definition behind a reference, and everything else as it is. */
export function resolve(document: VendorDocument, definition: Definition): Definition {
  const name = definition.$ref?.replace('#/definitions/', '')
  return name === undefined ? definition : resolve(document, document.definitions[name] ?? {})
}

/** The first good answer of an operation: its status and, unless it has no body, its definition. */
export function findAnswer(document: VendorDocument, method: string, path: string) {
  const responses = document.paths[path]?.[method.toLowerCase()]?.responses ?? {}
  const [status, response] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? []
  return status === undefined ? undefined : { status: Number(status), schema: response?.schema }
}

export const findBody = (document: VendorDocument, method: string, path: string) =>
  document.paths[path]?.[method.toLowerCase()]?.parameters?.find((each) => each.in === 'body')
    ?.schema
