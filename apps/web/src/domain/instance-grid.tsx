// The instances of one resource by zone: what runs where, how full it is, and whether it gets requests.
import type { Instance } from '@ece/api-types'
import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { currentInstallation } from '../api/installation.ts'
import { formatMegabytes } from '../lib/bytes.ts'
import { plural } from '../lib/text.ts'
import { Meter } from '../ui/meter.tsx'
import { Status } from '../ui/status.tsx'
import { instanceHealth } from './instance-health.ts'
import {
  DISK_USE,
  diskGauge,
  groupByZone,
  isTiebreaker,
  MEMORY_PRESSURE,
  memoryGauge,
  shortRoles,
} from './topology.ts'

interface InstanceGridProps {
  instances: readonly Instance[]
  /** A plan runs: what it stops comes back by itself. */
  isChanging: boolean
  /** What to say when there is none. */
  none: string
  /** What can be done to one: a menu beside its state. */
  renderMenu?: (instance: Instance) => ReactNode
}

export function InstanceGrid({ instances, isChanging, none, renderMenu }: InstanceGridProps) {
  if (instances.length === 0) return <p className="text-ink-2">{none}</p>
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(min(15rem,100%),1fr))] items-start gap-3">
      {groupByZone(instances).map((zone) => (
        <section key={zone.label} className="min-w-0">
          <h3 className="text-ink-2 mb-1.5 flex gap-2 text-sm">
            <span className="font-semibold">{zone.label}</span>
            <span className="ml-auto">{plural(zone.instances.length, 'instance')}</span>
          </h3>
          <ul className="grid gap-2">
            {zone.instances.map((instance) => (
              <InstanceCard
                key={instance.instance_name}
                instance={instance}
                isChanging={isChanging}
                menu={renderMenu?.(instance)}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

interface InstanceCardProps {
  instance: Instance
  isChanging: boolean
  menu: ReactNode
}

function InstanceCard({ instance, isChanging, menu }: InstanceCardProps) {
  const state = instanceHealth(instance, isChanging)
  const memory = memoryGauge(instance)
  const disk = diskGauge(instance)
  const facts = [
    isTiebreaker(instance) ? 'tiebreaker' : shortRoles(instance).join(' '),
    formatMegabytes(instance.memory?.instance_capacity),
    // the state above says what is worse
    instance.maintenance_mode === true && state.word !== 'maintenance mode' && 'maintenance mode',
  ].filter((fact) => typeof fact === 'string' && fact !== '')
  const { allocator_id: host } = instance
  const text = facts.join(' · ')
  return (
    <li className="border-line bg-raised rounded-md border px-2.5 py-2">
      <div className="flex flex-wrap items-center gap-x-2">
        <span className="text-sm font-semibold">{instance.instance_name}</span>
        <span className="ml-auto text-sm" title={state.text}>
          <Status kind={state.kind} label={state.word} isUnknown={state.word === 'unknown'} />
        </span>
      </div>
      {(text !== '' || host || menu !== undefined) && (
        <div className="flex items-start gap-1">
          <p className="text-ink-2 min-w-0 flex-1 text-sm wrap-anywhere">
            {text}
            {text !== '' && host && ' · '}
            {host && (
              <>
                on <HostLink allocatorId={host} />
              </>
            )}
          </p>
          {menu !== undefined && <span className="-my-1 -mr-1.5">{menu}</span>}
        </div>
      )}
      {memory !== undefined && (
        <Meter
          label="Mem"
          percent={memory.percent}
          text={memory.text}
          warnFrom={memory.level === 'ok' ? Infinity : MEMORY_PRESSURE.warn}
          badFrom={memory.level === 'ok' ? Infinity : MEMORY_PRESSURE.bad}
        />
      )}
      {disk !== undefined && (
        <Meter
          label="Disk"
          percent={disk.percent}
          text={disk.text}
          warnFrom={DISK_USE.warn}
          badFrom={DISK_USE.bad}
        />
      )}
    </li>
  )
}

/** To what else lives on the same host. */
const HostLink = ({ allocatorId }: { allocatorId: string }) => (
  <Link
    to="/$installation/allocators/$allocatorId"
    params={{ installation: currentInstallation().id, allocatorId }}
    className="hover:underline"
  >
    {allocatorId}
  </Link>
)
