import { Link } from '@tanstack/react-router'
import { ChartColumn, Database, Server } from 'lucide-react'
import { InstanceMenu } from '../../actions/instance-menu.tsx'
import { currentInstallation } from '../../api/installation.ts'
import { resourceHealth } from '../../domain/health.ts'
import { InstanceGrid } from '../../domain/instance-grid.tsx'
import { isChanging } from '../../domain/changing.ts'
import { ReasonList } from '../../domain/reason-list.tsx'
import { describeResource, listResources, type Resource } from '../../domain/resources.ts'
import type { AnyDeployment } from '../../domain/shapes.ts'
import { instancesOf, summarizeSizes } from '../../domain/topology.ts'
import { now } from '../../lib/clock.ts'
import { plural } from '../../lib/text.ts'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Status } from '../../ui/status.tsx'
import { SideCards } from './deployment-side.tsx'

interface OverviewProps {
  deployment: AnyDeployment
  /** Opens the dialog of a verb. */
  onOpen: (key: string) => void
}

export function DeploymentOverview({ deployment, onOpen }: OverviewProps) {
  const resources = listResources(deployment)
  return (
    <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="grid min-w-0 grid-cols-1 gap-3">
        {resources.length === 0 && (
          <EmptyState title="No resources">
            ECE names no Elasticsearch, Kibana or other resource here.
          </EmptyState>
        )}
        {resources.map((resource) => (
          <ResourceCard
            key={`${resource.kind} ${resource.ref_id}`}
            deployment={deployment}
            resource={resource}
            onOpen={onOpen}
          />
        ))}
      </div>
      <div className="grid min-w-0 gap-3 md:grid-cols-2 xl:grid-cols-1">
        <SideCards deployment={deployment} />
      </div>
    </div>
  )
}

const ICONS = { elasticsearch: Database, kibana: ChartColumn } as const

function ResourceCard({
  deployment,
  resource,
  onOpen,
}: OverviewProps & { readonly resource: Resource }) {
  const instances = instancesOf(resource)
  const health = resourceHealth(resource, now())
  const Icon =
    resource.kind === 'elasticsearch' || resource.kind === 'kibana' ? ICONS[resource.kind] : Server
  const note = [resource.ref_id, plural(instances.length, 'instance'), summarizeSizes(instances)]
  return (
    <Card
      icon={<Icon />}
      title={<ResourceTitle deployment={deployment} resource={resource} />}
      note={note.filter(Boolean).join(' · ')}
      end={
        <>
          <Status kind={health.kind} label={health.word} isUnknown={health.word === 'Unknown'} />
          {instances.length > 0 && (
            <InstanceMenu deployment={deployment} resource={resource} onOpen={onOpen} />
          )}
        </>
      }
    >
      <ReasonList reasons={health.reasons} />
      <InstanceGrid
        instances={instances}
        isChanging={isChanging(deployment)}
        renderMenu={(instance) => (
          <InstanceMenu
            deployment={deployment}
            resource={resource}
            instance={instance}
            onOpen={onOpen}
          />
        )}
        none={
          resource.info.status === 'stopped'
            ? 'Stopped: there are no instances, and no data on disks.'
            : 'ECE shows no instances at present.'
        }
      />
    </Card>
  )
}

/** Elasticsearch and Kibana have pages of their own. */
function ResourceTitle({
  deployment,
  resource,
}: {
  deployment: AnyDeployment
  resource: Resource
}) {
  const name = describeResource(deployment, resource)
  const { id: installation } = currentInstallation()
  if (resource.kind === 'elasticsearch') {
    return (
      <Link
        to="/$installation/elasticsearch/$clusterId"
        params={{ installation, clusterId: resource.id }}
        className="hover:underline"
      >
        {name}
      </Link>
    )
  }
  if (resource.kind === 'kibana') {
    return (
      <Link
        to="/$installation/kibana/$kibanaId"
        params={{ installation, kibanaId: resource.id }}
        className="hover:underline"
      >
        {name}
      </Link>
    )
  }
  return name
}
