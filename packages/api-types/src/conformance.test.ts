// Holds the table against the vendor's own documents: each row must exist there with the same method and path, and
// every parameter, body field and response field that we name must exist with a compatible type.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { operations, type Operation, z } from './index.ts'

const folder =
  process.env['ECE_SPEC_DIR'] ??
  fileURLToPath(new URL('../../../../shared/ece-api', import.meta.url))
const DOCUMENTS = ['3.8.0', '2.13.0']

interface Deviation {
  readonly version: string
  /** End of the field's path, as a lie names it. */
  readonly field: RegExp
  readonly source: string
}

/** Where what we read is known to differ from one of the documents, with the source of that knowledge. */
const KNOWN_DEVIATIONS: readonly Deviation[] = [
  {
    version: '2.13.0',
    field: /\.cursor$/,
    source: 'sent to and answered by 3.8 and later only (ece-behaviour, version timeline)',
  },
  {
    version: '2.13.0',
    field: /\.integrations_server$/,
    source: 'the resource kind came with 3.2 (ece-behaviour, version timeline)',
  },
  {
    version: '2.13.0',
    field: /\.session_expiration_time$/,
    source: 'sent by 3.7 and later (ece-behaviour, version timeline); read as optional',
  },
  {
    version: '2.13.0',
    field: /\.(error|shards_status|cluster_blocking_issues|autoscaling_enabled|storage)$/,
    source: 'in the document of 3.8 and not yet in that of 2.13; read as optional',
  },
]

interface Schema {
  $ref?: string
  type?: string
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: Schema | boolean
  enum?: string[]
}
interface VendorOperation {
  operationId: string
  parameters?: { name: string; in: string; type?: string; enum?: string[]; schema?: Schema }[]
  responses: Record<string, { schema?: Schema }>
}
interface Document {
  paths: Record<string, Record<string, VendorOperation>>
  definitions: Record<string, Schema>
}
type JsonSchema = {
  type?: string | string[]
  anyOf?: JsonSchema[]
  enum?: unknown[]
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
  additionalProperties?: JsonSchema | boolean
}

const json = (schema: z.core.$ZodType) =>
  // what zod prints is JSON Schema, whose type it declares more loosely than we read it
  z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as JsonSchema

/** Our type without the null that every tolerant field also takes; undefined where we take anything. */
const typeOf = ({ type }: JsonSchema) =>
  Array.isArray(type) ? type.find((name) => name !== 'null') : type

/** Fields of ours that the document lacks or types differently, as readable paths. */
function compare(
  ours: JsonSchema,
  theirs: Schema | undefined,
  document: Document,
  at: string,
): string[] {
  const mine = ours.anyOf?.find((option) => option.type !== 'null') ?? ours
  if (theirs === undefined) return [`${at}: not in the document`]
  if (theirs.$ref !== undefined) {
    return compare(mine, document.definitions[theirs.$ref.split('/').at(-1) ?? ''], document, at)
  }
  const type = typeOf(mine)
  if (type === undefined) return []
  const vendor = theirs.type ?? (theirs.properties ? 'object' : 'any')
  const same = type === vendor || (type === 'number' && vendor === 'integer')
  if (!same) return [`${at}: we read ${type}, the document says ${vendor}`]
  if (type === 'array' && mine.items) return compare(mine.items, theirs.items, document, `${at}[]`)
  const free = theirs.properties === undefined
  return Object.entries(mine.properties ?? {}).flatMap(([name, field]) => {
    const additional =
      typeof theirs.additionalProperties === 'object' ? theirs.additionalProperties : undefined
    if (free && additional === undefined) return []
    return compare(field, theirs.properties?.[name] ?? additional, document, `${at}.${name}`)
  })
}

const atLeast = (version: string, wanted: string) =>
  version.localeCompare(wanted, 'en', { numeric: true }) >= 0

function check(
  op: Operation,
  document: Document,
  version: string,
  known = KNOWN_DEVIATIONS,
): string[] {
  const offered =
    (op.since === undefined || atLeast(version, op.since)) &&
    (op.until === undefined || atLeast(op.until, version))
  const found = document.paths[op.path]?.[op.method.toLowerCase()]
  const theirs = found?.operationId === op.id ? found : undefined
  if (!offered)
    return theirs === undefined
      ? []
      : [`${op.id}: the document has it, the row says it does not exist`]
  if (theirs === undefined) return [`${op.id}: no ${op.method} ${op.path} with this operationId`]
  const lies: string[] = []
  const parameter = (name: string, where: string, schema: z.core.$ZodType) => {
    const theirParameter = theirs.parameters?.find((p) => p.name === name && p.in === where)
    if (theirParameter === undefined) lies.push(`${op.id} ${where}.${name}: not in the document`)
    else {
      const type = typeOf(json(schema))
      if (type !== theirParameter.type)
        lies.push(
          `${op.id} ${where}.${name}: we send ${type}, the document says ${theirParameter.type}`,
        )
    }
  }
  for (const [name, schema] of Object.entries(op.params)) parameter(name, 'path', schema)
  for (const [name, schema] of Object.entries(op.query)) parameter(name, 'query', schema)
  if (op.body !== undefined) {
    const body = theirs.parameters?.find((p) => p.in === 'body')
    lies.push(...compare(json(op.body), body?.schema, document, `${op.id} body`))
  }
  const success = Object.entries(theirs.responses).find(([status]) => status.startsWith('2'))
  lies.push(...compare(json(op.response), success?.[1].schema, document, `${op.id} response`))
  return lies.filter(
    (lie) =>
      !known.some(
        (deviation) =>
          deviation.version === version && deviation.field.test(lie.split(':')[0] ?? ''),
      ),
  )
}

describe.each(DOCUMENTS)("the vendor's document of %s", (version) => {
  const file = join(folder, `${version}.json`)
  if (!existsSync(file)) {
    console.warn(
      `SKIPPED: ${file} is not there, so nothing was held against the document of ${version}`,
    )
    it.skip(`is absent: set ECE_SPEC_DIR to the folder that holds ${version}.json`, () => {})
    return
  }
  // the file is the vendor's; its shape is what the test is about
  const document = JSON.parse(readFileSync(file, 'utf8')) as Document

  it('agrees with every row of the table', () => {
    const table = Object.values(operations).map((op) => ({
      id: op.id,
      lies: check(op, document, version),
    }))
    console.log(
      table
        .map(({ id, lies }) => `${lies.length === 0 ? 'ok ' : 'LIE'} ${version} ${id}`)
        .join('\n'),
    )
    expect(table.flatMap(({ lies }) => lies)).toEqual([])
  })

  it('catches a row that lies', () => {
    const op = operations.getPlatform as Operation
    const lying = {
      ...op,
      response: z.object({ versio: z.string(), regions: z.string() }),
      query: { q: z.string() },
    }
    expect(check(lying, document, version)).toEqual([
      'get-platform query.q: not in the document',
      'get-platform response.versio: not in the document',
      'get-platform response.regions: we read string, the document says array',
    ])
    expect(check({ ...op, path: '/platforms' }, document, version)).toHaveLength(1)
    expect(check({ ...op, since: '9.0.0' }, document, version)).toHaveLength(1)
  })

  it('lists no deviation in vain', () => {
    const all = Object.values(operations).flatMap((op) => check(op, document, version, []))
    const fields = all.map((lie) => lie.split(':')[0] ?? '')
    for (const known of KNOWN_DEVIATIONS.filter((deviation) => deviation.version === version)) {
      expect(
        fields.some((field) => known.field.test(field)),
        known.source,
      ).toBe(true)
    }
  })
})
