// Everything the palette lists for what is in its field: what this page knows at once, and what ECE answers a moment later.
import { useEffect, useState } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { operations } from '@ece/api-types'
import { useCurrentVerbs } from '../../actions/current-verbs.ts'
import { useRoutine } from '../../actions/use-routine.ts'
import { currentInstallation, useUser } from '../../api/installation.ts'
import { q } from '../../api/q.ts'
import { loadInstallations } from '../../api/session.ts'
import { ECE_REGION } from '../../domain/region.ts'
import { readProblem } from '../../lib/problem.ts'
import { clip } from '../../lib/text.ts'
import {
  allocatorItems,
  type Group,
  hitGroups,
  type Item,
  linkItems,
  pageItems,
  type PalettePage,
  recentItems,
  templateItems,
  verbItems,
  versionItems,
} from './items.tsx'
import { paletteSearch } from './palette-search.ts'
import { readLinks } from './pasted.ts'
import { readVisits, visitOf } from './recent.ts'
import { beginsWords, contains, readWanted, type Wanted } from './wanted.ts'

/** A burst of key strokes is one search; short enough not to be felt. What was pasted is complete. */
const PAUSE_MS = 30
/** Templates and versions change a few times a year. */
const CATALOGUE_MS = 300_000
const MAX_PROBLEM = 200
const MOST_HOSTS = 5

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  const [known, setKnown] = useState(text)
  if (text !== known) {
    setKnown(text)
    if (Math.abs(text.length - known.length) > 1) setSettled(text)
  }
  // talks to the clock: waits for the end of a burst
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

/** The catalogues that this page may have read already; ECE sends them whole. */
function useCatalogues() {
  const options = { staleTime: CATALOGUE_MS }
  const templates = useQuery({
    ...q(operations.getDeploymentTemplatesV2, {
      query: { region: ECE_REGION, show_hidden: false },
    }),
    ...options,
  })
  const stacks = useQuery({
    ...q(operations.getVersionStacks, { query: { show_deleted: false } }),
    ...options,
  })
  return { templates, stacks }
}

/** A host is known by its address; ECE is asked, because the answer about all of them is large. */
function useAllocators(text: string) {
  const address = /^\d{1,3}\.[\d.]{1,12}$/.test(text) ? text : undefined
  return useQuery({
    ...q(operations.getAllocators, { query: { q: `allocator_id:${address}*`, size: MOST_HOSTS } }),
    enabled: address !== undefined,
  })
}

const say = (what: string, error: Error | null) =>
  error === null
    ? undefined
    : `${what} could not be searched: ${clip(readProblem(error).items[0]?.message ?? error.message, MAX_PROBLEM)}`

/** What is shown of an older answer must fit what is typed by now: nobody shall open something else than they meant. */
const narrow = (groups: readonly Group[], { query, isId }: Wanted): Group[] =>
  groups.map(({ title, items }) => ({
    title,
    items: items.filter(({ key, label }) => (isId ? key.includes(query) : contains(query, label))),
  }))

export interface Found {
  readonly groups: readonly Group[]
  /** ECE has not answered for this text yet. */
  readonly isSearching: boolean
  readonly problem: string | undefined
}

/** `commands`: what the console itself can do, besides pages and verbs. */
export function usePalette(
  raw: string,
  pages: readonly PalettePage[],
  commands: readonly Item[],
): Found {
  const whose = { installation: currentInstallation(), user: useUser().user_name }
  const [visits] = useState(() => {
    const here = visitOf(globalThis.location.pathname, document.title, whose)
    return readVisits(whose).filter(({ area, id }) => area !== here?.area || id !== here.id)
  })
  const verbs = useCurrentVerbs()
  const runRoutine = useRoutine()
  const wanted = readWanted(raw)
  const settled = readWanted(useSettled(raw))
  const { templates, stacks } = useCatalogues()
  const allocators = useAllocators(settled.text)

  const links = readLinks(raw, globalThis.location.origin)
  const installations = useQuery({
    queryKey: ['installations'],
    queryFn: loadInstallations,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: links.length > 0,
  })

  // a link says by itself where it leads
  const body = links.length > 0 ? undefined : paletteSearch(settled)
  // the key holds the text: an older answer can never stand for a newer one, and its request is given up
  const search = useQuery({
    ...q(operations.searchDeployments, { body: body ?? { size: 0 } }),
    enabled: body !== undefined,
    placeholderData: keepPreviousData,
  })

  const { text } = wanted
  const actions = verbs.map((each) => ({
    title: each.label,
    items: verbItems(each, text, (action) => void runRoutine(action)),
  }))
  const here = { title: 'Pages', items: pageItems(pages, text) }
  const own = {
    title: 'Console',
    items: commands.filter(({ label }) => beginsWords(text, label)),
  }
  if (text === '') {
    const recent = { title: 'Recent', items: recentItems(visits) }
    return toFound([recent, ...actions, here, own], false, undefined)
  }
  if (links.length > 0) {
    const items = installations.data === undefined ? [] : linkItems(links, installations.data)
    return toFound([{ title: 'Pasted links', items }], installations.isPending, undefined)
  }
  const isCurrent = wanted.query === settled.query && !search.isPlaceholderData
  const total = isCurrent ? search.data?.match_count : undefined
  const hits =
    body === undefined ? [] : hitGroups(search.data?.deployments ?? [], settled, total ?? undefined)
  return toFound(
    [
      here,
      ...actions,
      ...(isCurrent ? hits : narrow(hits, wanted)),
      { title: 'Templates', items: templateItems(templates.data ?? [], text) },
      { title: 'Stack versions', items: versionItems(stacks.data?.stacks ?? [], text) },
      { title: 'Allocators', items: allocatorItems(allocators.data, text) },
      own,
    ],
    !isCurrent || search.isPending,
    say('Deployments', isCurrent ? search.error : null) ??
      say('Templates', templates.error) ??
      say('Stack versions', stacks.error) ??
      say('Allocators', allocators.error),
  )
}

const toFound = (groups: readonly Group[], isSearching: boolean, problem: string | undefined) => ({
  groups: groups.filter(({ items }) => items.length > 0),
  isSearching,
  problem,
})
