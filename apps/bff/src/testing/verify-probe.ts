// `audit verify` for one data folder after the other, without the start of a process for each: a folder per line on
// standard input, its exit status and words as a line of JSON on standard output. Run by tools/faults, which bundles it.
import { createInterface } from 'node:readline'
import { runAudit } from '../audit/command.ts'

for await (const dataDir of createInterface({ input: process.stdin })) {
  const said: string[] = []
  const environment = { ECE_URL: 'http://127.0.0.1:9', DATA_DIR: dataDir }
  let code: number
  try {
    code = await runAudit(['verify'], environment, (text) => void said.push(text))
  } catch (error) {
    said.push(error instanceof Error ? error.message : String(error))
    code = -1
  }
  process.stdout.write(`${JSON.stringify({ code, said: said.join('\n') })}\n`)
}
