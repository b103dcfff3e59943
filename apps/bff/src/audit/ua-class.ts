// Which kind of browser: enough to tell an operator's own from somebody else's, not enough to follow a person.

/** The first that matches: every browser also calls itself those that come after it. */
const BROWSERS = [
  ['edge', /\bEdg(?:e|A|iOS)?\/(\d+)/],
  ['opera', /\bOPR\/(\d+)/],
  ['firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['chrome', /\b(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/],
  ['safari', /\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//],
  ['curl', /^curl\/(\d+)/],
] as const
const SYSTEMS = [
  ['android', /Android/],
  ['ios', /iPhone|iPad/],
  ['macos', /Mac OS X/],
  ['windows', /Windows/],
  ['chromeos', /CrOS/],
  ['linux', /Linux/],
] as const

/** Of a `User-Agent`, such as `firefox/145 linux`; `other` for what is no known browser, undefined without one. */
export function uaClassOf(userAgent: string | undefined): string | undefined {
  if (userAgent === undefined) return undefined
  const system = SYSTEMS.find(([, pattern]) => pattern.test(userAgent))?.[0]
  for (const [name, pattern] of BROWSERS) {
    const version = pattern.exec(userAgent)?.[1]
    if (version !== undefined) {
      return [`${name}/${version.slice(0, 4)}`, system].filter(Boolean).join(' ')
    }
  }
  return 'other'
}
