// The same request as a command line, for run-books and for people without this console.
import type { BuiltRequest } from '@ece/api-types'

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/**
 * A curl command for a POSIX shell. Address and key come from `$ECE_URL` and `$ECE_API_KEY`, so that nothing
 * secret gets into a chat; `buildRequest` has encoded everything that stands in the path.
 */
export function toCurl({ method, path, body }: BuiltRequest): string {
  const lines = [
    `curl -X ${method} "$ECE_URL"${quote(`/api/v1${path}`)}`,
    `-H "Authorization: ApiKey $ECE_API_KEY"`,
    ...(body === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d ${quote(JSON.stringify(body))}`]),
  ]
  return lines.join(' \\\n  ')
}
