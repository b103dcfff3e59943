import type { AllocatorState } from '../../domain/capacity.ts'
import { Status, type StatusKind } from '../../ui/status.tsx'

/** The words of the list, the page and the filter; what ECE's three flags mean together is said in domain/capacity.ts. */
export const STATES: Readonly<Record<AllocatorState, { kind: StatusKind; word: string }>> = {
  ok: { kind: 'ok', word: 'Connected' },
  maintenance: { kind: 'warn', word: 'Maintenance' },
  disconnected: { kind: 'bad', word: 'Disconnected' },
  unhealthy: { kind: 'bad', word: 'Not healthy' },
  unknown: { kind: 'off', word: 'Unknown' },
}

export const AllocatorStatus = ({ state }: { state: AllocatorState }) => (
  <Status kind={STATES[state].kind} label={STATES[state].word} isUnknown={state === 'unknown'} />
)
