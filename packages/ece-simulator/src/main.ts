// The simulator as a program: reads flags, listens, says how to use it, and ends with whoever started it.
import { USER_NAMES } from './accounts.ts'
import { FlagError, parseFlags, USAGE } from './flags.ts'
import { createSimulator, ListenError, type Simulator } from './simulator.ts'

const WORDS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use',
  EACCES: 'may not be used by this user',
}

function explain(error: unknown): string {
  if (error instanceof FlagError) return error.message
  if (error instanceof ListenError) {
    return (
      `Port ${error.port} ${WORDS[error.code] ?? `cannot be used (${error.code})`}. Stop the program that has it, ` +
      'or choose another with SIMULATOR_PORT (SIMULATOR_TLS_PORT, SIMULATOR_CONTROL_PORT).'
    )
  }
  return error instanceof Error ? error.message : String(error)
}

function describe({ url, tlsUrl, controlUrl, password }: Simulator, caOut?: string): string {
  return [
    `ECE simulator ready on ${url}`,
    ...(tlsUrl === undefined
      ? []
      : [`  and on ${tlsUrl} (CA: ${caOut ?? 'not written; see --ca-out'})`]),
    ...(controlUrl === undefined ? [] : [`  control port ${controlUrl}`]),
    `  users     ${USER_NAMES.join(', ')}`,
    `  password  ${password}`,
    `  try       curl -u admin:${password} ${url}/api/v1/platform`,
  ].join('\n')
}

async function main(): Promise<void> {
  const argv = process.argv.slice(2)
  if (argv.includes('--help')) {
    console.log(USAGE)
    return
  }
  const options = parseFlags(argv, process.env)
  const simulator = await createSimulator(options)
  console.log(describe(simulator, options.tls?.caOut))

  const { url, tlsUrl, controlUrl, password } = simulator
  process.send?.({ type: 'ready', url, tlsUrl, controlUrl, users: USER_NAMES, password })

  const end = () => {
    simulator.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  process.once('SIGHUP', end)
  // The starter is gone, perhaps killed: a simulator without it would keep the port for ever
  process.once('disconnect', end)
}

main().catch((error: unknown) => {
  console.error(explain(error))
  process.exit(1)
})
