// Which file of the build a module goes into. Few files, because each is a round trip on a slow line, and none that carries
// what its page does not need; tools/budgets.json holds the sums.
import type { Rollup } from 'vite'

type Modules = Pick<Rollup.PluginContext, 'getModuleInfo'>

const SIGN_IN = ['features/session/sign-in-page.tsx']
const SIGN_IN_AGAIN = ['features/session/sign-in-dialog.tsx']
/** What the first page behind the sign-in stands on; every other page shares it. */
const FIRST_PAGE = ['layouts/installation-layout.tsx', 'features/deployments/deployments-page.tsx']
/** Where one lands: what it has in common with other pages must not bring their dialogs and editors along. */
const LANDING = ['features/overview/overview-page.tsx']
/** What a list and its menus get when their first rows are painted, or when somebody reaches for it: one file, fetched once. */
const LATER = [
  'features/deployments/deployment-filters.tsx',
  'features/deployments/nothing-here.tsx',
  'domain/list-tools.tsx',
  'domain/saved-view-tabs.tsx',
  'domain/selection-bar.tsx',
  'layouts/navigation-dialog.tsx',
  'ui/menu-panel.tsx',
  'ui/toast-card.tsx',
]
/** Whoever opens a list opens one of its objects next: each of these is one file. A change is a story from the audit log. */
const FOLDERS = {
  allocators: ['allocators'],
  audit: ['audit', 'changes'],
  clusters: ['clusters'],
  'stack-versions': ['stack-versions'],
  templates: ['templates'],
} as const
/** Other pages keep files of their own, and the editor is as large as everything else together. */
const OWN_FILE = /features\/.*-(page|dialog)\.tsx$|-dialog\.tsx$|json-editor\.tsx$/

/**
 * `base`: used by the sign-in page and by the first page alike; `sign-in` and `console`: by one of the two; `parts`: by the
 * page where one lands and by others; `later`: see LATER; `more`: shared by the other pages; then the folders that are one
 * file. The rest is left to the bundler.
 */
const NAMES = [
  'base',
  'sign-in',
  'console',
  'parts',
  'later',
  'more',
  ...Object.keys(FOLDERS),
] as const

function chunkOf(id: string, modules: Modules): string | null {
  if (id.includes('node_modules') || !id.includes('/src/')) return null
  const together = Object.entries(FOLDERS).find(([, folders]) =>
    folders.some((folder) => id.includes(`/features/${folder}/`)),
  )
  if (together) return together[0]
  if (OWN_FILE.test(id)) return null
  const isFirst = isUsedBy(id, FIRST_PAGE, modules)
  const isSignIn = isUsedBy(id, SIGN_IN, modules)
  // parts of ui/ share icons, and a shared icon would tie the two files together
  if (isSignIn && (isFirst || id.includes('/ui/'))) return 'base'
  if (isFirst) return 'console'
  if (isSignIn) return 'sign-in'
  if (isUsedBy(id, LANDING, modules)) return id.includes('/features/') ? null : 'parts'
  if (isUsedBy(id, LATER, modules)) return 'later'
  if (isUsedBy(id, SIGN_IN_AGAIN, modules)) return 'sign-in'
  return id.includes('/features/') ? null : 'more'
}

/**
 * Groups for the bundler, the most general first: a group takes what its modules import along, unless a group of higher
 * priority has it already. `$initial` is what index.html loads itself.
 */
export const chunkGroups = [
  { name: 'start', tags: ['$initial' as const], priority: NAMES.length },
  ...NAMES.map((name, index) => ({
    name: (id: string, modules: Modules) => (chunkOf(id, modules) === name ? name : null),
    priority: NAMES.length - 1 - index,
  })),
]

/** The large ones that the first rows need: most of the functions in these are called while the page loads. */
export const FIRST_FILES: readonly string[] = ['index', 'console']

/** Along static imports only: what is imported lazily is not needed for the first paint. */
function isUsedBy(id: string, pages: readonly string[], modules: Modules): boolean {
  const seen = new Set<string>()
  const visit = (at: string): boolean => {
    if (seen.has(at)) return false
    seen.add(at)
    const importers = modules.getModuleInfo(at)?.importers ?? []
    return pages.some((page) => at.endsWith(page)) || importers.some(visit)
  }
  return visit(id)
}
