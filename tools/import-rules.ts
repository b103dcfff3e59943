// Who may import whom, and who may open a connection. docs/architecture.md draws the same arrows.
import { posix } from 'node:path'
import { calledName, importsOf, isCode, isTest, parse, placeOf, type SourceFile } from './source.ts'

/** Rooms of the web from the ground up; each names the rooms it may stand on, besides itself. */
const WEB_ROOMS: Readonly<Record<string, readonly string[]>> = {
  lib: ['api-types'],
  ui: ['lib'],
  api: ['lib', 'api-types'],
  domain: ['api', 'ui', 'lib', 'api-types'],
  actions: ['domain', 'api', 'ui', 'lib', 'api-types'],
  // The shell opens sign-in and the palette over the page and holds the user menu; it knows no other feature.
  layouts: [
    'features/session',
    'features/palette',
    'actions',
    'domain',
    'api',
    'ui',
    'lib',
    'api-types',
  ],
  features: ['actions', 'domain', 'api', 'ui', 'lib', 'api-types'],
  routes: ['layouts', 'features/*', 'actions', 'domain', 'api', 'ui', 'lib', 'api-types'],
  main: ['routes', 'layouts', 'features/*', 'actions', 'domain', 'api', 'ui', 'lib', 'api-types'],
}

/** Outside the web a part is one room. Tests of the server may start the simulator in their own process. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  'api-types': [],
  simulator: ['api-types'],
  bff: ['api-types'],
  'bff test': ['api-types', 'simulator'],
  e2e: ['api-types', 'tools'],
  tools: ['api-types', 'e2e', 'bench'],
  bench: ['api-types', 'tools', 'e2e'],
}

const PACKAGES: Readonly<Record<string, string>> = {
  '@ece/api-types': 'api-types',
  '@ece/simulator': 'simulator',
  '@ece/bff': 'bff',
  '@ece/web': 'web',
}

export function findForbiddenImports(files: readonly SourceFile[]): string[] {
  return files.filter(isCode).flatMap((file) => {
    const from = roomOf(file.path)
    if (from === undefined) return []
    const may = PARTS[isTest(file) && from === 'bff' ? 'bff test' : from] ?? WEB_ROOMS[baseOf(from)]
    if (may === undefined) return [`${file.path} is in no room that docs/architecture.md knows`]
    return importsOf(file).flatMap(({ specifier }) => {
      const to = roomOfImport(file.path, specifier)
      if (to === undefined || to === from) return []
      if (may.includes(to) || may.includes(`${baseOf(to)}/*`)) return []
      return [`${file.path} imports ${specifier}: ${from} may not know ${to}`]
    })
  })
}

const baseOf = (room: string) => room.split('/')[0] ?? room

function roomOf(path: string): string | undefined {
  const [top = '', part = '', , inside = '', deeper = ''] = path.split('/')
  if (top === 'packages') return part === 'api-types' ? 'api-types' : 'simulator'
  if (top === 'apps' && part === 'bff') return 'bff'
  if (top === 'apps' && path.startsWith('apps/web/src/')) {
    return inside === 'features' ? `features/${deeper}` : inside.replace(/(\.test)?\.tsx?$/, '')
  }
  return ['e2e', 'tools', 'bench'].includes(top) ? top : undefined
}

function roomOfImport(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier)
    return /\.(css|svg)$/.test(target) ? undefined : (roomOf(target) ?? target)
  }
  const name = specifier.split('/').slice(0, 2).join('/')
  return name.startsWith('@ece/') ? (PACKAGES[name] ?? name) : undefined
}

const WEB = 'apps/web/src/'
const WEB_CLIENT = 'apps/web/src/api/client.ts'
/** Asks one question before any code is there; the client takes over its answer. */
const WEB_BOOT = 'apps/web/src/lib/boot.ts'
const WEB_CHANNELS = ['XMLHttpRequest', 'EventSource', 'WebSocket', 'WebTransport', 'sendBeacon']

/** The browser talks to the server at one place: errors, headers and sign-in are handled there. */
export function findOtherFetches(files: readonly SourceFile[]): string[] {
  const web = files.filter((file) => file.path.startsWith(WEB) && isCode(file) && !isTest(file))
  const calls = web.flatMap((file) =>
    parse(file).nodes.flatMap((node) => {
      const name = calledName(node) ?? ''
      if (name !== 'fetch' && !WEB_CHANNELS.includes(name)) return []
      return [{ path: file.path, name, place: placeOf(file, node.start) }]
    }),
  )
  const allowed = calls.filter(({ path, name }) => path === WEB_CLIENT && name === 'fetch')
  const early = calls.find(({ path, name }) => path === WEB_BOOT && name === 'fetch')
  const other = calls.filter((call) => !allowed.includes(call) && call !== early)
  return [
    ...(allowed.length === 1 ? [] : [`${WEB_CLIENT} has ${allowed.length} fetch calls, not one`]),
    ...other.map(({ place, name }) => `${place} uses ${name}; only ${WEB_CLIENT} may connect`),
  ]
}

const BFF = 'apps/bff/'
const BFF_CLIENT = 'apps/bff/src/forward/ece.ts'
/** What can open a connection or start a program that does. */
const CONNECTING =
  /^(undici|(node:)?(https?|http2|net|tls|dgram|dns|child_process|cluster)(\/.*)?)$/
/** What these modules also offer, and what opens nothing: to listen is a server's business. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  http: ['createServer', 'IncomingMessage', 'ServerResponse', 'Server', 'STATUS_CODES', 'METHODS'],
  https: ['createServer', 'Server'],
  net: ['isIP', 'isIPv4', 'isIPv6', 'BlockList', 'SocketAddress'],
  tls: ['createSecureContext', 'rootCertificates'],
}

/** One module connects to an ECE: TLS, redirects, headers and limits are decided there and nowhere else. */
export function findOtherConnections(files: readonly SourceFile[]): string[] {
  const server = files.filter((file) => file.path.startsWith(BFF) && isCode(file) && !isTest(file))
  const others = server.filter((file) => file.path !== BFF_CLIENT)
  return others.flatMap((file) => [...imported(file), ...called(file)])
}

const imported = (file: SourceFile) =>
  importsOf(file)
    .filter(({ specifier }) => CONNECTING.test(specifier))
    .flatMap(({ specifier, values }) => {
      const harmless = HARMLESS[specifier.replace('node:', '')] ?? []
      const others = values.filter((name) => !harmless.includes(name))
      const only = `only ${BFF_CLIENT} may connect`
      return others.map((name) => `${file.path} imports ${name} of ${specifier}; ${only}`)
    })

const called = (file: SourceFile) =>
  parse(file).nodes.flatMap((node) =>
    ['fetch', 'WebSocket', 'EventSource'].includes(calledName(node) ?? '')
      ? [`${placeOf(file, node.start)} connects; only ${BFF_CLIENT} may`]
      : [],
  )
