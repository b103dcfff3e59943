// The table as an OpenAPI 3.1 document: what this console calls, no more.
import { ErrorBody } from './errors.ts'
import type { Operation } from './operation.ts'
import { z } from './zod.ts'

/** JSON Schema of what a caller holds (`io: output`): numbers and booleans, not their text. */
function jsonSchema(schema: z.core.$ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' })
  return rest
}

const content = (schema: z.core.$ZodType) => ({
  'application/json': { schema: jsonSchema(schema) },
})

function describe(op: Operation) {
  const parameters = [
    ...Object.entries(op.params).map(([name, schema]) => ({
      name,
      in: 'path',
      required: true,
      schema: jsonSchema(schema),
    })),
    ...Object.entries(op.query).map(([name, schema]) => ({
      name,
      in: 'query',
      required: false,
      schema: jsonSchema(schema),
    })),
  ]
  return {
    operationId: op.id,
    summary: op.summary,
    parameters,
    ...(op.body === undefined
      ? {}
      : { requestBody: { required: !op.bodyOptional, content: content(op.body) } }),
    responses: {
      '2XX': { description: 'Done or accepted', content: content(op.response) },
      default: {
        description: 'Refused',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/ErrorBody' } } },
      },
    },
    'x-danger': op.danger,
    'x-roles': op.roles,
    ...(op.since === undefined ? {} : { 'x-since': op.since }),
    ...(op.until === undefined ? {} : { 'x-until': op.until }),
  }
}

/** OpenAPI 3.1 document of the given rows; paths are below `/api/v1`. */
export function openApiDocument(rows: Iterable<Operation>, version: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const op of rows) {
    paths[op.path] = { ...paths[op.path], [op.method.toLowerCase()]: describe(op) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'ECE operations used by ECE Console', version },
    servers: [{ url: '/api/v1' }],
    paths,
    components: { schemas: { ErrorBody: jsonSchema(ErrorBody) } },
  }
}
