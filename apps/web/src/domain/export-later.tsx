import { lazy } from 'react'
import type { ReactNode } from 'react'
import type { ExportDialogProps } from './export-dialog.tsx'

/** The dialog of an export, loaded when somebody asks for one. */
// lazy forgets that the component is generic
export const ExportLater = lazy(async () => ({
  default: (await import('./export-dialog.tsx')).ExportDialog,
})) as unknown as <Row>(props: ExportDialogProps<Row>) => ReactNode
