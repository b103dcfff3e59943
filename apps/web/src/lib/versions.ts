// Stack and platform versions: `8.17.4`, `9.0.0-SNAPSHOT`, `7.17.24`. Unknown text sorts below every version.
interface Version {
  readonly numbers: readonly number[]
  readonly pre: string | undefined
}

function parse(text: string): Version | undefined {
  const match = /^(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?$/.exec(text.trim())
  if (match?.[1] === undefined) return undefined
  return { numbers: match[1].split('.').map(Number), pre: match[2] }
}

const comparePre = (a: string | undefined, b: string | undefined): number => {
  if (a === b) return 0
  if (a === undefined) return 1
  if (b === undefined) return -1
  // `beta10` is later than `beta2`
  return a.localeCompare(b, 'en', { numeric: true })
}

/** Negative when `a` is older than `b`; a pre-release is older than its release. */
export function compareVersions(a: string, b: string): number {
  const left = parse(a)
  const right = parse(b)
  if (left === undefined || right === undefined) {
    return left === right ? a.localeCompare(b, 'en') : left === undefined ? -1 : 1
  }
  for (let i = 0; i < Math.max(left.numbers.length, right.numbers.length); i += 1) {
    const difference = (left.numbers[i] ?? 0) - (right.numbers[i] ?? 0)
    if (difference !== 0) return difference
  }
  return comparePre(left.pre, right.pre)
}

/** A snapshot, alpha, beta or release candidate: nothing to run production on. */
export const isPreRelease = (version: string): boolean => parse(version)?.pre !== undefined

/** `8` of `8.17.4`. */
export const majorOf = (version: string): number | undefined => parse(version)?.numbers[0]
