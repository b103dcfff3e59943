import { useCallback, useMemo } from 'react'
import { useLocation, useNavigate } from '@tanstack/react-router'
import type { ParsedSearch, RawSearch, SearchFields } from '../lib/search-params.ts'

/**
 * The state of a page that lives in its address. `values` are checked; `ignored` names what was not understood, for the
 * page to say; `set` changes some values (`undefined` removes one) and keeps the rest. Typing replaces the history entry,
 * a choice makes a new one.
 */
export function useSearchValues<Fields extends SearchFields>(
  parse: (raw: RawSearch) => ParsedSearch<Fields>,
) {
  const raw = useLocation({ select: (location) => location.search })
  const navigate = useNavigate()
  // the router holds what `readQuery` made of the address: text and lists of text
  const { values, ignored } = useMemo(() => parse(raw as RawSearch), [parse, raw])
  const set = useCallback(
    (
      patch: { readonly [Name in keyof Fields]?: ParsedSearch<Fields>['values'][Name] | undefined },
      { replace = false }: { replace?: boolean } = {},
    ) => {
      void navigate({
        to: '.',
        replace,
        resetScroll: false,
        // generic code cannot know which page it is on; the page's own type has checked the patch
        search: ((before: object) => ({ ...before, ...patch })) as never,
      })
    },
    [navigate],
  )
  return { values, ignored, set }
}
