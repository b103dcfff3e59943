import { InstallationId } from '@ece/api-types'
import { z } from 'zod'
import { readCertificates, readText } from './files.ts'
import type { InstallationConfig } from './installation.ts'
import type { Report } from './problems.ts'

const FILE = 'ECE_INSTALLATIONS_FILE'
/** First segments of the console's own URLs. */
const RESERVED = new Set(['bff', 'api', 'assets', 'sign-in', 'healthz', 'readyz'])
const DEFAULT_COLOUR = '#1f5fd6'
const MAX_NAME = 80

const Policy = z.strictObject({
  read_only: z.boolean().default(false),
  require_reason: z.boolean().default(false),
  step_up: z.boolean().default(false),
  comment_reason: z.boolean().default(false),
})

const Entry = z.strictObject({
  id: z.string(),
  name: z.string().min(1).max(MAX_NAME).optional(),
  url: z.string(),
  ca_file: z.string().min(1).optional(),
  environment: z.string().max(MAX_NAME).default(''),
  colour: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #c0262d')
    .default(DEFAULT_COLOUR),
  policy: Policy.prefault({}),
})
type Entry = z.infer<typeof Entry>

interface Sources {
  readonly url: string | undefined
  readonly caFile: string | undefined
  readonly file: string | undefined
}

/** Installations from `ECE_URL` or from `ECE_INSTALLATIONS_FILE`; what is wrong is reported and left out. */
export function readInstallations(sources: Sources, report: Report): InstallationConfig[] {
  const { url, caFile, file } = sources
  if (url !== undefined && file !== undefined) {
    report(
      'ECE_URL',
      'is set together with ECE_INSTALLATIONS_FILE, and only one of them can be right.',
      'Unset one of the two.',
    )
    return []
  }
  if (file !== undefined) {
    if (caFile !== undefined) {
      report('ECE_CA_FILE', `has no effect with ${FILE}.`, 'Use ca_file of the installation.')
    }
    return readFile(file, report)
  }
  if (url === undefined) {
    report(
      'ECE_URL',
      `is not set, and ${FILE} is not set either: the console does not know any ECE.`,
      `Set ECE_URL=https://<coordinator>:12443 for one ECE, or ${FILE}=<JSON file> for several.`,
    )
    return []
  }
  const entry = Entry.parse({
    id: 'default',
    url,
    ...(caFile === undefined ? {} : { ca_file: caFile }),
  })
  const installation = toInstallation(entry, { url: 'ECE_URL', ca: 'ECE_CA_FILE' }, report)
  if (installation === undefined) return []
  // not its address: installations are listed before anybody has signed in
  return [{ ...installation, name: 'ECE' }]
}

function readFile(path: string, report: Report): InstallationConfig[] {
  const text = readText(FILE, path, report)
  if (text === undefined) return []
  const list = z.array(z.unknown()).min(1).safeParse(parseJson(text))
  if (!list.success) {
    report(
      FILE,
      `${path} is not a JSON array with at least one installation.`,
      'Write [{"id": "prod", "name": "Production", "url": "https://<coordinator>:12443"}].',
    )
    return []
  }
  const ids = new Set<string>()
  return list.data.flatMap((value, index) => {
    const at = `${FILE} [${index}]`
    const entry = Entry.safeParse(value)
    if (!entry.success) {
      for (const issue of entry.error.issues) {
        const where = [at, ...issue.path].join('.')
        report(
          where,
          `${issue.message}.`,
          'See docs/operating.md for the members of an installation.',
        )
      }
      return []
    }
    checkId(entry.data.id, ids, `${at}.id`, report)
    const installation = toInstallation(
      entry.data,
      { url: `${at}.url`, ca: `${at}.ca_file` },
      report,
    )
    return installation ?? []
  })
}

function checkId(id: string, ids: Set<string>, at: string, report: Report): void {
  if (!InstallationId.safeParse(id).success) {
    report(at, `"${id}" is not an id.`, 'Use 1 to 40 of a-z, 0-9 and the hyphen.')
  } else if (RESERVED.has(id)) {
    report(at, `"${id}" is a path of the console itself.`, 'Choose another id.')
  } else if (ids.has(id)) {
    report(at, `"${id}" is used twice.`, 'Give each installation its own id.')
  }
  ids.add(id)
}

function toInstallation(
  entry: Entry,
  at: { readonly url: string; readonly ca: string },
  report: Report,
): InstallationConfig | undefined {
  const url = checkUrl(entry.url, at.url, report)
  if (entry.ca_file !== undefined && url?.startsWith('http:') === true) {
    return report(at.ca, 'has no effect because the address is http.', 'Use https, or unset it.')
  }
  const ca =
    entry.ca_file === undefined ? undefined : readCertificates(at.ca, entry.ca_file, report)
  if (url === undefined || (entry.ca_file !== undefined && ca === undefined)) return undefined
  return {
    id: entry.id,
    name: entry.name ?? entry.id,
    url,
    ...(ca === undefined ? {} : { ca }),
    environment: entry.environment,
    colour: entry.colour.toLowerCase(),
    policy: entry.policy,
  }
}

function checkUrl(text: string, at: string, report: Report): string | undefined {
  const example = 'Write it like https://<coordinator>:12443.'
  if (!URL.canParse(text)) return report(at, `"${text}" is not an address.`, example)
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return report(at, `"${url.protocol}" is not a protocol that ECE speaks.`, example)
  }
  if (url.username !== '' || url.password !== '') {
    // the value is not repeated: it holds a password
    return report(at, 'holds a user name or password.', 'Leave them out; operators sign in.')
  }
  if (url.search !== '' || url.hash !== '') {
    return report(at, 'has a query or a fragment.', example)
  }
  const path = url.pathname.replace(/\/+$/, '')
  if (path.endsWith('/api/v1')) {
    return report(at, 'ends with /api/v1, which the console adds itself.', 'Leave /api/v1 out.')
  }
  return url.origin + path
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
