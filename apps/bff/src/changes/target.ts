// What a change is about: two changes on one target never run at once.

/** Everything below these is one target. Deployment ids are hexadecimal, so that `_search` is none. */
const TARGETS: readonly (readonly [path: RegExp, prefix: string])[] = [
  // below /deployments in the API, but no deployment
  [/^\/deployments\/(templates\/[^/]+)/, ''],
  // a restart of Kibana and a shutdown of the whole must not meet
  [/^\/(deployments\/[0-9a-f]{32})(?:\/|$)/, ''],
  [/^\/(clusters\/[^/]+\/[^/]+)/, ''],
  [/^\/platform\/configuration\/templates\/deployments\/([^/]+)/, 'templates/'],
  // one comment, and never what it is about: a comment must not hold up a restart
  [/^\/(comments\/[^/]+\/[^/]+\/[^/]+)/, ''],
]

/** Of a path below `/api/v1`. Undefined where a second change could not meet the first. */
export function targetOf(path: string): string | undefined {
  const [pathname = ''] = path.split('?')
  for (const [pattern, prefix] of TARGETS) {
    const found = pattern.exec(pathname)?.[1]
    if (found !== undefined) return prefix + found
  }
  return undefined
}
