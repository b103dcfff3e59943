// The fault matrix with what came out: experiments from their results, tests from a run of vitest.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitOf, ROOT, startProgram } from '../processes.mjs'
import { type MatrixRow, matrixRows, type Proof } from './matrix-rows.ts'
import type { Result } from './report.ts'

export const MATRIX = join(ROOT, 'tools/faults/results/matrix.json')

/** `file › title` → passed. */
export type TestResults = Readonly<Record<string, boolean>>

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

const nameOf = (file: string, title: string) => `${file} › ${title}`
const testsOf = (rows: readonly MatrixRow[]) =>
  rows.flatMap(({ proofs }) => proofs.flatMap((proof) => (proof.test ? [proof.test] : [])))

/** Runs the tests that the matrix names, on both stores where there is a PostgreSQL. */
export async function runMatrixTests(database: string | undefined): Promise<TestResults> {
  const folder = mkdtempSync(join(tmpdir(), 'ece-matrix-'))
  const output = join(folder, 'report.json')
  const files = [...new Set(testsOf(matrixRows).map(([file]) => `apps/bff/src/${file}`))]
  const args = [
    'run',
    '--project',
    'bff*',
    '--project',
    'faults*',
    '--reporter=json',
    `--outputFile=${output}`,
  ]
  const env = { ...process.env, ...(database === undefined ? {} : { TEST_DATABASE_URL: database }) }
  // this process goes on meanwhile: who has started the database must read what it says, or it stops
  await exitOf(
    startProgram(join(ROOT, 'node_modules/.bin/vitest'), [...args, ...files], {
      cwd: ROOT,
      env,
      stdio: 'ignore',
    }),
  )
  try {
    // vitest's own report
    const report = JSON.parse(readFileSync(output, 'utf8')) as Report
    return readReport(report)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readReport({ testResults }: Report): TestResults {
  return Object.fromEntries(
    testsOf(matrixRows).map(([file, title]) => {
      const tests = testResults
        .filter(({ name }) => name.endsWith(`apps/bff/src/${file}`))
        .flatMap(({ assertionResults }) => assertionResults)
        // a title with places for values stands for all tests of its file
        .filter(({ fullName }) => title === '%s' || fullName.includes(title))
      const isGood = tests.length > 0 && tests.every(({ status }) => status === 'passed')
      return [nameOf(file, title), isGood]
    }),
  )
}

export const writeMatrixResults = (results: TestResults) =>
  writeFileSync(MATRIX, `${JSON.stringify(results, undefined, 2)}\n`)

const readMatrixResults = (): TestResults =>
  // written above
  existsSync(MATRIX) ? (JSON.parse(readFileSync(MATRIX, 'utf8')) as TestResults) : {}

const word = (isGood: boolean | undefined) =>
  isGood === undefined ? 'not run' : isGood ? 'passed' : '**failed**'

function describeProof(proof: Proof, results: readonly Result[], tests: TestResults): string[] {
  const { experiment, test, e2e } = proof
  if (experiment !== undefined) {
    const found = results.find(({ name }) => name === experiment)
    const isGood =
      found && found.findings === 0 && found.figures.every((figure) => figure.isReached)
    return [`\`npm run faults -- ${experiment}\``, word(isGood)]
  }
  if (test !== undefined) {
    const [file, title] = test
    const name = title === '%s' ? 'all of it' : `${title} …`
    return [`\`${file}\`: ${name}`, word(tests[nameOf(file, title)])]
  }
  return [`\`${e2e}\``, 'in `npm test`']
}

/** The section of the document. */
export function makeMatrix(results: readonly Result[]): string {
  const tests = readMatrixResults()
  const lines = matrixRows.map(({ fault, expected, proofs, not }, at) => {
    const described = proofs.map((proof) => describeProof(proof, results, tests))
    const [names, words] = [0, 1].map((side) => described.map((pair) => pair[side]).join('<br>'))
    const cells = [at + 1, fault, expected, not ?? names, not === undefined ? words : '–']
    return `| ${cells.join(' | ')} |`
  })
  const head = '| # | fault | expected | proven by | result |\n|--:|---|---|---|---|'
  return `## Fault matrix\n\nTests are below \`apps/bff/src\`; \`npm run faults -- matrix\` runs them.\n\n${head}\n${lines.join('\n')}\n`
}
