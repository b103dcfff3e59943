import { useCallback, type ReactNode } from 'react'
import { useRouter } from '@tanstack/react-router'
import { currentInstallation } from '../api/installation.ts'

/** Opens the page of one change. Undefined where there is no router, such as in a part shown by itself. */
export function useOpenChange(): ((id: string) => void) | undefined {
  const router = useRouter({ warn: false }) as ReturnType<typeof useRouter> | undefined
  const open = useCallback(
    (changeId: string) => {
      const params = { installation: currentInstallation().id, changeId }
      void router?.navigate({ to: '/$installation/changes/$changeId', params })
    },
    [router],
  )
  return router === undefined ? undefined : open
}

/** To the story of one change. */
export function ChangeLink({ id, children }: { id: string; children: ReactNode }) {
  const open = useOpenChange()
  const { id: installation } = currentInstallation()
  return (
    <a
      href={`/${encodeURIComponent(installation)}/changes/${encodeURIComponent(id)}`}
      className="text-accent underline"
      onClick={(event) => {
        const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey
        if (open === undefined || !isPlain) return
        event.preventDefault()
        open(id)
      }}
    >
      {children}
    </a>
  )
}
