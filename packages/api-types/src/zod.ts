// zod/mini keeps the browser's share small (7 kB gzip against 27). Every schema of this package is made
// through this file: `jitless` has to be set before the first schema exists, else zod probes
// `new Function` and a strict CSP reports a violation on every page load.
import * as z from 'zod/mini'

if ('window' in globalThis) z.config({ jitless: true })

export { z }
