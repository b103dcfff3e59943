// Many requests as one shell script, with curl or with the vendor's ecctl, for run-books and for people without this console.
import { type AnyInput, buildRequest, type Operation } from '@ece/api-types'
import { toCurl } from './curl.ts'

export interface ScriptCall {
  readonly operation: Operation
  readonly input: AnyInput
  /** Of the target; anybody may have chosen it. */
  readonly name: string
}

/** A name that ends its line would put its rest into the shell. */
const comment = (text: string) => `# ${text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim()}`

const quote = (value: unknown) => `'${String(value).replaceAll("'", `'\\''`)}'`

type Line = (input: AnyInput) => readonly (string | false)[]

const deployment = ({ params }: AnyInput) => quote(params?.['deployment_id'])

/** Commands of ecctl by row. It has none for a restart, and none of 3.x for single instances. */
const ECCTL: Readonly<Record<string, Line>> = {
  shutdownDeployment: (input) => [
    'deployment shutdown',
    deployment(input),
    input.query?.['skip_snapshot'] === true && '--skip-snapshot',
    // it asks for each one otherwise
    '--force',
  ],
  restoreDeployment: (input) => [
    'deployment restore',
    deployment(input),
    input.query?.['restore_snapshot'] === true && '--restore-snapshot',
  ],
  shutdownDeploymentStatelessResource: (input) => [
    'deployment resource shutdown',
    deployment(input),
    `--kind ${quote(input.params?.['stateless_resource_kind'])}`,
    `--ref-id ${quote(input.params?.['ref_id'])}`,
    // it asks for each one otherwise
    '--force',
  ],
  restoreDeploymentResource: (input) => [
    'deployment resource restore',
    deployment(input),
    `--kind ${quote(input.params?.['resource_kind'])}`,
    `--ref-id ${quote(input.params?.['ref_id'])}`,
    input.query?.['restore_snapshot'] === true && '--restore-snapshot',
  ],
  resyncDeployment: (input) => ['deployment resync', deployment(input)],
  cancelDeploymentResourcePendingPlan: (input) => [
    'deployment plan cancel',
    deployment(input),
    `--kind ${quote(input.params?.['resource_kind'])}`,
    `--ref-id ${quote(input.params?.['ref_id'])}`,
    // here the flag means more than "do not ask": the plan is erased
    input.query?.['force_delete'] === true && '--force',
  ],
}

/** Has ecctl a command for this row? */
export const hasEcctl = ({ name }: Pick<Operation, 'name'>): boolean => Object.hasOwn(ECCTL, name)

function curlLine({ operation, input }: ScriptCall): string {
  const curl = toCurl(buildRequest(operation, input))
  return curl.replace(/^curl /, 'curl --silent --show-error --fail-with-body ')
}

const ecctlLine = ({ operation, input }: ScriptCall): string =>
  ['ecctl --host "$ECE_URL"', ...(ECCTL[operation.name]?.(input) ?? []).filter(Boolean)].join(' ')

/**
 * A POSIX script that sends the calls in their order and ends at the first one that is refused. Address and key come from
 * `$ECE_URL` and `$ECE_API_KEY`. Throws `InvalidInput` when a parameter cannot be sent. With `ecctl`, calls that it has no
 * command for are sent with curl, and the script says so.
 */
export function toScript(
  title: string,
  calls: readonly ScriptCall[],
  tool: 'curl' | 'ecctl' = 'curl',
): string {
  const isEcctl = tool === 'ecctl' && calls.some(({ operation }) => hasEcctl(operation))
  const missing = tool === 'ecctl' && calls.some(({ operation }) => !hasEcctl(operation))
  const head = [
    '#!/bin/sh',
    comment(
      `${title}: ${calls.length} calls in this order; ends at the first one that is refused.`,
    ),
    '# It does not wait for plans to end, and does not look at a target before it sends.',
    ...(missing ? ['# ecctl has no command for this call: curl sends it.'] : []),
    'set -eu',
    ': "${ECE_URL:?such as https://ece.example.org:12443}" "${ECE_API_KEY:?}"',
    ...(isEcctl ? ['export EC_API_KEY="$ECE_API_KEY"'] : []),
  ]
  const lines = calls.map((call) => {
    const line = tool === 'ecctl' && hasEcctl(call.operation) ? ecctlLine(call) : curlLine(call)
    return `\n${comment(call.name)}\n${line}`
  })
  return `${[...head, ...lines].join('\n')}\n`
}
