// `ece-console serve` (the default), `check` and `audit`.
import { UsageProblem, runAudit } from './audit/command.ts'
import { UNREADABLE } from './audit/verdict.ts'
import { readConfig } from './config.ts'
import type { Config, Environment } from './config.ts'
import { describeDatabase } from './config/database.ts'
import { describeProblems } from './config/problems.ts'
import { StartProblem, serve } from './main.ts'
import { StoreProblem } from './store/open.ts'

const USAGE = `Usage: ece-console [command]

  serve   start the console (the default)
  check   read the configuration, say what is wrong with it, and end
  audit   verify, export, read and prune the audit log

The configuration is read from environment variables; docs/operating.md lists them.`

async function run(command: string, environment: Environment): Promise<void> {
  switch (command) {
    case 'serve':
      return serve(read(environment, true))
    case 'check': {
      print(describe(read(environment, false)))
      return
    }
    case 'audit':
      process.exitCode = await runAudit(process.argv.slice(3), environment, print)
      return
    case 'help':
    case '--help':
    case '-h':
      print(USAGE)
      return
    default:
      throw new StartProblem(`"${command}" is no command of ece-console.\n\n${USAGE}`)
  }
}

function read(environment: Environment, createKey: boolean): Config {
  const result = readConfig(environment, { createKey })
  if ('config' in result) return result.config
  throw new StartProblem(describeProblems(result.problems))
}

function describe(config: Config): string {
  const { host, port, publicUrl, tls, dataDir, database, installations } = config
  const address = `${tls === undefined ? 'http' : 'https'}://${host}:${port}`
  return [
    'The configuration is complete.',
    `  listens on ${address}${publicUrl === undefined ? '' : `, reached at ${publicUrl}`}`,
    `  keeps its data in ${database === undefined ? dataDir : describeDatabase(database)}`,
    ...installations.map(
      ({ id, name, url, ca }) =>
        `  installation "${id}" (${name}): ${url}${ca === undefined ? '' : ', with its own CA'}`,
    ),
  ].join('\n')
}

const print = (text: string) => process.stdout.write(`${text}\n`)

try {
  await run(process.argv[2] ?? 'serve', process.env)
} catch (error) {
  // what a person can mend is one message; anything else is ours, and its stack helps
  const ours =
    error instanceof StartProblem || error instanceof StoreProblem || error instanceof UsageProblem
  const text = ours ? error.message : error instanceof Error ? (error.stack ?? error.message) : ''
  process.stderr.write(`${text}\n`)
  // `audit verify` says with 1 that the log was tampered with
  process.exit(process.argv[2] === 'audit' ? UNREADABLE : 1)
}
