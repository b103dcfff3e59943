// Strict mode: every answer is held against its row and, where the vendor's document is at hand, against that. A
// simulator that drifts from both would let the console pass tests that a real ECE fails.
import { ErrorBody, type Operation, z } from '@ece/api-types'
import { Failure, type Generation, type Reply } from './context.ts'
import { describeIssue } from './decode.ts'
import {
  createDefinitionCheck,
  type DocumentedOperation,
  type Problem,
  readVendorDocument,
  vendorDocumentPath,
} from './vendor-document.ts'

/** `undefined`: the answer keeps the contract. */
export type ContractCheck = (operation: Operation, reply: Reply) => Failure | undefined

/** Where real systems are known to leave the document, each with its source. Anything else is a mistake of ours. */
export const DEVIATIONS: readonly {
  readonly path: RegExp
  readonly problem: Problem
  readonly source: string
}[] = [
  {
    path: /\.plan\b.*\./,
    problem: 'extra member',
    source: 'ece-behaviour 3.7: plans carry members the document lacks',
  },
  { path: /\.source\.user_id$/, problem: 'value', source: 'ece-behaviour 9.2: explicit null' },
  {
    problem: 'value',
    path: /\.allocator_filter\..*\.value$/,
    source:
      'document 2.13: calls the value of a term query an object; ece-behaviour 3.2 shows text',
  },
]

const isDeviation = (path: string, problem: Problem) =>
  DEVIATIONS.some((known) => known.problem === problem && known.path.test(path))

let saidThatItIsMissing = false

function sayThatItIsMissing(generation: Generation): void {
  if (saidThatItIsMissing) return
  saidThatItIsMissing = true
  console.warn(
    `simulator: SKIPPED the check against the vendor's document: ${vendorDocumentPath(generation)} ` +
      'is not there (set ECE_SPEC_DIR). Answers are checked against the rows only.',
  )
}

type DocumentCheck = (operation: Operation, status: number, body: unknown) => readonly string[]

function createDocumentCheck(generation: Generation): DocumentCheck {
  const document = readVendorDocument(generation)
  if (document === undefined) {
    sayThatItIsMissing(generation)
    return () => []
  }
  const check = createDefinitionCheck(document, isDeviation)
  const documented = new Map<string, DocumentedOperation>(
    Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .map((operation) => [operation.operationId, operation]),
  )
  return (operation, status, body) => {
    const responses = documented.get(operation.id)?.responses
    if (responses === undefined) return [`${operation.id} is not in the document`]
    const response = responses[status]
    if (response === undefined) {
      // 401, 403, 422 and the generic 400 and 404 come undeclared from many operations (ece-behaviour 1.2, 2.7)
      return status < 400 ? [`${operation.id} does not answer ${status}`] : []
    }
    return response.schema === undefined ? [] : check(response.schema, body)
  }
}

/** Compares what would go over the wire, so that `undefined` members and dates count as they travel. */
export function createContractCheck(generation: Generation): ContractCheck {
  const checkDocument = createDocumentCheck(generation)
  return (operation, reply) => {
    const body: unknown =
      reply.body === undefined ? undefined : JSON.parse(JSON.stringify(reply.body))
    const schema = reply.status < 400 ? operation.response : ErrorBody
    const parsed = z.safeParse(schema, body)
    const problems = [
      ...(parsed.success ? [] : parsed.error.issues.map(describeIssue)),
      ...checkDocument(operation, reply.status, body),
    ]
    if (problems.length === 0) return undefined
    const message = `${operation.id} answered ${reply.status} with ${problems.join('; ')}`
    console.error(`simulator: contract mismatch: ${message}`)
    return new Failure(500, 'simulator.contract_mismatch', message)
  }
}
