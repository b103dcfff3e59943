import { Card } from '../ui/card.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { nameOfKind, type Resource } from './resources.ts'

interface Endpoint {
  readonly label: string
  readonly text: string
}

/** Addresses as ECE gives them; shown as text, because the console vouches for none of them. */
export function listEndpoints(resources: readonly Resource[]): Endpoint[] {
  return resources.flatMap(({ kind, info }) => {
    const metadata = info.metadata
    const url = metadata?.aliased_url || metadata?.service_url || metadata?.endpoint
    const services = (metadata?.services_urls ?? []).map((each) => ({
      label: each.service,
      text: each.url,
    }))
    return [
      ...(url ? [{ label: nameOfKind(kind), text: url }] : []),
      ...services,
      ...(metadata?.cloud_id ? [{ label: 'Cloud id', text: metadata.cloud_id }] : []),
    ]
  })
}

export function EndpointsCard({ resources }: { resources: readonly Resource[] }) {
  const endpoints = listEndpoints(resources)
  return (
    <Card title="Endpoints">
      {endpoints.length === 0 ? (
        <p className="text-ink-2">ECE gives none.</p>
      ) : (
        <dl className="grid gap-1">
          {endpoints.map(({ label, text }) => (
            <div
              key={label + text}
              className="grid grid-cols-[6rem_minmax(0,1fr)] items-center gap-2"
            >
              <dt className="text-ink-2 truncate">{label}</dt>
              <dd className="flex min-w-0 items-center gap-1">
                <span className="mono truncate" title={text}>
                  {text}
                </span>
                <CopyButton text={text} what={`${label} address`} className="ml-auto" />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  )
}
