// Runs before the first paint, as text inside index.html (boot-plugin.ts; the server's Content-Security-Policy names its
// hash). So it must be complete in itself and name nothing outside.

/** Files to fetch at once, in parallel with the code that will ask for them. */
export interface BootFiles {
  /** What every page behind the sign-in needs. */
  readonly shell: readonly string[]
  /** What the first word of the path after the installation needs, for the list and for the page of one object. */
  readonly pages: Readonly<
    Record<string, { readonly list: readonly string[]; readonly one: readonly string[] }>
  >
  /** Body of the first search of the deployments list, whose answer is waited for longest. */
  readonly search: string
}

/** A request under way since before the code was there; api/client.ts takes it instead of sending its own. */
export interface EarlyRequest {
  readonly path: string
  readonly body: string
  readonly answer: Promise<Response>
}

declare global {
  /** A property of the window, which only `var` declares. */
  var eceConsoleEarly: EarlyRequest | undefined
}

export function boot(files: BootFiles): void {
  const root = document.documentElement
  try {
    root.dataset['theme'] = localStorage.getItem('ece-console.theme') ?? 'system'
  } catch {
    root.dataset['theme'] = 'system'
  }
  const load = (rel: string, href: string) => {
    const link = document.createElement('link')
    link.rel = rel
    link.href = href
    if (rel === 'preload') {
      link.as = 'fetch'
      link.crossOrigin = ''
    }
    document.head.append(link)
  }
  load('preload', '/bff/installations')
  const [, installation = '', area = '', id] = location.pathname.split('/')
  if (installation === 'sign-in') {
    // no frame to paint, and nothing to fetch for somebody who is not signed in yet
    root.dataset['page'] = 'plain'
    return
  }
  load('preload', '/bff/session')
  const ask = () => {
    const path = `/api/${installation}/deployments/_search`
    const headers = {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      'X-ECE-Console': '1',
    }
    // oxlint-disable-next-line no-restricted-globals -- none of our code is there yet; api/client.ts takes the answer over
    const answer = fetch(path, { method: 'POST', headers, body: files.search, redirect: 'error' })
    // nobody may be listening yet when it fails
    answer.catch(() => undefined)
    globalThis.eceConsoleEarly = { path, body: files.search, answer }
  }
  // before the files: a browser has six connections to a server, and no file takes as long as this answer
  if (area === 'deployments' && !id && location.search === '') ask()
  const page = files.pages[area] ?? files.pages['overview']
  for (const href of [...files.shell, ...((id ? page?.one : page?.list) ?? [])]) {
    load('modulepreload', href)
  }
}
