import type { StackVersionConfig } from '@ece/api-types'
import { formatMegabytes } from '../../lib/bytes.ts'
import { Absent } from '../../ui/absent.tsx'
import { type PlainColumn, PlainTable } from '../../ui/plain-table.tsx'
import { COMPONENTS } from './stack-facts.ts'

interface Image {
  readonly name: string
  readonly image: string | undefined
  /** MB; absent when the stack pack sets no limits. */
  readonly limits: { readonly min: number; readonly max: number } | undefined
}

const COLUMNS: readonly PlainColumn<Image>[] = [
  { label: 'Component', cell: ({ name }) => name },
  {
    label: 'Memory',
    isEnd: true,
    cell: ({ limits }) =>
      limits === undefined ? (
        <Absent />
      ) : (
        `${formatMegabytes(limits.min) ?? '?'} to ${formatMegabytes(limits.max) ?? '?'}`
      ),
  },
  {
    label: 'Image',
    cell: ({ image }) => (image === undefined ? <Absent /> : <code className="mono">{image}</code>),
  },
]

/** What a stack version brings, component by component. */
export function ImageTable({ stack }: { stack: StackVersionConfig }) {
  const images = COMPONENTS.flatMap(([key, name]): Image[] => {
    const component = stack[key]
    if (component === null || component === undefined) return []
    return [
      {
        name,
        image: component.docker_image ?? undefined,
        limits: component.capacity_constraints ?? undefined,
      },
    ]
  })
  if (images.length === 0)
    return <p className="text-ink-2">ECE names no images for this version.</p>
  return <PlainTable label="Images" columns={COLUMNS} rows={images} rowKey={({ name }) => name} />
}
