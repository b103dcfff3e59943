import { lazy, Suspense, useMemo } from 'react'
import { Download } from 'lucide-react'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { SkeletonLines } from './skeleton.tsx'

// the editor is larger than everything else together, and few pages show it
const JsonEditor = lazy(async () => ({ default: (await import('./json-editor.tsx')).JsonEditor }))

interface JsonViewProps {
  value: unknown
  /** Of the download: `catalog-prod.json`. */
  fileName: string
  /** Names the text for screen readers: `Deployment as JSON`. */
  label: string
}

function download(text: string, fileName: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}

/** An object as the API returned it: searchable (Ctrl or ⌘ F), foldable, to copy and to download. Read only. */
export function JsonView({ value, fileName, label }: JsonViewProps) {
  const text = useMemo(() => JSON.stringify(value, undefined, 2) ?? '', [value])
  return (
    <div className="border-line bg-surface flex min-h-0 flex-1 flex-col overflow-hidden rounded-lg border">
      <div className="border-line bg-raised flex flex-wrap items-center gap-2 border-b px-2 py-1">
        <span className="text-ink-2 min-w-0 px-1.5 text-sm wrap-anywhere">{label}</span>
        <span className="ml-auto flex gap-1">
          <CopyButton text={text} what={label} isIcon={false}>
            Copy
          </CopyButton>
          <Button variant="ghost" size="sm" onClick={() => download(text, fileName)}>
            <Download />
            Download
          </Button>
        </span>
      </div>
      <Suspense
        fallback={
          <div className="p-4">
            <SkeletonLines count={8} />
          </div>
        }
      >
        <JsonEditor key={label} text={text} label={label} />
      </Suspense>
    </div>
  )
}
