// What can be done with a list as a whole; loaded when its first rows are there (list-tools-later.tsx).
import { Suspense, useState } from 'react'
import { Download } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { TableChooser } from '../ui/table-chooser.tsx'
import { SavedViewsMenu } from './saved-views-menu.tsx'
import { ExportLater } from './export-later.tsx'
import type { ListToolsProps } from './list-tools-later.tsx'

export function ListTools<Row>({ source, all, shown, isChosen, choose }: ListToolsProps<Row>) {
  const [isExporting, setExporting] = useState(false)
  return (
    <>
      <TableChooser all={all} shown={shown} isChosen={isChosen} choose={choose} />
      <SavedViewsMenu list={source.name} />
      <Button
        isIcon
        aria-label={`Export ${source.name}`}
        title={`Export ${source.name}`}
        aria-haspopup="dialog"
        onClick={() => setExporting(true)}
      >
        <Download className="text-ink-2" />
      </Button>
      {isExporting && (
        <Suspense>
          <ExportLater source={source} columns={shown} onClose={() => setExporting(false)} />
        </Suspense>
      )}
    </>
  )
}
