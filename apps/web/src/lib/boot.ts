// Runs before the first paint, as a file of its own (boot-plugin.ts writes its source text into one): the
// Content-Security-Policy forbids inline scripts. So it must be complete in itself and name nothing outside.

/** Files to fetch at once, in parallel with the code that will ask for them. */
export interface BootFiles {
  /** What every page behind the sign-in needs. */
  readonly shell: readonly string[]
  /** What the first word of the path after the installation needs, for the list and for the page of one object. */
  readonly pages: Readonly<
    Record<string, { readonly list: readonly string[]; readonly one: readonly string[] }>
  >
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
  const [, installation, area, id] = location.pathname.split('/')
  if (installation === 'sign-in') {
    // no frame to paint, and nothing to fetch for somebody who is not signed in yet
    root.dataset['page'] = 'plain'
    return
  }
  load('preload', '/bff/session')
  const page = files.pages[area ?? ''] ?? files.pages['deployments']
  for (const href of [...files.shell, ...((id ? page?.one : page?.list) ?? [])]) {
    load('modulepreload', href)
  }
}
